using Thelper.Data;
using Thelper.Data.Formats.Coco;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Logging;
using Thelper.Torch;
using Thelper.Vision.Formats;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Data.Formats.Coco;

[NoLeaks]
public class COCODatasetTests
{
    private const string Small = """
        {"images": [{"id": 7, "file_name": "x/1.png"}, {"id": 3, "file_name": "2.png"}],
         "categories": [{"id": 90, "name": "dog"}, {"id": 4, "name": "cat"}],
         "annotations": [
          {"image_id": 7, "category_id": 90, "bbox": [0.5, 0, 1.25, 2], "iscrowd": 0, "segmentation": [[0, 0, 2, 0, 2, 1, 0, 1]]},
          {"image_id": 7, "category_id": 4, "bbox": [1, 1, 2, 1], "iscrowd": 1, "segmentation": {"size": [2, 3], "counts": [3, 3]}}]}
        """;

    private static readonly TransformRandom NoChance = TransformRandom.For(0, 0, 0);

    [Fact]
    public void Areas_cover_the_pixels_of_the_reference()
    {
        foreach (var shape in ParserGolden.Values.GetProperty("polygons").EnumerateArray())
        {
            var mask = shape.GetProperty("mask").EnumerateArray().Select(value => value.GetByte()).ToArray();
            var points = shape.GetProperty("points").EnumerateArray().Select(value => value.GetDouble()).ToArray();
            var counts = shape.GetProperty("counts").EnumerateArray().Select(value => value.GetInt32()).ToArray();
            Filled(CocoShape.Polygons([points])).ShouldBe(mask);
            Filled(CocoShape.Runs(counts, 12, 16)).ShouldBe(mask);
            Filled(CocoShape.Compressed(shape.GetProperty("text").GetString()!, 12, 16)).ShouldBe(mask);
        }

        static byte[] Filled(CocoShape shape)
        {
            var map = new byte[16 * 12];
            shape.Fill(map, 12, 16, 1);
            return map;
        }
    }

    [Fact]
    public void Boxes_lie_between_pixels()
    {
        using var folder = Folder(Small);
        var dataset = new COCODataset(folder.Path, folder["a.json"]);
        dataset.Count.ShouldBe(1);
        dataset.Task.ToString().ShouldStartWith("thelper.tasks.detect.Detection(class_names={'background': 0, 'cat': 1, 'dog': 2}, input_key='image', bboxes_key='bboxes', meta_keys=['image_id', 'image_path', 'idx']");
        using var sample = dataset.GetItem(0, NoChance);
        sample.Keys.ShouldBe(["image", "image_id", "image_path", "bboxes", "idx"]);
        (sample["image_id"], sample["image_path"]).ShouldBe((7L, folder["x/1.png"]));
        var boxes = (BoundingBox[])sample["bboxes"]!;
        boxes.Select(box => box.ClassId).ShouldBe([2L, 1L]);
        boxes[0].BBox.ShouldBe([0.5, 0, 1.75, 2]);
        (boxes[0].IncludeMargin, boxes[0].IsCrowd, boxes[1].IsCrowd, boxes[1].ImageId).ShouldBe((false, false, true, 7L));
    }

    [Fact]
    public void Options_choose_images_and_objects()
    {
        using var folder = Folder(Small);
        new COCODataset(folder.Path, folder["a.json"], keepEmpty: true).Count.ShouldBe(2);
        Error(() => new COCODataset(folder.Path, folder["a.json"], targetLabels: "cat", useCrowd: false)).ShouldContain("no image shows an object that the options ask for");
        var dogs = new COCODataset(folder.Path, folder["a.json"], targetLabels: new[] { "dog" });
        using var sample = dogs.GetItem(0, NoChance);
        ((BoundingBox[])sample["bboxes"]!).ShouldHaveSingleItem().ClassId.ShouldBe(1L);
    }

    [Fact]
    public void Label_maps_are_drawn_in_file_order()
    {
        using var folder = Folder(Small);
        Map(useCrowd: true).ShouldBe([2, 2, 1, 0, 1, 1]);
        Map(useCrowd: false).ShouldBe([2, 2, 255, 0, 255, 255]);

        byte[] Map(bool useCrowd)
        {
            using var sample = new COCODataset(folder.Path, folder["a.json"], "segm", useCrowd: useCrowd).GetItem(0, NoChance);
            return ((torch.Tensor)sample["label_map"]!).DataSpan<byte>().ToArray();
        }
    }

    [Theory]
    [InlineData("\"id\": 3", "\"id\": 7", "images[1]: the id 7 is given twice")]
    [InlineData("\"image_id\": 7, \"category_id\": 90", "\"image_id\": 8, \"category_id\": 90", "annotations[0]: there is no image with the id 8; set \"skip_orphans\": true to leave out such annotations")]
    [InlineData("\"category_id\": 90", "\"category_id\": 91", "annotations[0]: there is no category with the id 91; set \"skip_orphans\": true to leave out such annotations")]
    [InlineData("[0.5, 0, 1.25, 2]", "[0.5, 0, 1e999, 2]", "annotations[0].bbox: expected numbers of at most 10000000")]
    [InlineData("[0.5, 0, 1.25, 2]", "[0.5, 0, \"1.25\", 2]", "annotations[0].bbox: expected numbers of at most 10000000, found a text (numbers stand without quotes)")]
    [InlineData("[[0, 0, 2, 0, 2, 1, 0, 1]]", "[[0, 0, 2, 0, 2, 1, 0]]", "annotations[0].segmentation: a polygon needs pairs x, y")]
    [InlineData("\"id\": 3", "\"id\": \"\"", "images[1].id: expected a whole number or a text")]
    [InlineData("\"id\": 3", "\"id\": 3.5", "images[1].id: expected a whole number or a text")]
    [InlineData("\"counts\": [3, 3]", "\"counts\": [3, 4]", "annotations[1].segmentation: the run lengths cover 7 pixels of 3 x 2")]
    [InlineData("\"counts\": [3, 3]", "\"counts\": \"zz\"", "annotations[1].segmentation: the compressed run lengths are damaged")]
    [InlineData("[2, 3]", "[1000000, 1000000]", "annotations[1].segmentation: the size 1000000 x 1000000 of the run lengths is out of range")]
    [InlineData("2.png", "../2.png", "images[1].file_name: '../2.png' is not a path relative to the folder of images; write it relative to 'root', such as '2.png'")]
    [InlineData("\"name\": \"cat\"", "\"name\": \"dog\"", "the category name 'dog' is given twice")]
    [InlineData("\"categories\"", "\"kategories\"", "'categories' is missing; a list of objects in COCO's format has images, annotations and categories (lists of captions, and files of other programs, are something else)")]
    [InlineData("\"category_id\": ", "\"segments_info\": ", "annotations[0]: 'category_id' is missing: this is a list of panoptic segmentation; take that of objects, such as instances_train2017.json")]
    public void Damaged_files_are_named(string good, string bad, string message)
    {
        using var folder = Folder(Small.Replace(good, bad, StringComparison.Ordinal));
        Should.Throw<AnnotationException>(() => new COCODataset(folder.Path, folder["a.json"], "segm")).Message.ShouldBe($"{folder["a.json"]}: {message}");
    }

    [Theory]
    [InlineData("[0.5, 0, -1, 2]", "the box from (0.5, 0) to (-0.5, 2) is inverted: its right lies before its left; mend the annotation")]
    [InlineData("[0.5, 0, 0, 2]", "the box from (0.5, 0) to (0.5, 2) has no width; mend the annotation")]
    [InlineData("[0.5, 0, 1]", "the box [0.5, 0.0, 1.0] must be left, top, width and height; mend the annotation")]
    [InlineData("[]", "the box is missing; mend the annotation")]
    [InlineData("null", "the box is missing; mend the annotation")]
    public void Bad_boxes_are_a_fault_of_their_sample(string box, string message)
    {
        using var folder = Folder(Small.Replace("[0.5, 0, 1.25, 2]", box, StringComparison.Ordinal));
        var dataset = new COCODataset(folder.Path, folder["a.json"]);
        dataset.Count.ShouldBe(1);
        Should.Throw<AnnotationException>(() => dataset.GetItem(0, NoChance)).Message.ShouldStartWith($"{folder["a.json"]}: annotations[0].bbox: {message}");
        var loader = new Thelper.Data.Loading.DataLoader(dataset, new() { Name = "train" });
        Error(() => loader.TrySamples(1)).ShouldStartWith($"{folder["x/1.png"]}: {folder["a.json"]}: annotations[0].bbox: {message}");
        var log = new ListLog();
        using var sample = new COCODataset(folder.Path, folder["a.json"], onBadBox: "skip", log: log).GetItem(0, NoChance);
        ((BoundingBox[])sample["bboxes"]!).ShouldHaveSingleItem().ClassId.ShouldBe(1L);
        log.Lines[0].ShouldBe($"Warning: {folder["a.json"]}: boxes that are inverted, missing or have no area, left out: 1, the first is annotations[0]");
    }

    [Fact]
    public void Boxes_beyond_their_image_are_cut_on_demand()
    {
        using var folder = Folder(Small.Replace("[0.5, 0, 1.25, 2]", "[0.5, 0, 40, 2]", StringComparison.Ordinal));
        Error(() => new COCODataset(folder.Path, folder["a.json"]).GetItem(0, NoChance)).ShouldStartWith($"{folder["a.json"]}: annotations[0].bbox: the box from (0.5, 0) to (40.5, 2) reaches beyond its image of 3 x 2 pixels");
        using var sample = new COCODataset(folder.Path, folder["a.json"], clipBoxes: true).GetItem(0, NoChance);
        ((BoundingBox[])sample["bboxes"]!)[0].BBox.ShouldBe([0.5, 0, 3, 2]);
    }

    [Fact]
    public void Ids_may_be_texts_and_numbers_with_a_point()
    {
        using var folder = Folder(Small.Replace("\"id\": 7", "\"id\": \"7\"", StringComparison.Ordinal).Replace("\"id\": 90", "\"id\": 90.0", StringComparison.Ordinal));
        using var sample = new COCODataset(folder.Path, folder["a.json"]).GetItem(0, NoChance);
        (sample["image_id"], ((BoundingBox[])sample["bboxes"]!)[0].ClassId).ShouldBe((7L, 2L));

        using var texts = Folder(Small.Replace("\"id\": 3", "\"id\": \"b3\"", StringComparison.Ordinal));
        var dataset = new COCODataset(texts.Path, texts["a.json"], keepEmpty: true);
        using var first = dataset.GetItem(0, NoChance);
        using var second = dataset.GetItem(1, NoChance);
        (first["image_id"], second["image_id"]).ShouldBe(("7", "b3"));
    }

    [Fact]
    public void Orphans_are_counted_and_left_out_on_demand()
    {
        using var folder = Folder(Small.Replace("\"image_id\": 7, \"category_id\": 90", "\"image_id\": 8, \"category_id\": 90", StringComparison.Ordinal));
        var log = new ListLog();
        using var sample = new COCODataset(folder.Path, folder["a.json"], skipOrphans: true, log: log).GetItem(0, NoChance);
        ((BoundingBox[])sample["bboxes"]!).ShouldHaveSingleItem().ClassId.ShouldBe(1L);
        log.Lines[0].ShouldBe($"Warning: {folder["a.json"]}: annotations with an unknown image_id, left out: 1, the first is annotations[0]");
    }

    // 3 x 2 pixels; the second object, a crowd, covers column 2 and the lower half of column 1.
    [Theory]
    [InlineData("[]", new byte[] { 255, 255, 1, 0, 1, 1 })]
    [InlineData("null", new byte[] { 255, 255, 1, 0, 1, 1 })]
    [InlineData("[[0, 0, 2, 0]]", new byte[] { 255, 255, 1, 0, 1, 1 })]
    [InlineData("[[0, 0, 2, 0], [0, 0, 1, 0, 1, 2, 0, 2]]", new byte[] { 2, 0, 1, 2, 1, 1 })]
    [InlineData("[0, 0, 1, 0, 1, 2, 0, 2]", new byte[] { 2, 0, 1, 2, 1, 1 })]
    public void Objects_without_an_area_make_their_box_unknown(string segmentation, byte[] expected)
    {
        using var folder = Folder(Small.Replace("[[0, 0, 2, 0, 2, 1, 0, 1]]", segmentation, StringComparison.Ordinal).Replace("[0.5, 0, 1.25, 2]", "[0, 0, 2, 1]", StringComparison.Ordinal));
        var log = new ListLog();
        using var sample = new COCODataset(folder.Path, folder["a.json"], "segm", log: log).GetItem(0, NoChance);
        ((torch.Tensor)sample["label_map"]!).DataSpan<byte>().ToArray().ShouldBe(expected);
        log.Lines.Exists(line => line.Contains("objects without an area (no polygon of three points), the pixels of whose boxes count as unknown: 1, the first is annotations[0]", StringComparison.Ordinal))
            .ShouldBe(expected[0] == 255);
    }

    // The challenge's lists of test images have none.
    [Fact]
    public void Annotations_may_be_missing_where_empty_images_are_kept()
    {
        using var folder = Folder(Small.Replace("\"annotations\"", "\"nothing\"", StringComparison.Ordinal));
        Error(() => new COCODataset(folder.Path, folder["a.json"])).ShouldBe($"{folder["a.json"]}: 'annotations' is missing (\"keep_empty\": true takes its images without them)");
        new COCODataset(folder.Path, folder["a.json"], keepEmpty: true).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("background")]
    [InlineData("Background")]
    [InlineData("__background__")]
    public void A_category_called_background_is_class_0(string name)
    {
        using var folder = Folder(Small.Replace("\"name\": \"cat\"", $"\"name\": \"{name}\"", StringComparison.Ordinal));
        var log = new ListLog();
        var boxes = new COCODataset(folder.Path, folder["a.json"], log: log);
        ((Detection)boxes.Task).ClassNames.ShouldBe(["background", "dog"]);
        using var sample = boxes.GetItem(0, NoChance);
        ((BoundingBox[])sample["bboxes"]!).ShouldHaveSingleItem().ClassId.ShouldBe(1L);
        log.Lines[0].ShouldContain("annotations of the category that is called background, left out: 1, the first is annotations[1]");
        using var map = new COCODataset(folder.Path, folder["a.json"], "segm").GetItem(0, NoChance);
        ((torch.Tensor)map["label_map"]!).DataSpan<byte>().ToArray().ShouldBe([1, 1, 0, 0, 0, 0]);
        Error(() => new COCODataset(folder.Path, folder["a.json"], targetLabels: name)).ShouldBe($"target_labels: '{name}' is class 0 without being asked for; leave it out");
    }

    [Fact]
    public void The_size_of_an_image_must_be_that_of_the_file()
    {
        using var folder = Folder(Small.Replace("\"file_name\": \"x/1.png\"", "\"file_name\": \"x\\\\1.png\", \"width\": 640, \"height\": \"480\"", StringComparison.Ordinal));
        Error(() => new COCODataset(folder.Path, folder["a.json"]).GetItem(0, NoChance)).ShouldStartWith($"{folder["x/1.png"]}: the image has 3 x 2 pixels, its annotation ({folder["a.json"]}) says 640 x 480; was the image resized");
        using var sample = new COCODataset(folder.Path, folder["a.json"], onSizeMismatch: "ignore").GetItem(0, NoChance);
        ((BoundingBox[])sample["bboxes"]!).Length.ShouldBe(2);
    }

    [Fact]
    public void Images_that_are_not_there_or_named_twice_are_said()
    {
        using var folder = Folder(Small.Replace("\"file_name\": \"x/1.png\"", "\"file_name\": \"y/2.png\"", StringComparison.Ordinal));
        var log = new ListLog();
        _ = new COCODataset(folder.Path, folder["a.json"], log: log);
        log.Lines[0].ShouldBe($"Warning: {folder["a.json"]}: 1 of 1 images do not exist, the first is '{folder["y/2.png"]}' (image 7); there is '{folder["2.png"]}': paths are relative to '{folder.Path}'");
        File.WriteAllText(folder["a.json"], Small.Replace("\"file_name\": \"2.png\"", "\"file_name\": \"x/1.png\"", StringComparison.Ordinal));
        _ = new COCODataset(folder.Path, folder["a.json"], keepEmpty: true, log: log);
        log.Lines.ShouldContain($"Warning: {folder["a.json"]}: 1 of 2 entries name an image that an earlier one names, the first is '{folder["x/1.png"]}' (image 3); a split can put one image into several sets");
    }

    private static TempFolder Folder(string json)
    {
        var folder = new TempFolder();
        folder.Image("x/1.png");
        folder.Image("2.png");
        File.WriteAllText(folder["a.json"], json);
        return folder;
    }
}
