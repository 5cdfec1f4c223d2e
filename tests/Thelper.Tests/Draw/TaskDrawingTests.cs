using Thelper.Data;
using Thelper.Data.Datasets;
using Thelper.Draw;
using Thelper.Metrics;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Draw;

[NoLeaks]
public class TaskDrawingTests
{
    [Fact]
    public void Classes_below_images()
    {
        using var scope = NewDisposeScope();
        var task = new Classification(new[] { "cat", "dog", "a class with a very long name that fits nowhere" }, "image", "label");
        var scores = nn.functional.one_hot(tensor([0L, 1, 2, 2, 1]), 3).to(ScalarType.Float32);
        var picture = Draw(task, Batch(5, 32, 48), scores, tensor([0L, 0, 2, 1, 1])).Keep("classif");
        picture.shape.ShouldBe([(2 * (128 + 4 + 34)) - 4, (3 * 196) - 4, 3]);
        Draw(task, Batch(1, 32, 48), null, null).Keep("classif-one").shape.ShouldBe([128, 192, 3]);
        Draw(task, Batch(100, 28, 28), nn.functional.one_hot(zeros(100, dtype: ScalarType.Int64), 3).to(ScalarType.Float32), ones(100, dtype: ScalarType.Int64)).Keep("classif-many");
    }

    [Fact]
    public void Several_classes_below_images()
    {
        using var scope = NewDisposeScope();
        var task = new Classification(new[] { "red", "green", "blue", "yellow" }, "image", "label", multiLabel: true);
        var truth = tensor([1f, 1, 0, 1, 0, 0, 0, 0], [2, 4]);
        Draw(task, Batch(2, 32, 32), truth * 0.9, truth).Keep("classif-multi").shape[1].ShouldBe(128 + 4 + 128);
    }

    [Fact]
    public void Label_maps_over_images()
    {
        using var scope = NewDisposeScope();
        var task = new Segmentation(new[] { "sky", "tree", "road" }, "image", "map", dontcare: 255, colorMap: new Dictionary<string, object?> { ["sky"] = new[] { 0, 200, 255 } });
        var maps = zeros([4, 64, 64], ScalarType.Int64);
        aten.narrow(maps, 1, 30, 20).fill_(1);
        aten.narrow(maps, 1, 50, 14).fill_(2);
        aten.narrow(maps, 2, 0, 6).fill_(255);
        var scores = nn.functional.one_hot(aten.clamp(maps.roll(8, 2), 0, 2), 3).permute(0, 3, 1, 2).to(ScalarType.Float32);
        Draw(task, Batch(4, 64, 64), scores, maps).Keep("segm").shape[0].ShouldBe((3 * (128 + 19 + 4)) - 4 + 22);
        Draw(task, Batch(4, 64, 64), scores * 4, maps, new() { TargetClass = "tree", TargetThreshold = 0.5 }).Keep("segm-one-class");
        Draw(task, Batch(1, 64, 64), nn.functional.interpolate(scores[0..1], scale_factor: [0.25, 0.25]), null).Keep("segm-small-answer");
    }

    [Theory]
    [InlineData(false, null, 255, 0)]
    [InlineData(true, null, 0, 255)]
    [InlineData(true, false, 255, 0)]
    [InlineData(false, true, 0, 255)]
    public void Colours_of_inputs_are_true(bool isBgr, bool? flip, int red, int blue)
    {
        using var scope = NewDisposeScope();
        using var sample = new Sample();
        var image = zeros(1, 3, 64, 64);
        image[0, 0].fill_(1);
        var iteration = new IterationData { Task = new Classification(new[] { "a" }, "image", "label"), Input = image, InputIsBgr = isBgr, Sample = sample, IterationIndex = 0, IterationCount = 1 };
        TaskDrawing.Create(iteration, new() { FlipBgr = flip }).At(1, 1).ShouldBe([red, 0, blue]);
    }

    [Fact]
    public void Data_sets_say_in_which_order_their_channels_are()
    {
        Dataset shapes = new ShapesDataset(count: 2);
        shapes.IsBgr.ShouldBeTrue();
        new ConcatDataset([(shapes, null)], shapes.Task).IsBgr.ShouldBeTrue();
        new ExternalDataset(new List<object?> { 1L }, shapes.Task).IsBgr.ShouldBeFalse();
    }

    /// <summary>The numbers are those of the definition: 30 parts of grey and 70 of the colour.</summary>
    [Fact]
    public void Colours_of_label_maps()
    {
        using var scope = NewDisposeScope();
        var colors = new LabelColors([[255, 0, 0], [0, 100, 0]], new(9, [10, 20, 30]));
        var image = zeros([1, 5, 1]);
        image[0, 0] = 1f;
        var picture = SegmentDrawing.Overlay(image, tensor([0L, 0, 1, 9, 5], [1, 5]), colors);
        Enumerable.Range(0, 5).Select(x => picture.At(0, x)).ShouldBe([[255, 76, 76], [178, 0, 0], [0, 70, 0], [7, 14, 21], [0, 0, 0]]);
    }

    [Fact]
    public void Masks_and_key_points_over_images()
    {
        using var scope = NewDisposeScope();
        var task = new Detection(
            new[] { "background", "cat" }, "image", "boxes", background: 0, masks: true, keypoints: ["ear", "nose", "tail"], skeleton: new List<object?> { new List<object?> { 1L, 2L }, new List<object?> { 2L, 3L } },
            colorMap: new Dictionary<string, object?> { ["cat"] = new[] { 200, 100, 0 } });
        BoundingBox Cat(int left, int top)
        {
            var pixels = new byte[64 * 64];
            for (var i = 0; i < 24 * 24; i++)
            {
                var (x, y) = (i % 24, i / 24);
                pixels[((top + y) * 64) + left + x] = ((x - 12) * (x - 12)) + ((y - 12) * (y - 12)) <= 140 ? (byte)1 : (byte)0;
            }

            var shape = new ObjectShape(InstanceMask.FromPixels(pixels, 64, 64), [new(left + 6, top + 4, 2), new(left + 12, top + 12, 1), new(left + 20, top + 20, 2)]);
            return new BoundingBox(1, [left, top, left + 24, top + 24]).WithShape(shape);
        }

        var picture = DetectionDrawing.Create(task, [full([64, 64, 3], 100, ScalarType.Byte)], [[Cat(4, 8), Cat(20, 30)]], null).Keep("detect-shapes");

        // Half of the class's colour over half of the image's; the second of a class is another shade; beside the masks nothing changes.
        picture.At(14 * 4, 18 * 4).ShouldBe([150, 100, 50]);
        picture.At(49 * 4, 36 * 4).ShouldNotBe([150, 100, 50]);
        picture.At(49 * 4, 36 * 4).ShouldNotBe([100, 100, 100]);
        picture.At(4, 50 * 4).ShouldBe([100, 100, 100]);

        // Seen points are white inside, hidden ones black.
        picture.At(12 * 4, 10 * 4).ShouldBe([255, 255, 255]);
        picture.At(20 * 4, 16 * 4).ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void Boxes_over_images()
    {
        using var scope = NewDisposeScope();
        var task = new Detection(new[] { "background", "person", "a very long class name for a bicycle" }, "image", "boxes", background: 0);
        BoundingBox[] truth = [new(1, [4, 12, 30, 60]), new("a very long class name for a bicycle", [40, 2, 63, 20])];
        BoundingBox[] found = [BoundingBox.Predicted(1, [5.5, 10, 31, 58], 0.987), BoundingBox.Predicted(2, [38, 0, 60, 22], 0.5), BoundingBox.Predicted(2, [0, 0, 63, 63], 0.49)];
        var picture = DetectionDrawing.Create(task, Images(3, 64, 64), [truth, [], truth], [found, [], found]).Keep("detect");
        picture.shape.ShouldBe([(2 * (256 + 19 + 4)) - 4, (3 * 260) - 4, 3]);
        DetectionDrawing.Create(task, Images(1, 300, 400), [[new(1, [40, 50, 200, 250])]], null).Keep("detect-large").At(100, 40).ShouldBe([0, 255, 0]);
    }

    // The smaller image keeps its pixels and gets black at the right and bottom.
    [Fact]
    public void Boxes_over_images_of_different_sizes()
    {
        using var scope = NewDisposeScope();
        var task = new Detection(new[] { "a", "b" }, "image", "boxes");
        using var sample = new Sample();
        // White, but for a corner: values are spread to be seen.
        var white = full([3, 256, 260], 1f);
        white[0, 0, 0] = 0f;
        var iteration = new IterationData
        {
            Task = task,
            Input = new List<object?> { rand(3, 300, 400), white },
            PredictedBoxes = [[], [BoundingBox.Predicted(0, [10, 100, 60, 200], 0.9)]],
            Sample = sample,
            IterationIndex = 0,
            IterationCount = 1,
        };
        var plain = new DrawOptions { Grid = new GridOptions() };
        var picture = TaskDrawing.Create(iteration, plain).Keep("detect-sizes");
        var left = (int)picture.shape[1] - 400;
        picture.shape[1].ShouldBeGreaterThan(800 - 1);
        picture.At(150, left + 10).ShouldBe([255, 0, 0]);
        picture.At(150, left + 255).ShouldBe([255, 255, 255]);
        picture.At(150, left + 270).ShouldBe([0, 0, 0]);
        TaskDrawing.Create(iteration.Only(1), plain).At(150, 10).ShouldBe([255, 0, 0]);
    }

    [Fact]
    public void Boxes_are_hidden_below_the_least_confidence()
    {
        using var scope = NewDisposeScope();
        var task = new Detection(new[] { "a", "b" }, "image", "boxes");
        var image = zeros([64, 64, 3]);
        var box = BoundingBox.Predicted(0, [10, 30, 50, 60], 0.4);
        var plain = new GridOptions();
        DetectionDrawing.Create(task, [image], null, [[box]], new() { Grid = plain }).At(60, 30).ShouldBe([0, 0, 0]);
        DetectionDrawing.Create(task, [image], null, [[box]], new() { Grid = plain, MinConfidence = 0.4 }).At(60, 30).ShouldBe([255, 0, 0]);
    }

    [Fact]
    public void Values_beside_images()
    {
        using var scope = NewDisposeScope();
        var task = new Regression("image", "value");
        Draw(task, Batch(4, 32, 32), tensor([0.5f, 1.25f, -3, 1e-7f], [4, 1]), tensor([0.25f, 1.5f, -3, 0], [4, 1])).Keep("regression");
        Draw(task, Batch(2, 32, 32), randn(2, 20), null).Keep("regression-many-numbers");
        var map = arange(32).to(ScalarType.Float32).expand(2, 32, 32).contiguous();
        Draw(task, Batch(2, 32, 32), map, map.flip(2)).Keep("regression-maps").shape[0].ShouldBe((3 * (128 + 19 + 4)) - 4);
        var images = Batch(2, 32, 32);
        Draw(new SuperResolution("image", "target"), images, images * 0.5, images).Keep("super-resolution");
    }

    [Fact]
    public void Inputs_of_other_tasks_and_lists_of_copies()
    {
        using var scope = NewDisposeScope();
        var plain = new Thelper.Tasks.Task("image");
        TaskDrawing.Knows(plain).ShouldBeFalse();
        Draw(plain, Batch(2, 130, 130), null, null).shape.ShouldBe([130, 264, 3]);
        Draw(plain, new List<object?> { Batch(2, 130, 130), Batch(2, 130, 130) }, null, null).shape.ShouldBe([264, 264, 3]);
        Should.Throw<UserErrorException>(() => Draw(plain, zeros(3, 4, 4), null, null)).Message.ShouldContain("four dimensions");
        Should.Throw<UserErrorException>(() => Draw(plain, "text", null, null)).Message.ShouldContain("String");
    }

    private static Tensor Draw(Thelper.Tasks.Task task, object input, Tensor? prediction, Tensor? target, DrawOptions? options = null)
    {
        using var sample = new Sample();
        return TaskDrawing.Create(
            new IterationData { Task = task, Input = input, Prediction = prediction, Target = target, Sample = sample, IterationIndex = 0, IterationCount = 1 }, options);
    }

    private static Tensor[] Images(int count, int height, int width) => [.. Enumerable.Range(0, count).Select(i => Pictures.Scene(height, width, i))];

    private static Tensor Batch(int count, int height, int width) => stack(Images(count, height, width)).permute(0, 3, 1, 2);
}
