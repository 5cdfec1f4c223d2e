using Thelper.Data;
using Thelper.Data.Formats.Yolo;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Vision.Formats;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Data.Formats.Yolo;

[NoLeaks]
public class YOLODatasetTests
{
    private static readonly TransformRandom NoChance = TransformRandom.For(0, 0, 0);
    private static readonly string[] Ab = ["a", "b"];

    [Fact]
    public void Boxes_are_shares_of_the_image()
    {
        using var folder = new TempFolder();
        folder.Image("images/t/1.png");
        folder.Image("images/t/2.png");
        Directory.CreateDirectory(folder["labels/t"]);
        File.WriteAllText(folder["labels/t/1.txt"], "1 0.5 0.5 0.5 1\n\n0 0 0.25 1 0.25 1 0.75\n");
        var dataset = new YOLODataset(folder["images"], Ab);
        dataset.Task.ShouldBeOfType<Detection>().ClassNames.ShouldBe(["a", "b"]);
        using var sample = dataset.GetItem(0, NoChance);
        sample.Keys.ShouldBe(["image", "bboxes", "idx", "path", "label_path"]);
        var boxes = (BoundingBox[])sample["bboxes"]!;
        boxes.Select(box => box.ClassId).ShouldBe([1L, 0L]);
        boxes[0].BBox.ShouldBe([0.75, 0, 2.25, 2]);
        boxes[1].BBox.ShouldBe([0, 0.5, 3, 1.5]);
        using var empty = dataset.GetItem(1, NoChance);
        ((BoundingBox[])empty["bboxes"]!).ShouldBeEmpty();
        empty["label_path"].ShouldBeNull();
    }

    [Fact]
    public void A_background_comes_before_the_classes_of_the_files()
    {
        using var folder = new TempFolder();
        folder.Image("1.png");
        File.WriteAllText(folder["1.txt"], "1 0.5 0.5 0.5 1\n");
        var dataset = new YOLODataset(folder.Path, Ab, background: true);
        var task = dataset.Task.ShouldBeOfType<Detection>();
        task.ClassNames.ShouldBe(["background", "a", "b"]);
        task.Background.ShouldBe(0);
        using var sample = dataset.GetItem(0, NoChance);
        ((BoundingBox[])sample["bboxes"]!).ShouldHaveSingleItem().ClassId.ShouldBe(2L);
        File.WriteAllText(folder["1.txt"], "2 0.5 0.5 0.5 1\n");
        Should.Throw<AnnotationException>(() => dataset.GetItem(0, NoChance)).Message.ShouldEndWith("2 is no class index; those of 2 classes are 0 to 1");
    }

    [Theory]
    [InlineData("2 0.5 0.5 0.5 1", "2 is no class index; those of 2 classes are 0 to 1")]
    [InlineData("1 0.5 x 0.5 1", "'x' is no number")]
    [InlineData("1 0.5 0.5 -0.5 1", "width and height must not be negative")]
    [InlineData("1 0.5 0.5 0.5", "expected class, centre x, centre y, width and height, or a class and an outline of at least three points x y")]
    public void Damaged_lines_are_named(string line, string message)
    {
        using var folder = new TempFolder();
        folder.Image("1.png");
        File.WriteAllText(folder["1.txt"], "\n" + line);
        Should.Throw<AnnotationException>(() => new YOLODataset(folder.Path, Ab).GetItem(0, NoChance)).Message.ShouldBe($"{folder["1.txt"]}:2: {message}");
    }
}
