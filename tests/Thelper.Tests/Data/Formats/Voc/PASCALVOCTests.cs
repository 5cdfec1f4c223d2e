using Thelper.Data.Formats.Voc;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Logging;
using Thelper.Torch;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Data.Formats.Voc;

[NoLeaks]
public class PASCALVOCTests
{
    private static readonly TransformRandom NoChance = TransformRandom.For(0, 0, 0);
    private static readonly string[] CatPerson = ["cat", "person"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Label_maps_hold_class_indices(bool preload)
    {
        var voc = new PASCALVOC(ParserGolden.Voc, preload: preload);
        voc.Count.ShouldBe(4);
        voc.Task.ToString().ShouldBe(File.ReadAllText(Golden("segm.task.txt")).TrimEnd());
        for (var i = 0; i < voc.Count; i++)
        {
            using var sample = voc.GetItem(i, NoChance);
            sample.Keys.ShouldBe(["name", "image_path", "gt_path", "image", "label_map", "idx"]);
            var name = sample["name"].ShouldBeOfType<string>();
            var expected = ParserGolden.Values.GetProperty("voc").GetProperty(name);
            sample["image"].ShouldMatch(expected.GetProperty("rgb"));
            sample["label_map"].ShouldMatch(expected.GetProperty("labels"));
            sample["image_path"].ShouldBe($"{ParserGolden.Voc}/VOCdevkit/VOC2012/JPEGImages/{name}.jpg");
            sample["gt_path"].ShouldBe($"{ParserGolden.Voc}/VOCdevkit/VOC2012/SegmentationClass/{name}.png");
            sample["idx"].ShouldBe((long)i);
            var sizes = ((Segmentation)voc.Task).GetClassSizes([(torch.Tensor)sample["label_map"]!]).Where(size => size.Value > 0);
            sizes.ShouldBe(expected.GetProperty("sizes").EnumerateObject().Select(size => KeyValuePair.Create(size.Name, size.Value.GetInt64())), ignoreOrder: true);
        }
    }

    [Fact]
    public void Images_come_in_the_order_of_the_list() =>
        Names(new PASCALVOC(ParserGolden.Voc, preload: false)).ShouldBe(["2007_000014", "2007_000002", "2007_000020", "2007_000008"]);

    [Fact]
    public void Boxes_keep_the_file_s_coordinates()
    {
        var voc = new PASCALVOC(ParserGolden.Voc, "detect", preload: false);
        voc.Task.ToString().ShouldBe(File.ReadAllText(Golden("detect.task.txt")).TrimEnd());
        for (var i = 0; i < voc.Count; i++)
        {
            using var sample = voc.GetItem(i, NoChance);
            sample.Keys.ShouldBe(["name", "image_path", "gt_path", "image", "bboxes", "idx"]);
            var name = (string)sample["name"]!;
            var expected = ParserGolden.Values.GetProperty("voc").GetProperty(name);
            sample["image"].ShouldMatch(expected.GetProperty("rgb"));
            ((string)sample["gt_path"]!).ShouldEndWith($"/Annotations/{name}.xml");
            var box = sample["bboxes"].ShouldBeOfType<BoundingBox[]>().ShouldHaveSingleItem();
            box.BBox.ShouldBe(expected.GetProperty("bbox").EnumerateArray().Select(edge => edge.GetDouble()));
            box.ImageId.ShouldBe(long.Parse(name.Replace("_", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture));
            box.IncludeMargin.ShouldBeTrue();
            box.Task.ShouldBeSameAs(voc.Task);
        }
    }

    [Fact]
    public void Chosen_classes_are_numbered_anew()
    {
        var voc = new PASCALVOC(ParserGolden.Voc, targetLabels: CatPerson, preload: false);
        Names(voc).ShouldBe(["2007_000002", "2007_000008"]);
        voc.Task.ToString().ShouldContain("class_names={'background': 0, 'cat': 1, 'person': 2}");
        voc.Task.ToString().ShouldContain("color_map={0: [0, 0, 0], 1: [64, 0, 0], 2: [192, 128, 128], 255: [224, 224, 192]}");
        using var sample = voc.GetItem(1, NoChance);
        sample["label_map"].ShouldMatch(ParserGolden.Values.GetProperty("voc").GetProperty("2007_000008").GetProperty("cat_person"));

        var boxes = new PASCALVOC(ParserGolden.Voc, "detect", targetLabels: "cat", preload: false);
        using var cat = boxes.GetItem(0, NoChance);
        ((BoundingBox[])cat["bboxes"]!).Single().ClassId.ShouldBe(1L);
    }

    [Theory]
    [InlineData("segm", "label_map")]
    [InlineData("detect", "bboxes")]
    public void The_test_set_has_no_ground_truth(string task, string key)
    {
        var voc = new PASCALVOC(ParserGolden.Voc, task, "test");
        using var sample = voc.GetItem(0, NoChance);
        (sample[key], sample["gt_path"]).ShouldBe((null, null));
    }

    [Fact]
    public void Objects_are_left_out_by_their_flags()
    {
        using var folder = new TempFolder();
        ParserGolden.CopyVoc(folder.Path);
        Annotate(folder, "2007_000002", Box("cat", "<difficult>1</difficult>"), Box("dog", "<occluded>1</occluded>"), Box("cow", "<truncated>1</truncated>"), Box("person", ""));
        Annotate(folder, "2007_000014", Box("cat", "<difficult>1</difficult>"));

        Classes(new PASCALVOC(folder.Path, "detect", "train", preload: false)).ShouldBe(["dog", "cow", "person"]);
        Classes(new PASCALVOC(folder.Path, "detect", "train", preload: false, useDifficult: true)).ShouldBe(["cat", "cat", "dog", "cow", "person"]);
        Classes(new PASCALVOC(folder.Path, "detect", "train", preload: false, useOccluded: false, useTruncated: false)).ShouldBe(["person"]);
        Names(new PASCALVOC(folder.Path, "detect", "train", preload: false)).ShouldBe(["2007_000002"]);
    }

    [Fact]
    public void Damaged_data_is_named()
    {
        using var folder = new TempFolder();
        ParserGolden.CopyVoc(folder.Path);
        var xml = Annotate(folder, "2007_000014", Box("unicorn", ""));
        Fault().ShouldBe($"{xml}: an object has the class 'unicorn', which PASCAL VOC does not know (expected one of: {string.Join(", ", VocLabels.All.Skip(1))}); for other classes set \"class_names\"");
        Annotate(folder, "2007_000014", Box("background", ""));
        Fault().ShouldBe($"{xml}: an object has the class 'background', which stands for image parts without an object; remove it");
        Annotate(folder, "2007_000014", "<object><name>cat</name></object>");
        Fault().ShouldStartWith($"{xml}: object[0] ('cat'): the box is missing: there is no bndbox with numbers xmin, ymin, xmax and ymax; mend the annotation");
        Annotate(folder, "2007_000014", Box("dog", ""), Box("cat", "").Replace("<xmax>9", "<xmax>1", StringComparison.Ordinal));
        Fault().ShouldStartWith($"{xml}: object[1] ('cat'): the box from (2, 3) to (1, 8) is inverted: its xmax lies before its xmin; mend the annotation");
        Annotate(folder, "2007_000014", Box("cat", "<difficult>maybe</difficult>"));
        Fault().ShouldBe($"{xml}: 'difficult' must be 0 or 1, found 'maybe'");
        Fault("segm").ShouldStartWith($"{xml}: 'segmented' must be 1");
        File.WriteAllText(xml, "<annotation><object>");
        Fault().ShouldStartWith($"{xml}: not a readable annotation: ");
        File.WriteAllText(xml, "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><annotation>&x;</annotation>");
        Fault().ShouldStartWith($"{xml}: not a readable annotation: ");
        File.Delete(xml);
        Fault().ShouldBe($"{xml}: there is no such annotation file");

        string Fault(string task = "detect")
        {
            var voc = new PASCALVOC(folder.Path, task, "train", preload: false);
            return Error(() => voc.GetItem(Names(voc).IndexOf("2007_000014"), NoChance));
        }
    }

    [Fact]
    public void Bad_boxes_are_left_out_on_demand()
    {
        using var folder = new TempFolder();
        ParserGolden.CopyVoc(folder.Path);
        var inverted = Box("cat", "").Replace("<xmax>9", "<xmax>1", StringComparison.Ordinal);
        var xml = Annotate(folder, "2007_000002", inverted, Box("dog", "<difficult>Unspecified</difficult>"), Box("cow", "").Replace("<xmax>9", "<xmax>900", StringComparison.Ordinal));
        Annotate(folder, "2007_000014", inverted);
        var log = new ListLog();
        var voc = new PASCALVOC(folder.Path, "detect", "train", preload: false, onBadBox: "skip", log: log);
        Names(voc).ShouldBe(["2007_000002"], "nothing is left of the other one");
        Classes(voc).ShouldBe(["dog"]);
        log.Lines.ShouldContain(line => line.StartsWith($"Warning: left out: {xml}: object[0] ('cat'): the box from (2, 3) to (1, 8) is inverted", StringComparison.Ordinal));
        log.Lines.ShouldContain(line => line.StartsWith($"Warning: left out: {xml}: box 1 ('cow'): the box from (2, 3) to (900, 8) reaches beyond its image of ", StringComparison.Ordinal));
        Names(new PASCALVOC(folder.Path, "detect", "train", preload: false, onBadBox: "skip", keepEmpty: true)).ShouldBe(["2007_000014", "2007_000002"], ignoreOrder: true);
    }

    [Fact]
    public void One_row_of_pixels_is_a_box()
    {
        using var folder = new TempFolder();
        ParserGolden.CopyVoc(folder.Path);
        Annotate(folder, "2007_000014", "<object><name>cat</name><bndbox><xmin>5</xmin><ymin>6</ymin><xmax>30</xmax><ymax>6</ymax></bndbox></object>");
        var voc = new PASCALVOC(folder.Path, "detect", "train", preload: false);
        using var sample = voc.GetItem(Names(voc).IndexOf("2007_000014"), NoChance);
        var box = ((BoundingBox[])sample["bboxes"]!).ShouldHaveSingleItem();
        (box.Width, box.Height).ShouldBe((26, 1));
    }

    // Names with blanks, other images than .jpg, other classes, an encoding of its own, no VOCdevkit around it.
    [Fact]
    public void Own_data_come_in_the_same_layout()
    {
        using var folder = new TempFolder();
        folder.Image("JPEGImages/a 1.png");
        folder.Image("JPEGImages/b.2.bmp");
        folder.Image("JPEGImages/c.jpg");
        Directory.CreateDirectory(folder["Annotations"]);
        Directory.CreateDirectory(folder["ImageSets/Main"]);
        File.WriteAllText(folder["ImageSets/Main/train.txt"], "a 1\n\tb.2.bmp \r\nc  -1\n");
        string Text(string name) => $"<annotation>{Pixel(name)}</annotation>";
        File.WriteAllText(folder["Annotations/a 1.xml"], Text("traffic light"));
        File.WriteAllBytes(folder["Annotations/b.2.xml"], [.. "<?xml version=\"1.0\" encoding=\"GBK\"?>"u8, .. "<annotation><folder>"u8, 0xD6, 0xD0, .. "</folder></annotation>"u8]);
        File.WriteAllBytes(folder["Annotations/c.xml"], [.. "<?xml version=\"1.0\" encoding=\"windows-1252\"?>"u8, .. System.Text.Encoding.Latin1.GetBytes(Text("voilà"))]);
        var names = new List<object?> { "voilà", "traffic light" };
        var voc = new PASCALVOC(folder.Path, "detect", "train", classNames: names, preload: false, keepEmpty: true);
        ((Detection)voc.Task).ClassNames.ShouldBe(["background", "voilà", "traffic light"]);
        Enumerable.Range(0, voc.Count).Select(i => Path.GetFileName(voc.Describe(i))).ShouldBe(["a 1.png", "b.2.bmp", "c.jpg"]);
        Classes(voc).ShouldBe(["traffic light", "voilà"]);
        using var sample = voc.GetItem(0, NoChance);
        ((BoundingBox[])sample["bboxes"]!)[0].ImageId.ShouldBe("a 1");
        Classes(new PASCALVOC(folder.Path, "detect", "train", classNames: names, targetLabels: "voilà", preload: false)).ShouldBe(["voilà"]);

        File.WriteAllBytes(folder["Annotations/c.xml"], System.Text.Encoding.Latin1.GetBytes(Text("voilà")));
        voc = new PASCALVOC(folder.Path, "detect", "train", classNames: names, preload: false);
        Error(() => voc.GetItem(1, NoChance)).ShouldContain("declare the file's encoding in its first line");
        File.WriteAllText(folder["Annotations/c.xml"], Text("voila"));
        voc = new PASCALVOC(folder.Path, "detect", "train", classNames: names, preload: false);
        Error(() => voc.GetItem(1, NoChance)).ShouldContain("has the class 'voila', which is not among 'class_names' (did you mean 'voilà'?)");
        Error(() => new PASCALVOC(folder.Path, "detect", "train", classNames: names, targetLabels: "cat")).ShouldStartWith("target_labels: 'cat' is no class of 'class_names'");
        Error(() => new PASCALVOC(folder.Path, "detect", "train", classNames: new[] { "a", "background" })).ShouldBe("class_names: 'background' is class 0 without being named; leave it out");

        static string Pixel(string name) => $"<object><name>{name}</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>1</xmax><ymax>2</ymax></bndbox></object>";
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_size_of_an_image_must_be_that_of_its_annotation(bool preload)
    {
        using var folder = new TempFolder();
        ParserGolden.CopyVoc(folder.Path);
        var xml = Annotate(folder, "2007_000014", Box("cat", ""), "<size><width>640</width><height>480</height></size>");
        Annotate(folder, "2007_000002", Box("cat", ""), "<size><width>0</width><height>0</height></size>");
        var voc = new PASCALVOC(folder.Path, "detect", "train", preload: preload);
        Error(() => voc.GetItem(Names(voc).IndexOf("2007_000014"), NoChance)).ShouldContain($"its annotation ({xml}) says 640 x 480; was the image resized");
        voc.GetItem(Names(voc).IndexOf("2007_000002"), NoChance).Dispose();
        new PASCALVOC(folder.Path, "detect", "train", onSizeMismatch: "ignore", preload: preload).GetItem(Names(voc).IndexOf("2007_000014"), NoChance).Dispose();
    }

    [Fact]
    public void A_label_map_of_another_size_is_refused()
    {
        using var folder = new TempFolder();
        ParserGolden.CopyVoc(folder.Path);
        var mask = folder["VOCdevkit/VOC2012/SegmentationClass/2007_000008.png"];
        File.Copy(folder["VOCdevkit/VOC2012/SegmentationClass/2007_000002.png"], mask, overwrite: true);
        var voc = new PASCALVOC(folder.Path);
        Error(() => voc.GetItem(Names(voc).IndexOf("2007_000008"), NoChance)).ShouldStartWith($"{mask}: the label map has 230 x 230 pixels, its image ");
    }

    [Fact]
    public void Mistakes_are_reported()
    {
        Error(() => new PASCALVOC(ParserGolden.Voc, "segmentation")).ShouldBe("task: unknown value 'segmentation' (expected one of: segm, detect)");
        Error(() => new PASCALVOC(ParserGolden.Voc, subset: "vall")).ShouldBe("subset: unknown value 'vall' (did you mean 'val'?)");
        Error(() => new PASCALVOC(ParserGolden.Voc, targetLabels: "persn")).ShouldBe("target_labels: 'persn' is no class of PASCAL VOC (did you mean 'person'?)");
        Error(() => new PASCALVOC(ParserGolden.Voc, targetLabels: new[] { "cat", "cat" })).ShouldBe("target_labels: 'cat' is given twice");
        Error(() => new PASCALVOC(ParserGolden.Voc, targetLabels: 3)).ShouldBe("target_labels must be a class name or a list of class names");
        Error(() => new PASCALVOC(ParserGolden.Folder)).ShouldContain("ImageSets/Segmentation/trainval.txt' is missing");
        Error(() => new PASCALVOC(ParserGolden.Voc, targetLabels: "dog")).ShouldContain("ImageSets/Main/dog_trainval.txt' is missing");
    }

    [Fact]
    public void Label_maps_turn_into_colours_and_back()
    {
        using var scope = torch.NewDisposeScope();
        var voc = new PASCALVOC(ParserGolden.Voc, preload: false);
        var colors = voc.DecodeLabelMap(torch.tensor(new byte[] { 0, 15, 255, 77 }, [2, 2]));
        colors.DataSpan<byte>().ToArray().ShouldBe([0, 0, 0, 192, 128, 128, 224, 224, 192, 255, 255, 255]);
        voc.EncodeLabelMap(colors).DataSpan<byte>().ToArray().ShouldBe([0, 15, 255, 255]);
        Error(() => voc.DecodeLabelMap(torch.zeros(2, 2))).ShouldStartWith("the label map must be uint8, height x width, it is ");
    }

    private static List<string> Names(PASCALVOC voc) => [.. Enumerable.Range(0, voc.Count).Select(index => Path.GetFileNameWithoutExtension(voc.Describe(index)))];

    private static List<string> Classes(PASCALVOC voc)
    {
        var names = new List<string>();
        for (var i = 0; i < voc.Count; i++)
        {
            using var sample = voc.GetItem(i, NoChance);
            names.AddRange(((BoundingBox[])sample["bboxes"]!).Select(box => ((Detection)voc.Task).ClassNames[(int)(long)box.ClassId]));
        }

        return names;
    }

    private static string Box(string name, string flags) =>
        $"<object><name>{name}</name>{flags}<bndbox><xmin>2.7</xmin><ymin>3</ymin><xmax>9</xmax><ymax>8</ymax></bndbox></object>";

    private static string Annotate(TempFolder folder, string name, params string[] objects)
    {
        var path = folder[$"VOCdevkit/VOC2012/Annotations/{name}.xml"];
        File.WriteAllText(path, $"<annotation><segmented>0</segmented>{string.Concat(objects)}</annotation>");
        return path;
    }
}
