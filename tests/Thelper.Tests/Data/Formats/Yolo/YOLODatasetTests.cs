using Thelper.Data;
using Thelper.Data.Formats.Yolo;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Logging;
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
        empty["label_path"].ShouldBe("", "a batch cannot mix texts and nulls");
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
    [InlineData("1,0.5,0.5,0.5,1", "'1,0.5,0.5,0.5,1' is no number; numbers are separated by blanks and have a decimal point")]
    [InlineData("1 0.5 0.5 0.5", "expected class, centre x, centre y, width and height, or a class and an outline of at least three points x y, or a box and key points (4 numbers)")]
    [InlineData("1 0.5 0.5 0.5 0.5 0.9", "expected class, centre x, centre y, width and height, or a class and an outline of at least three points x y, or a box and key points (6 numbers; is the sixth a confidence?)")]
    [InlineData("1 32 24 10 20", "the numbers must be shares of the image's width and height, from 0 to 1; these look like pixels")]
    public void Damaged_lines_are_named(string line, string message) => Refusal(line).ShouldBe($"1.txt:2: {message}");

    [Theory]
    [InlineData("1 0.5 0.5 -0.5 1", "the box from (0.75, 0) to (0.25, 1) is inverted: its right lies before its left; mend the annotation")]
    [InlineData("1 0.5 0.5 0 0.5", "the box from (0.5, 0.25) to (0.5, 0.75) has no width; mend the annotation")]
    [InlineData("1 0.9 0.5 1 1", "the box from (1.2, 0) to (4.2, 2) reaches beyond its image of 3 x 2 pixels; set \"clip_boxes\": true to cut it")]
    public void Bad_boxes_are_named_or_left_out(string line, string message)
    {
        Refusal(line).ShouldStartWith($"1.txt:2: {message}");
        using var folder = Folder(line + "\n0 0.5 0.5 1 1\n");
        var log = new ListLog();
        using var sample = new YOLODataset(folder.Path, Ab, onBadBox: "skip", log: log).GetItem(0, NoChance);
        ((BoundingBox[])sample["bboxes"]!).ShouldHaveSingleItem().BBox.ShouldBe([0, 0, 3, 2]);
        log.Lines.ShouldHaveSingleItem().ShouldStartWith($"Warning: left out: {folder["1.txt"]}:2: the box ");
    }

    [Fact]
    public void Boxes_are_cut_on_demand()
    {
        using var folder = Folder("1 0.75 0.5 1 1.5");
        using var sample = new YOLODataset(folder.Path, Ab, clipBoxes: true).GetItem(0, NoChance);
        ((BoundingBox[])sample["bboxes"]!).ShouldHaveSingleItem().BBox.ShouldBe([0.75, 0, 3, 2]);
    }

    // Pairs of lines that only their meaning tells apart.
    [Theory]
    [InlineData("auto", "0 0.1 0.1 0.6 0.1 0.6 0.6 0.1 0.6", new[] { 0.1, 0.1, 0.6, 0.6 })]
    [InlineData("outlines", "0 0.1 0.1 0.6 0.1 0.6 0.6 0.1 0.6", new[] { 0.1, 0.1, 0.6, 0.6 })]
    [InlineData("outlines", "0 0.5 0.5 0.5 0.25 0.4 0.6 0.5 0.5", new[] { 0.4, 0.25, 0.5, 0.6 })]
    [InlineData("keypoints", "0 0.5 0.5 0.5 0.25 0.4 0.6 0.5 0.5", new[] { 0.25, 0.375, 0.75, 0.625 })]
    [InlineData("auto", "0 0.5 0.5 0.5 0.25 0.4 0.6 2 0.5 0.5 1", new[] { 0.25, 0.375, 0.75, 0.625 })]
    [InlineData("auto", "0 0.5 0.5 0.5 0.25 0.4 0.6 2", new[] { 0.25, 0.375, 0.75, 0.625 })]
    [InlineData("boxes", "0 0.5 0.5 0.5 0.25", new[] { 0.25, 0.375, 0.75, 0.625 })]
    [InlineData("keypoints", "0 0.5 0.5 0.5 0.25", new[] { 0.25, 0.375, 0.75, 0.625 })]
    public void Lines_are_read_by_their_kind(string kind, string line, double[] shares)
    {
        using var folder = Folder(line);
        using var sample = new YOLODataset(folder.Path, Ab, kind: kind).GetItem(0, NoChance);
        var box = ((BoundingBox[])sample["bboxes"]!).ShouldHaveSingleItem();
        box.BBox.Zip(shares.Select((share, i) => share * (i % 2 == 0 ? 3 : 2))).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-9);
    }

    [Fact]
    public void A_line_that_can_be_two_things_asks_for_its_kind()
    {
        const string Both = "0 0.5 0.5 0.5 0.25 0.4 0.6 0.5 0.5";
        Refusal(Both).ShouldBe("1.txt:2: the line can be an outline, or a box with key points; set \"kind\": \"outlines\" or \"keypoints\" (known: auto, boxes, outlines, keypoints)");
        Refusal(Both, "boxes").ShouldBe("1.txt:2: expected class, centre x, centre y, width and height, as \"kind\" is \"boxes\" (9 numbers)");
        Refusal("0 .5 .5 .5 .25 .4 .6 2", "outlines").ShouldBe("1.txt:2: expected a class and an outline of at least three points x y, or a box, as \"kind\" is \"outlines\" (8 numbers)");
        Should.Throw<UserErrorException>(() => Refusal(Both, "segments")).Message.ShouldBe("kind: unknown value 'segments' (expected one of: auto, boxes, outlines, keypoints)");
    }

    [Fact]
    public void Images_without_boxes_are_kept_or_left_out()
    {
        using var folder = Folder("0 0.5 0.5 1 1");
        folder.Image("2.png");
        folder.Image("3.png");
        File.WriteAllText(folder["2.txt"], " \r\n\n");
        var log = new ListLog();
        new YOLODataset(folder.Path, Ab, log: log).Count.ShouldBe(3);
        log.Lines.ShouldHaveSingleItem().ShouldBe($"Warning: 1 of 3 images in '{folder.Path}' have no text file in '{folder.Path}', the first is '3.png'; they count as images without objects");
        var kept = new YOLODataset(folder.Path, Ab, keepEmpty: false);
        kept.Count.ShouldBe(1);
        kept.Describe(0).ShouldEndWith("1.png");
        File.Delete(folder["1.txt"]);
        Should.Throw<UserErrorException>(() => new YOLODataset(folder.Path, Ab, keepEmpty: false)).Message.ShouldContain("\"keep_empty\": true keeps images without boxes");
    }

    [Fact]
    public void Text_files_may_end_in_capitals()
    {
        using var folder = Folder("0 0.5 0.5 1 1");
        File.Move(folder["1.txt"], folder["1.TXT"]);
        var log = new ListLog();
        using var sample = new YOLODataset(folder.Path, Ab, keepEmpty: false, log: log).GetItem(0, NoChance);
        log.Lines.ShouldBeEmpty();
        sample["label_path"].ShouldBe(folder["1.TXT"]);
        ((BoundingBox[])sample["bboxes"]!).Length.ShouldBe(1);
    }

    [Fact]
    public void Class_names_with_a_background_and_a_folder_that_is_not_there_say_the_way_out()
    {
        using var folder = Folder("0 0.5 0.5 1 1");
        Should.Throw<UserErrorException>(() => new YOLODataset(folder.Path, new[] { "background", "a" }, background: true)).Message
            .ShouldStartWith("class_names: 'background' is among them; remove \"background\": true if it is class 0 of the text files");
        folder.Image("images/1.png");
        Should.Throw<UserErrorException>(() => new YOLODataset(folder["images"], Ab)).Message.ShouldEndWith("name their folder with 'label_root'");
    }

    private static TempFolder Folder(string text)
    {
        var folder = new TempFolder();
        folder.Image("1.png");
        File.WriteAllText(folder["1.txt"], "\n" + text);
        return folder;
    }

    private static string Refusal(string line, string kind = "auto")
    {
        using var folder = Folder(line);
        var dataset = new YOLODataset(folder.Path, Ab, kind: kind);
        return Should.Throw<AnnotationException>(() => dataset.GetItem(0, NoChance)).Message.Replace(folder.Path + "/", "", StringComparison.Ordinal);
    }
}
