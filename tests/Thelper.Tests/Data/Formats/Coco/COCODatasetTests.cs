using Thelper.Data;
using Thelper.Data.Formats.Coco;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
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
    [InlineData("\"image_id\": 7, \"category_id\": 90", "\"image_id\": 8, \"category_id\": 90", "annotations[0]: there is no image with the id 8")]
    [InlineData("\"category_id\": 90", "\"category_id\": 91", "annotations[0]: there is no category with the id 91")]
    [InlineData("[0.5, 0, 1.25, 2]", "[0.5, 0, -1, 2]", "annotations[0].bbox: expected left, top, width and height")]
    [InlineData("[0.5, 0, 1.25, 2]", "[0.5, 0, 1e999, 2]", "annotations[0].bbox: expected numbers of at most 10000000")]
    [InlineData("[[0, 0, 2, 0, 2, 1, 0, 1]]", "[[0, 0, 2, 0]]", "annotations[0].segmentation: a polygon needs at least three points x, y")]
    [InlineData("\"counts\": [3, 3]", "\"counts\": [3, 4]", "annotations[1].segmentation: the run lengths cover 7 pixels of 3 x 2")]
    [InlineData("\"counts\": [3, 3]", "\"counts\": \"zz\"", "annotations[1].segmentation: the compressed run lengths are damaged")]
    [InlineData("[2, 3]", "[1000000, 1000000]", "annotations[1].segmentation: the size 1000000 x 1000000 of the run lengths is out of range")]
    [InlineData("2.png", "../2.png", "images[1].file_name: '../2.png' is not a path relative to the folder of images")]
    [InlineData("\"name\": \"cat\"", "\"name\": \"dog\"", "the category name 'dog' is given twice")]
    [InlineData("\"categories\"", "\"kategories\"", "'categories' is missing")]
    public void Damaged_files_are_named(string good, string bad, string message)
    {
        using var folder = Folder(Small.Replace(good, bad, StringComparison.Ordinal));
        Should.Throw<AnnotationException>(() => new COCODataset(folder.Path, folder["a.json"], "segm")).Message.ShouldBe($"{folder["a.json"]}: {message}");
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
