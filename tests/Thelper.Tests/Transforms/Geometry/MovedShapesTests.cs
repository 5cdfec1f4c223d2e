using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Tests.Transforms.Geometry;

/// <summary>Masks and key points move with their boxes and their image, whatever moves them.</summary>
[NoLeaks]
public class MovedShapesTests
{
    private const int Height = 20;
    private const int Width = 30;
    private static readonly Detection Task = new(new[] { "a" }, "image", "bboxes", masks: true, keypoints: ["left ear", "right ear", "tail"]);

    [Theory]
    [InlineData("""[{"operation": "torchvision.transforms.RandomHorizontalFlip", "params": {"p": 1}}]""")]
    [InlineData("""[{"operation": "albumentations.Compose", "params": {"HorizontalFlip": {"p": 1}}, "bboxes_key": "bboxes"}]""")]
    public void A_mirror_turns_masks_and_names(string stages)
    {
        using var scope = torch.NewDisposeScope();
        var box = Moved(stages, Box()).ShouldHaveSingleItem();
        box.BBox.ShouldBe([18, 3, 26, 9]);
        box.Shape!.Mask!.Area.ShouldBe(7 * 5);
        Bounds(box.Shape.Mask).ShouldBe([17, 3, 23, 7]);
        box.Shape.KeyPoints.ShouldBe([new(Width - 11, 4, 1), new(Width - 5, 4, 2), new(0, 0, 0)]);
        box.Shape.Area.ShouldBe(40);
    }

    [Fact]
    public void What_is_cut_off_is_not_there_any_more()
    {
        using var scope = torch.NewDisposeScope();
        const string Crop = """[{"operation": "albumentations.Compose", "params": {"Crop": {"x_min": 0, "x_max": 8, "y_max": 20}}, "bboxes_key": "bboxes"}]""";
        var box = Moved(Crop, Box()).ShouldHaveSingleItem();
        (box.Shape!.Mask!.Width, box.Shape.Mask.Height, box.Shape.Mask.Area).ShouldBe((8, 20, 2 * 5));
        box.Shape.KeyPoints.ShouldBe([new(5, 4, 2), new(0, 0, 0), new(0, 0, 0)]);
        box.Shape.Area!.Value.ShouldBe(40 * 10.0 / 35, 1e-9);

        // The box reaches further left than its mask: without a pixel of it the object is gone.
        const string Narrow = """[{"operation": "albumentations.Compose", "params": {"Crop": {"x_min": 0, "x_max": 5, "y_max": 20}}, "bboxes_key": "bboxes"}]""";
        Moved(Narrow, Box()).ShouldBeEmpty();
        Moved(Narrow, Box().WithShape(null)).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_larger_image_has_a_larger_mask()
    {
        using var scope = torch.NewDisposeScope();
        var box = Moved("""[{"operation": "thelper.transforms.Resize", "params": {"dsize": [60, 40]}}]""", Box()).ShouldHaveSingleItem();
        (box.Shape!.Mask!.Width, box.Shape.Mask.Height, box.Shape.Mask.Area).ShouldBe((60, 40, 4 * 35));
        box.Shape.KeyPoints![0].ShouldBe(new KeyPoint(10, 8, 2));
        box.Shape.Area!.Value.ShouldBe(160, 1e-9);
        Bounds(box.Shape.Mask).ShouldBe([12, 6, 25, 15]);
    }

    [Fact]
    public void A_mask_of_another_size_is_refused()
    {
        using var scope = torch.NewDisposeScope();
        var wrong = Box().WithShape(new(InstanceMask.FromPixels(new byte[12], 3, 4)));
        Should.Throw<UserErrorException>(() => Moved("""[{"operation": "torchvision.transforms.RandomHorizontalFlip", "params": {"p": 1}}]""", wrong)).Message.ShouldContain("the mask of a box has the shape (3, 4), and its image is 20 pixels high and 30 wide");
    }

    // The mask are columns 6 to 12 and rows 3 to 7.
    private static BoundingBox Box()
    {
        var pixels = new byte[Height * Width];
        for (var y = 3; y < 8; y++)
        {
            pixels.AsSpan((y * Width) + 6, 7).Fill(1);
        }

        var shape = new ObjectShape(InstanceMask.FromPixels(pixels, Height, Width), [new(5, 4, 2), new(11, 4, 1), new(0, 0, 0)], 40);
        return new BoundingBox("a", [4, 3, 12, 9], includeMargin: false).WithShape(shape);
    }

    private static double[] Bounds(InstanceMask mask)
    {
        using var tensor = mask.ToTensor();
        using var boxes = Vision.torchvision.ops.masks_to_boxes(tensor.unsqueeze(0));
        return [.. boxes.DataSpan<float>().ToArray().Select(value => (double)value)];
    }

    private static List<BoundingBox> Moved(string stages, BoundingBox box)
    {
        var errors = new ConfigErrors();
        var pipeline = TransformsFactory.Load(ConfigLoader.Parse(stages, "t.json"), new(), errors);
        errors.Messages.ShouldBeEmpty();
        var sample = new Sample { ["image"] = torch.zeros([Height, Width, 3], torch.uint8), ["bboxes"] = new List<object?> { box } };
        return [.. ((IReadOnlyList<object?>)((Sample)SamplePipeline.For(pipeline, Task.Fields)!.Apply(sample, TransformRandom.For(0, 0, 0))!)["bboxes"]!).Cast<BoundingBox>()];
    }
}
