using System.Text.Json;
using Thelper.Data.Datasets;
using Thelper.Data.Formats.Coco;
using Thelper.Data.Formats.Lists;
using Thelper.Data.Formats.Voc;
using Thelper.Data.Formats.Yolo;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Web.Annotating;
using static Thelper.Torch.torch;

namespace Thelper.Web.Tests.Annotating;

public sealed class AnnotationStoreTests
{
    [Fact]
    public void The_session_has_the_original_s_files()
    {
        using var folder = new AnnotationFolder();
        folder.Store.Use(2, sample => sample.Save());
        folder.Close();
        File.Exists(Path.Combine(folder.Session, "logs", "annotator.log")).ShouldBeTrue();
        File.Exists(Path.Combine(folder.Session, "annotations", "photos", "000002.png")).ShouldBeTrue();
        var record = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.Session, "annotations", "photos", "metadata.log"))).RootElement;
        record.EnumerateObject().Select(entry => entry.Name).ShouldBe(["session_name", "logstamp", "version", "dataset", "samples"]);
        record.GetProperty("session_name").GetString().ShouldBe("marks");
        record.GetProperty("samples")[2].GetString().ShouldBe(folder["images/002.png"]);
        Directory.GetFiles(folder.Session, ".owner", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    // Added, gone and back, in any order, in another folder: annotations go with their images.
    [Fact]
    public void Annotations_stay_with_their_images_whatever_becomes_of_the_list()
    {
        using var folder = new AnnotationFolder();
        var labels = new Dictionary<string, byte> { ["000.png"] = 1, ["001.png"] = 7, ["002.png"] = 255 };
        foreach (var (i, label) in labels.Values.Index())
        {
            folder.Store.Use(i, sample => sample.Edit(new Edit.FillAll(label)));
            folder.Store.Use(i, sample => sample.Edit(new Edit.SetObjects(new([], label))));
        }

        folder.Store.SaveAll();
        ShouldBeTheirs();

        File.Copy(folder["images/000.png"], folder["images/0005.png"]);
        ShouldBeTheirs();
        folder.Store.States.ShouldBe([SampleState.Saved, SampleState.Untouched, SampleState.Saved, SampleState.Saved]);
        labels["0005.png"] = 7;
        folder.Store.Use(1, sample => sample.Edit(new Edit.FillAll(7)));
        folder.Store.SaveAll();
        File.Exists(SampleFiles.Of(folder.Session, "photos", 3).Mask).ShouldBeTrue();

        var (place, away) = (folder["images/001.png"], folder["001.png"]);
        File.Move(place, away);
        ShouldBeTheirs();
        folder.Store.Count.ShouldBe(3);
        File.Move(away, place);

        File.WriteAllLines(folder["list.txt"], ["002.png", "0005.png", "001.png", "000.png"]);
        folder.Order = folder["list.txt"];
        ShouldBeTheirs();

        Directory.Move(folder["images"], folder["moved"]);
        (folder.Images, folder.Order) = ("moved", "name");
        ShouldBeTheirs();
        folder.Store.Count.ShouldBe(4);

        void ShouldBeTheirs()
        {
            folder.Restart();
            for (var i = 0; i < folder.Store.Count; i++)
            {
                var (_, dataset) = folder.Store.Locate(i);
                var name = Path.GetFileName(dataset.Describe(i));
                folder.Store.Use(i, sample => sample.Mask.Pixels.Distinct().ToArray()).ShouldBe([labels.GetValueOrDefault(name)], $"{name} at {i}");
            }

            AnnotationExport.Write(folder.Store);
            var export = Path.Combine(folder.Session, "export", "photos");
            foreach (var name in labels.Keys.Where(name => File.Exists(folder[$"{folder.Images}/{name}"])))
            {
                using var mask = ImageCodec.Decode(Path.Combine(export, "masks", name), DecodeMode.Unchanged);
                mask.data<byte>().ToArray().ShouldAllBe(value => value == labels[name], name);
            }

            Directory.Delete(export, recursive: true);
        }
    }

    [Fact]
    public void Annotations_of_other_images_are_refused_and_their_record_stays()
    {
        using var folder = new AnnotationFolder();
        folder.Store.Use(1, sample => sample.Edit(new Edit.FillAll(7)));
        folder.Close();
        var file = Path.Combine(folder.Session, "annotations", "photos", "metadata.log");
        var record = File.ReadAllText(file);
        Directory.CreateDirectory(folder["others"]);
        foreach (var name in new[] { "000.png", "001.png", "002.png" })
        {
            File.Copy(folder["images/" + name], folder["others/x" + name]);
        }

        folder.Images = "others";
        Should.Throw<UserErrorException>(() => folder.Restart()).Message.ShouldBe(
            $"{file}: the files 000001 are annotations of '{folder["images/001.png"]}', which the data set does not have (its first sample is '{folder["others/x000.png"]}'). Give the images that were annotated, "
            + "or another session a name of its own; where the same images in the same order have only got other names, remove this file");
        File.ReadAllText(file).ShouldBe(record);

        // The way out: they are the same, and have only got other names.
        File.Delete(file);
        folder.Restart().Use(1, sample => sample.Mask.Pixels.Distinct().ToArray()).ShouldBe([(byte)7]);
        File.ReadAllText(file).ShouldContain("x001.png");

        folder.Close();
        File.WriteAllText(file, "{");
        Should.Throw<UserErrorException>(() => folder.Restart()).Message.ShouldStartWith($"{file}: is damaged (");
        File.ReadAllText(file).ShouldBe("{");
    }

    // The page opens the first sample by itself.
    [Fact]
    public void Samples_that_were_only_looked_at_are_no_annotations()
    {
        using var folder = new AnnotationFolder();
        folder.Store.Use(0, sample => sample.IsSaved);
        folder.Close();
        Directory.CreateDirectory(folder["others"]);
        File.Copy(folder["images/001.png"], folder["others/x.png"]);
        folder.Images = "others";
        folder.Restart().Use(0, sample => sample.Edit(new Edit.FillAll(7)));
        folder.Close();
        File.Exists(SampleFiles.Of(folder.Session, "photos", 0).Journal).ShouldBeTrue();
        folder.Restart().Use(0, sample => sample.CanUndo).ShouldBeTrue();
        folder.Close();
        folder.Images = "images";
        Should.Throw<UserErrorException>(() => folder.Restart()).Message.ShouldContain("the files 000000 are annotations of");
    }

    [Fact]
    public void Two_programs_on_one_session_are_refused()
    {
        using var folder = new AnnotationFolder();
        folder.Store.Count.ShouldBe(3);
        Should.Throw<UserErrorException>(() => folder.Begin()).Message.ShouldContain("this session is in use by process");
        folder.Close();
        folder.Begin().Dispose();
    }

    [Fact]
    public void Many_samples_are_gone_through_and_the_progress_is_known_again()
    {
        using var folder = new AnnotationFolder(count: 25);
        for (var i = 0; i < 25; i++)
        {
            folder.Store.Use(i, sample => sample.Edit(new Edit.FillAll(7)));
        }

        // What fell out of those that are kept open was saved.
        folder.Store.States.Count(state => state == SampleState.Saved).ShouldBe(9);
        folder.Store.Use(0, sample => (sample.IsSaved, sample.CanUndo)).ShouldBe((true, true));
        folder.Restart();
        folder.Store.States.Count(state => state == SampleState.Saved).ShouldBe(10);
        folder.Store.States.Count(state => state == SampleState.Begun).ShouldBe(15);
        folder.Store.Locate(24).Place.ShouldBe(new(24, "photos", 24));
    }

    [Fact]
    public void New_masks_have_the_fill_and_colours_are_blue_green_red()
    {
        using var folder = new AnnotationFolder(parameters: ", \"default_fill_id\": 7, \"background_id\": 3");
        folder.Store.Use(0, sample => sample.Mask.Pixels.Distinct().ToArray()).ShouldBe([(byte)7]);
        folder.Store.LabelIds.Order().ShouldBe([1, 3, 7, 255]);
    }

    [Theory]
    [InlineData("{\"id\": 256, \"name\": \"a\", \"color\": [0, 0, 0]}", "labels[3]: the id 256 does not fit into a mask, whose pixels are 0 to 255; number the labels anew")]
    [InlineData("{\"id\": -1, \"name\": \"a\", \"color\": [0, 0, 0]}", "labels[3]: the id -1 does not fit")]
    [InlineData("{\"id\": 0, \"name\": \"a\", \"color\": [0, 0, 0]}", "labels[3]: the id 0 is the background's")]
    [InlineData("{\"id\": 7, \"name\": \"a\", \"color\": [0, 0, 0]}", "labels[3]: there is another label with the id 7")]
    [InlineData("{\"id\": 8, \"name\": \"a\", \"color\": [0, 300, 0]}", "the colour of 'a' must be a list of three whole numbers from 0 to 255")]
    [InlineData("{\"id\": 8, \"name\": \"a\", \"colour\": [0, 0, 0]}", "unknown key")]
    public void Labels_that_cannot_be_are_refused(string label, string message)
    {
        using var folder = new AnnotationFolder();
        var config = folder.Config();
        File.WriteAllText(config, File.ReadAllText(config).Replace("[40, 40, 240]}", "[40, 40, 240]}, " + label, StringComparison.Ordinal));
        Should.Throw<UserErrorException>(() => Thelper.Sessions.Session.Annotate(config, folder["out"], Thelper.Sessions.SessionEnvironment.Quiet())).Message.ShouldContain(message);
        Directory.Exists(folder["out"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("\"default_fill_id\": 9", "default_fill_id: 9 is neither the background's id (0) nor that of a label (1, 7, 255)")]
    [InlineData("\"start_sample_idx\": 3", "start_sample_idx is 3, and there are 3 samples, from 0 to 2")]
    [InlineData("\"window_size\": \"wide\"", "window_size: expected WIDTHxHEIGHT such as 250x250, each 16 to 32768, got 'wide'")]
    [InlineData("\"default_mask_opacity\": 1.5", "annotator.params.default_mask_opacity")]
    public void Settings_that_cannot_be_are_refused(string setting, string message)
    {
        using var folder = new AnnotationFolder(parameters: ", " + setting);
        Should.Throw<UserErrorException>(() => folder.Begin()).Message.ShouldContain(message);
    }

    // Where the upper left pixel of what is stored is shown, by EXIF's orientation: (right, bottom).
    [Theory]
    [InlineData(1, false, false)]
    [InlineData(2, true, false)]
    [InlineData(3, true, true)]
    [InlineData(4, false, true)]
    [InlineData(5, false, false)]
    [InlineData(6, true, false)]
    [InlineData(7, true, true)]
    [InlineData(8, false, true)]
    public void All_orientations_are_the_same_shown_saved_exported_and_trained_on(int orientation, bool isRight, bool isBottom)
    {
        using var folder = new AnnotationFolder(count: 0);
        using var scope = NewDisposeScope();
        var stored = full([40, 64, 3], 30, ScalarType.Byte);
        stored.narrow(0, 0, 8).narrow(1, 0, 16).fill_(250);
        var jpeg = ImageCodec.Encode(stored, ".jpg", 1, 100);
        byte[] segment = [0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
        File.WriteAllBytes(folder["images/a.jpg"], [.. jpeg[..2], .. segment, .. jpeg[2..]]);

        var (width, height) = orientation < 5 ? (64, 40) : (40, 64);
        var picture = folder.Store.PictureOf(0);
        (picture.Width, picture.Height).ShouldBe((width, height));
        var shown = ImageCodec.Decode(picture.Png);
        var bright = shown.select(2, 0).gt(128);
        var (x, y) = (isRight ? width - 1 : 0, isBottom ? height - 1 : 0);
        bright[y, x].ToBoolean().ShouldBeTrue();
        bright.sum().ToInt64().ShouldBe(128);

        // The bright field is painted as it is shown: the mask that is saved, and what a training reads, lie on it.
        var ys = bright.any(1).nonzero().data<long>().ToArray();
        var xs = bright.any(0).nonzero().data<long>().ToArray();
        var (left, top, right, bottom) = ((int)xs[0], (int)ys[0], (int)xs[^1] + 1, (int)ys[^1] + 1);
        folder.Store.Use(0, sample => sample.Edit(new Edit.FillRings([[left, top, right, top, right, bottom, left, bottom]], 1)));
        folder.Store.Use(0, sample => sample.Edit(new Edit.SetObjects(new([new(7, left, top, right, bottom)], null))));
        AnnotationExport.Write(folder.Store).ShouldBe(1);
        var export = Path.Combine(folder.Session, "export", "photos");
        var training = new ImageMaskDataset(folder["images"], Path.Combine(export, "masks"), new List<string> { "rest", "road" });
        using var sample = training.GetItem(0, TransformRandom.For(0, 0, 0));
        ((Tensor)sample["image"]!).shape.ShouldBe([height, width, 3]);
        ((Tensor)sample["image"]!).Equals(shown).ShouldBeTrue();
        ((Tensor)sample["label_map"]!).Equals(bright.to(ScalarType.Byte)).ShouldBeTrue();
        var boxes = new COCODataset(folder["images"], Path.Combine(export, "coco.json"));
        using var detected = boxes.GetItem(0, TransformRandom.For(0, 0, 0));
        ((IReadOnlyList<BoundingBox>)detected["bboxes"]!).ShouldHaveSingleItem().BBox.ShouldBe([left, top, right, bottom]);
    }

    [Fact]
    public void Exports_are_read_back_as_they_were_drawn()
    {
        using var folder = new AnnotationFolder(count: 0);
        foreach (var (name, size) in new[] { ("a/one.png", 50), ("a/two, \"three\".png", 70), ("b/one.png", 31) })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder["images/" + name])!);
            using var image = zeros([size, 2 * size, 3], ScalarType.Byte);
            ImageCodec.Save(folder["images/" + name], image);
        }

        BoxLabel[][] drawn = [[new(1, 0, 0, 1, 1), new(255, 3, 7, 100, 50)], [new(7, 20, 10, 40, 30)], [new(7, 0, 0, 62, 31)]];
        for (var i = 0; i < 3; i++)
        {
            folder.Store.Use(i, sample => sample.Edit(new Edit.SetObjects(new(drawn[i], i == 0 ? 7 : i == 1 ? 255 : null))));
        }

        AnnotationExport.Write(folder.Store).ShouldBe(3);
        var export = Path.Combine(folder.Session, "export", "photos");
        string[] classes = ["road", "tree", "sky"];
        var coco = new COCODataset(folder["images"], Path.Combine(export, "coco.json"));
        var yolo = new YOLODataset(folder["images"], classes.ToList(), Path.Combine(export, "yolo"), order: "name");
        File.WriteAllText(folder["classes.txt"], "");
        Directory.CreateDirectory(Path.Combine(export, "voc", "JPEGImages"));
        foreach (var file in Directory.GetFiles(folder["images"], "*.png", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(export, "voc", "JPEGImages", Path.GetRelativePath(folder["images"], file).Replace('/', '_')));
        }

        var voc = new PASCALVOC(Path.Combine(export, "voc"), "detect", classNames: classes.ToList());
        int[] ids = [1, 7, 255];
        for (var i = 0; i < 3; i++)
        {
            foreach (var (dataset, first) in new (Data.Dataset, int)[] { (coco, 1), (yolo, 0), (voc, 1) })
            {
                using var sample = dataset.GetItem(i, TransformRandom.For(0, 0, i));
                var boxes = (IReadOnlyList<BoundingBox>)sample["bboxes"]!;
                boxes.Select(box => ids[(int)(long)box.ClassId - first]).ShouldBe(drawn[i].Select(box => box.Label), $"{dataset.GetType().Name} {i}");
                for (var k = 0; k < boxes.Count; k++)
                {
                    // VOC counts from 1, and its right and bottom are inside.
                    double[] expected = dataset is PASCALVOC
                        ? [drawn[i][k].Left + 1, drawn[i][k].Top + 1, drawn[i][k].Right, drawn[i][k].Bottom]
                        : [drawn[i][k].Left, drawn[i][k].Top, drawn[i][k].Right, drawn[i][k].Bottom];
                    boxes[k].BBox.Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-9, $"{dataset.GetType().Name} {i}");
                }
            }
        }

        var list = new FileListDataset(Path.Combine(export, "classes.csv"), root: folder["images"], labelColumn: "label");
        Enumerable.Range(0, list.Count).Select(list.LabelOf).ShouldBe(["tree", "sky"]);
        Path.GetFileName(list.Describe(1)).ShouldBe("two, \"three\".png");
    }

    [Fact]
    public void Polygons_and_sizes_are_exported_too_and_no_file_over_another()
    {
        using var folder = new AnnotationFolder(count: 0);
        string[] names = ["a/b.png", "a_b.png", "c.bmp", "c.png"];
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder["images/" + name])!);
            using var image = zeros([30, 50, 3], ScalarType.Byte);
            ImageCodec.Save(folder["images/" + name], image);
        }

        byte[] ids = [1, 7, 255];
        for (var i = 0; i < names.Length; i++)
        {
            folder.Store.Use(i, sample => sample.Edit(new Edit.Stroke("s", ids[i % 3], 3, [5 * i, 5, 40, 25])));
            folder.Store.Use(i, sample => sample.Edit(new Edit.Stroke("t", ids[(i + 1) % 3], 2, [30, 3, 2, 20])));
        }

        AnnotationExport.Write(folder.Store).ShouldBe(names.Length);
        var export = Path.Combine(folder.Session, "export", "photos");
        var (masks, rings) = (Files("masks", ".png"), Files("polygons", ".json"));
        rings.ShouldBe(masks, ignoreOrder: true);
        Files("yolo", ".txt").ShouldBe(masks, ignoreOrder: true);
        masks.ShouldBe(["a/b", "a_b", "c", "c_"], ignoreOrder: true);
        foreach (var (name, stem) in names.Zip(["a/b", "a_b", "c", "c_"]))
        {
            var number = Enumerable.Range(0, names.Length).Single(i => folder.Store.Locate(i).Dataset.Describe(i) == folder["images/" + name]);
            var pixels = folder.Store.Use(number, sample => sample.Mask.Copy().Pixels);
            using var mask = ImageCodec.Decode(Path.Combine(export, "masks", stem + ".png"), DecodeMode.Unchanged);
            mask.data<byte>().ToArray().ShouldBePixels(pixels, name);
            var again = new LabelMask(50, 30);
            foreach (var entry in JsonDocument.Parse(File.ReadAllText(Path.Combine(export, "polygons", stem + ".json"))).RootElement.EnumerateArray())
            {
                var label = folder.Store.Settings.Labels.Single(other => other.Name == entry.GetProperty("label").GetString());
                Fills.Polygon(again, [.. entry.GetProperty("rings").EnumerateArray().Select(ring => ring.EnumerateArray().Select(value => value.GetDouble()).ToArray())], (byte)label.Id, []);
            }

            again.Pixels.ShouldBePixels(pixels, name);
        }

        var images = JsonDocument.Parse(File.ReadAllText(Path.Combine(export, "coco.json"))).RootElement.GetProperty("images").EnumerateArray().ToList();
        images.Select(image => image.GetProperty("file_name").GetString()).ShouldBe(names, ignoreOrder: true);
        images.ShouldAllBe(image => image.GetProperty("width").GetInt32() == 50 && image.GetProperty("height").GetInt32() == 30);
        var listed = File.ReadAllLines(Path.Combine(export, "voc", "ImageSets", "Main", "trainval.txt"));
        listed.Distinct().Count().ShouldBe(names.Length);
        foreach (var name in listed)
        {
            var size = System.Xml.Linq.XDocument.Load(Path.Combine(export, "voc", "Annotations", name + ".xml")).Root!.Element("size")!;
            ((int)size.Element("width")!, (int)size.Element("height")!).ShouldBe((50, 30));
        }

        List<string> Files(string kind, string ending) =>
            [.. Directory.GetFiles(Path.Combine(export, kind), "*" + ending, SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Path.Combine(export, kind), file)[..^ending.Length])];
    }

    [Fact]
    public void An_image_that_is_replaced_is_seen_and_one_of_another_size_is_refused()
    {
        using var folder = new AnnotationFolder();
        var file = folder["images/000.png"];
        var bytes = File.ReadAllBytes(file);
        var before = folder.Store.PictureOf(0);
        folder.Store.PictureOf(0).ShouldBeSameAs(before);
        folder.Store.Use(0, sample => sample.Edit(new Edit.Stroke("a", 1, 3, [10, 10])));
        Put(40, 60);
        var after = folder.Store.PictureOf(0);
        using (var pixels = ImageCodec.Decode(after.Png))
        {
            pixels.max().ToInt64().ShouldBe(9);
        }

        // Without its image a sample that is open can be saved.
        File.Delete(file);
        folder.Store.Use(0, sample => sample.Save());
        folder.Store.Use(0, sample => sample.Edit(new Edit.Stroke("b", 7, 3, [30, 20])));
        var painted = folder.Store.Use(0, sample => sample.Mask.Copy().Pixels);
        Put(20, 30);
        Should.Throw<UserErrorException>(() => folder.Store.Use(0, sample => sample.Save())).Message.ShouldContain("was written for an image of another size than 30x20");
        File.WriteAllBytes(file, bytes);
        folder.Store.Use(0, sample => sample.Mask.Copy().Pixels).ShouldBePixels(painted);
        folder.Store.Use(0, sample => sample.CanUndo).ShouldBeTrue();

        void Put(int height, int width)
        {
            using var other = full([height, width, 3], 9, ScalarType.Byte);
            ImageCodec.Save(file, other);
        }
    }

    [Fact]
    public void Saving_does_not_slow_with_the_number_of_strokes()
    {
        using var folder = new AnnotationFolder();
        long Written(int strokes)
        {
            for (var i = 0; i < strokes; i++)
            {
                folder.Store.Use(0, sample => sample.Edit(new Edit.Stroke($"s{strokes}-{i}", i % 2 == 0 ? 1 : 0, 2, [i % 60, 5, i % 50, 35])));
            }

            var journal = SampleFiles.Of(folder.Session, "photos", 0).Journal;
            var before = new FileInfo(journal).Length;
            folder.Store.Use(0, sample => sample.Save());
            return new FileInfo(journal).Length - before;
        }

        // Besides the image, a save writes two lines, however many edits there were.
        var few = Written(1);
        Written(400).ShouldBeInRange(few, few + 8);
    }
}
