using Thelper.Data.Formats.Coco;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Logging;
using Thelper.Torch;
using Thelper.Vision.Formats;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Data.Formats.Coco;

/// <summary>Masks and key points of boxes. The test images have 2 rows of 3 pixels.</summary>
[NoLeaks]
public class CocoShapesTests
{
    private const string Json = """
        {"images": [{"id": 7, "file_name": "1.png"}],
         "categories": [{"id": 1, "name": "person", "keypoints": ["left", "right"], "skeleton": [[1, 2]]}, {"id": 2, "name": "box"}],
         "annotations": [
          {"image_id": 7, "category_id": 1, "bbox": [0, 0, 2, 1], "area": 1.5, "iscrowd": 0, "segmentation": [[0, 0, 2, 0, 2, 1, 0, 1]], "keypoints": [0.5, 0.25, 2, 0, 0, 0]},
          {"image_id": 7, "category_id": 1, "bbox": [1, 1, 2, 1], "iscrowd": 1, "segmentation": {"size": [2, 3], "counts": [3, 3]}},
          {"image_id": 7, "category_id": 2, "bbox": [0, 0, 3, 2], "iscrowd": 0}]}
        """;

    [Fact]
    public void Masks_are_drawn_of_polygons_and_run_lengths()
    {
        using var folder = Folder(Json);
        var log = new ListLog();
        var dataset = new COCODataset(folder.Path, folder["a.json"], masks: true, log: log);
        var task = (Detection)dataset.Task;
        (task.Masks, task.Keypoints.Names.Count).ShouldBe((true, 0));
        using var sample = dataset.GetItem(0, TransformRandom.For(0, 0, 0));
        var boxes = (BoundingBox[])sample["bboxes"]!;
        boxes.Select(box => Pixels(box.Shape!.Mask!)).ShouldBe([[1, 1, 0, 0, 0, 0], [0, 0, 1, 0, 1, 1]]);
        boxes.Select(box => (box.Shape!.Area, box.Shape.Size, box.Shape.KeyPoints)).ShouldBe([(1.5, 1.5, null), (null, 3.0, null)]);
        log.Lines[0].ShouldBe($"Warning: {folder["a.json"]}: objects without an area (no polygon of three points), left out as masks are asked for: 1, the first is annotations[2]");
    }

    [Fact]
    public void Key_points_are_read_and_those_that_are_missing_are_not_labelled()
    {
        using var folder = Folder(Json);
        var dataset = new COCODataset(folder.Path, folder["a.json"], keypoints: true);
        var task = (Detection)dataset.Task;
        (task.Masks, PythonRepr.Of(task.Keypoints.Names), PythonRepr.Of(task.Keypoints.ToPlain())).ShouldBe((false, "['left', 'right']", "[[1, 2]]"));
        using var sample = dataset.GetItem(0, TransformRandom.For(0, 0, 0));
        var boxes = (BoundingBox[])sample["bboxes"]!;
        boxes[0].Shape!.KeyPoints.ShouldBe([new(0.5, 0.25, 2), new(0, 0, 0)]);
        boxes[1].Shape!.KeyPoints.ShouldBe([new(0, 0, 0), new(0, 0, 0)]);
        boxes[0].Shape!.Mask.ShouldBeNull();
    }

    // Sessions of before had the text without them.
    [Fact]
    public void A_moved_key_point_is_another_truth()
    {
        using var folder = Folder(Json);
        using var moved = Folder(Json.Replace("0.5, 0.25, 2", "0.5, 0.75, 2", StringComparison.Ordinal));
        string Truth(TempFolder at, bool keypoints) => new COCODataset(at.Path, at["a.json"], keypoints: keypoints).TruthOf(0)!;
        Truth(folder, keypoints: true).ShouldNotBe(Truth(moved, keypoints: true));
        Truth(folder, keypoints: true).ShouldContain("0.5,0.25,2.0,0.0,0.0,0.0 1.5");
        Truth(folder, keypoints: false).ShouldBe(Truth(moved, keypoints: false));
        Truth(folder, keypoints: false).ShouldStartWith("CocoObject { Class = 1, Left = 0, Top = 0, Width = 2, Height = 1, IsCrowd = False, Shape = , HasArea = False, Number = 0 }");
    }

    [Theory]
    [InlineData("2, 0, 0, 0]", "2]", "annotations[0].keypoints: expected 6 numbers, three for each of the 2 key points of its category, found 3")]
    [InlineData(", \"keypoints\": [\"left\", \"right\"], \"skeleton\": [[1, 2]]", "", "no category that is used lists its 'keypoints'; take a file with key points, such as person_keypoints_train2017.json, or leave \"keypoints\" out")]
    [InlineData("[[1, 2]]", "[[1, 3]]", "categories[0]: skeleton: expected pairs of key points, counted from 1, got [1, 3]")]
    [InlineData("\"name\": \"box\"", "\"name\": \"box\", \"keypoints\": [\"corner\"]", "categories[1].keypoints: they are others than those of a category before it; choose categories that agree with target_labels")]
    public void Damaged_key_points_are_named(string good, string bad, string message)
    {
        using var folder = Folder(Json.Replace(good, bad, StringComparison.Ordinal));
        Should.Throw<AnnotationException>(() => new COCODataset(folder.Path, folder["a.json"], keypoints: true)).Message.ShouldBe($"{folder["a.json"]}: {message}");
    }

    [Fact]
    public void Shapes_belong_to_boxes_and_have_the_size_of_their_image()
    {
        using var folder = Folder(Json.Replace("\"size\": [2, 3]", "\"size\": [3, 2]", StringComparison.Ordinal));
        Error(() => new COCODataset(folder.Path, folder["a.json"], "segm", masks: true)).ShouldBe("masks: belongs to boxes; set \"task\": \"detect\", or leave it out");
        var dataset = new COCODataset(folder.Path, folder["a.json"], masks: true);
        Should.Throw<AnnotationException>(() => dataset.GetItem(0, TransformRandom.For(0, 0, 0))).Message
            .ShouldContain("annotations[1].bbox: the image has 3 x 2 pixels, the run lengths (RLE) of an object in it are of 2 x 3");
    }

    private static byte[] Pixels(InstanceMask mask)
    {
        using var tensor = mask.ToTensor();
        return tensor.DataSpan<byte>().ToArray();
    }

    private static TempFolder Folder(string json)
    {
        var folder = new TempFolder();
        folder.Image("1.png");
        File.WriteAllText(folder["a.json"], json);
        return folder;
    }
}
