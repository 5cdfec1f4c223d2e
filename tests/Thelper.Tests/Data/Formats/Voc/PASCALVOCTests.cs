using Thelper.Data.Formats.Voc;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
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
        Error(() => Detect()).ShouldBe($"{xml}: an object has the class 'unicorn', which PASCAL VOC does not know (expected one of: {string.Join(", ", VocLabels.All.Skip(1))})");
        Annotate(folder, "2007_000014", "<object><name>cat</name></object>");
        Error(() => Detect()).ShouldBe($"{xml}: the object 'cat' has no bndbox");
        Annotate(folder, "2007_000014", Box("cat", "").Replace("<xmax>9", "<xmax>1", StringComparison.Ordinal));
        Error(() => Detect()).ShouldBe($"{xml}: the object 'cat': a bounding box needs left ≤ right and top ≤ bottom, got [2.0, 3.0, 1.0, 8.0]");
        Annotate(folder, "2007_000014", Box("cat", "<difficult>maybe</difficult>"));
        Error(() => Detect()).ShouldBe($"{xml}: 'difficult' must be 0 or 1, found 'maybe'");
        Error(() => new PASCALVOC(folder.Path, subset: "train", preload: false)).ShouldStartWith($"{xml}: 'segmented' must be 1");
        File.WriteAllText(xml, "<annotation><object>");
        Error(() => Detect()).ShouldStartWith($"{xml}: not a readable annotation: ");
        File.WriteAllText(xml, "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><annotation>&x;</annotation>");
        Error(() => Detect()).ShouldStartWith($"{xml}: not a readable annotation: ");
        File.Delete(xml);
        Error(() => Detect()).ShouldBe($"{xml}: there is no such annotation file");

        PASCALVOC Detect() => new(folder.Path, "detect", "train", preload: false);
    }

    [Fact]
    public void A_label_map_of_another_size_is_refused()
    {
        using var folder = new TempFolder();
        ParserGolden.CopyVoc(folder.Path);
        var mask = folder["VOCdevkit/VOC2012/SegmentationClass/2007_000008.png"];
        File.Copy(folder["VOCdevkit/VOC2012/SegmentationClass/2007_000002.png"], mask, overwrite: true);
        Error(() => new PASCALVOC(folder.Path)).ShouldStartWith($"{mask}: the label map has 230 x 230 pixels, its image ");
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
