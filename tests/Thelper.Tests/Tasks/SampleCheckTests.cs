using Thelper.Data;
using Thelper.Data.Loading;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Tests.Tasks;

/// <summary>Data that does not fit its task is told with the sample's name as it is loaded.</summary>
[NoLeaks]
public class SampleCheckTests
{
    private static readonly Segmentation Masks = new(new[] { "sky", "tree" }, "image", "mask", null, 255);
    private static readonly Detection Boxes = new(new[] { "cat", "dog" }, "image", "boxes");

    [Theory]
    [InlineData("bird", "the label under 'label' is 'bird', which is no class of the task (expected one of: cat, dog)")]
    [InlineData("dogg", "did you mean 'dog'?")]
    [InlineData(2L, "the label under 'label' is 2, which is no class index; those of 2 classes are 0 to 1")]
    [InlineData(-1L, "is -1, which is no class index")]
    public void A_label_outside_the_list(object label, string message) =>
        Refusal(new Classification(new[] { "cat", "dog" }, "image", "label"), () => new() { ["image"] = Image(), ["label"] = label }).ShouldContain(message);

    [Fact]
    public void A_label_of_several_classes_needs_one_flag_for_each() =>
        Refusal(new Classification(new[] { "cat", "dog" }, "image", "label", null, multiLabel: true), () => new() { ["image"] = Image(), ["label"] = torch.tensor(new[] { 1, 0, 1 }) })
            .ShouldContain("has the shape (3); a task of several labels needs one value 0 or 1 for each of its 2 classes");

    [Fact]
    public void A_pixel_of_no_class()
    {
        var message = Refusal(Masks, () => new() { ["image"] = Image(), ["mask"] = Mask(7, torch.uint8) });
        message.ShouldBe("memory/0.bin: the label map under 'mask' has the value 7 at column 2, row 1, which is no class index (those of 2 classes are 0 to 1), nor is it 'dontcare' (255)");
        Refusal(Masks, () => new() { ["image"] = Image(), ["mask"] = Mask(-1, torch.int64) }).ShouldContain("has the value -1 at column 2, row 1");
        Refusal(new Segmentation(new[] { "sky", "tree" }, "image", "mask"), () => new() { ["image"] = Image(), ["mask"] = Mask(255, torch.uint8) }).ShouldContain("for pixels without a class set 'dontcare'");
        Refusal(Masks, () => new() { ["image"] = Image(), ["mask"] = Mask(0.5, torch.float32) }).ShouldContain("resize label maps without interpolation");
    }

    [Theory]
    [InlineData(5, 8)]
    [InlineData(6, 7)]
    [InlineData(8, 6)]
    public void A_label_map_of_another_size_than_its_image(int height, int width) =>
        Refusal(Masks, () => new() { ["image"] = Image(), ["mask"] = torch.zeros([height, width], torch.uint8) })
            .ShouldBe($"memory/0.bin: the label map under 'mask' has the shape ({height}, {width}), its image under 'image' (6, 8, 3); they must be equally high and wide");

    [Theory]
    [InlineData("HWC", 2)]
    [InlineData("HWC", 3)]
    [InlineData("CHW", 2)]
    public void Images_and_label_maps_may_lie_either_way(string layout, int dimensions)
    {
        Accept(Masks, () => new()
        {
            ["image"] = layout == "HWC" ? Image() : torch.zeros([3, 6, 8]),
            ["mask"] = dimensions == 2 ? Mask(255, torch.uint8) : torch.zeros([1, 6, 8], torch.int64),
        });
    }

    [Theory]
    [InlineData(0, 0, 8, 6, true)]
    [InlineData(0, 0, 7, 5, true)]
    [InlineData(2, 2, 10, 4, false)]
    [InlineData(2, 2, 4, 8, false)]
    [InlineData(-3, 2, 4, 4, false)]
    public void A_box_beyond_its_image(int left, int top, int right, int bottom, bool fits)
    {
        Sample Make() => new() { ["image"] = Image(), ["boxes"] = new object?[] { new BoundingBox(1L, [0, 0, 3, 3]), new BoundingBox(1L, [left, top, right, bottom]) } };
        if (fits)
        {
            Accept(Boxes, Make);
        }
        else
        {
            Refusal(Boxes, Make).ShouldStartWith($"memory/0.bin: box 1 under 'boxes', [{left}, {top}, {right}, {bottom}], reaches beyond its image of 8 x 6 pixels");
        }
    }

    [Theory]
    [InlineData(8, 60, 80)]
    [InlineData(60, 80, 8)]
    [InlineData(3, 60, 80)]
    public void Images_of_many_bands_may_lie_either_way(int first, int middle, int last)
    {
        Sample Make(int right) => new() { ["image"] = torch.zeros([first, middle, last]), ["boxes"] = new object?[] { new BoundingBox(1L, [50, 40, right, 59]) } };
        Accept(Boxes, () => Make(79));
        Refusal(Boxes, () => Make(90)).ShouldContain("reaches beyond its image of 80 x 60 pixels");
    }

    [Fact]
    public void A_box_fits_one_of_two_readings_of_a_small_image()
    {
        Accept(Boxes, () => new() { ["image"] = torch.zeros([8, 30, 20]), ["boxes"] = new object?[] { new BoundingBox(1L, [2, 3, 19, 29]) } });
        Accept(Boxes, () => new() { ["image"] = torch.zeros([36, 10, 40]), ["boxes"] = new object?[] { new BoundingBox(1L, [2, 3, 9, 35]) } });
        Refusal(Boxes, () => new() { ["image"] = torch.zeros([8, 30, 20]), ["boxes"] = new object?[] { new BoundingBox(1L, [2, 3, 39, 29]) } }).ShouldContain("reaches beyond its image of 30 x 8 pixels");
    }

    [Fact]
    public void A_box_of_no_class_and_something_that_is_no_box()
    {
        Refusal(Boxes, () => new() { ["image"] = Image(), ["boxes"] = new object?[] { new BoundingBox(2L, [0, 0, 3, 3]) } }).ShouldContain("class index 2; the indices of 2 classes are 0 to 1");
        Refusal(Boxes, () => new() { ["image"] = Image(), ["boxes"] = torch.zeros([4, 5]) }).ShouldContain("'boxes' must be a list of bounding boxes");
    }

    [Fact]
    public void A_box_without_an_area()
    {
        Refusal(Boxes, () => new() { ["image"] = Image(), ["boxes"] = new object?[] { new BoundingBox(1L, [2, 1, 2, 3], includeMargin: false) } }).ShouldContain("a box under 'boxes', [2.0, 1.0, 2.0, 3.0], has no width");
        Accept(Boxes, () => new() { ["image"] = Image(), ["boxes"] = new object?[] { new BoundingBox(1L, [2, 1, 2, 3]) } });
    }

    [Theory]
    [InlineData(new[] { 1f, 2f, 3f }, "has the shape (3), the task's target_shape is (2)")]
    [InlineData(new[] { 0.5f, 1.5f }, "(0.5, 1.5) lies outside the task's limits, 0 to 1")]
    [InlineData(new[] { -0.5f, 1f }, "lies outside the task's limits")]
    [InlineData(new[] { 0.5f, 1f }, null)]
    public void A_target_of_a_regression(float[] target, string? message)
    {
        var task = new Regression("image", "target", null, targetShape: [2], targetType: "numpy.float32", targetMin: 0L, targetMax: 1L);
        Sample Make() => new() { ["image"] = Image(), ["target"] = torch.tensor(target) };
        if (message is null)
        {
            Accept(task, Make);
        }
        else
        {
            Refusal(task, Make).ShouldContain(message);
        }
    }

    [Fact]
    public void A_target_of_another_type_and_an_input_of_another_shape()
    {
        Refusal(new Regression("image", "target", null, targetType: "numpy.float32"), () => new() { ["image"] = Image(), ["target"] = torch.zeros([2], torch.int64) })
            .ShouldContain("the target under 'target' is Int64, the task's target_type is Float32");
        Refusal(new Regression("image", "target", null, inputShape: [3, 6, 8]), () => new() { ["image"] = Image(), ["target"] = torch.zeros([2]) })
            .ShouldContain("the field 'image' has the shape (6, 8, 3), the task's input_shape is (3, 6, 8)");
    }

    [Fact]
    public void A_field_that_is_not_there() =>
        Refusal(new Regression("imag", "target"), () => new() { ["image"] = Image(), ["target"] = torch.zeros([2]) }).ShouldContain("the sample has no field 'imag', which the task names as the model's input (did you mean 'image'?)");

    [Fact]
    public void The_trial_before_a_session_looks_at_the_first_the_middle_and_the_last_sample()
    {
        var data = new MadeDataset(9, Masks, index => new() { ["image"] = Image(), ["mask"] = Mask(index == 8 ? 3 : 1, torch.uint8) });
        var loader = new DataLoader(data, new DataLoaderOptions { Task = Masks, Name = "valid" });
        loader.TrySamples(1);
        Should.Throw<UserErrorException>(() => loader.TrySamples(3)).Message.ShouldStartWith("memory/8.bin: the label map under 'mask' has the value 3");
        data.Loaded.ShouldBe([0, 0, 4, 8]);
    }

    private static void Accept(Thelper.Tasks.Task task, Func<Sample> make) => new DataLoader(new MadeDataset(1, task, _ => make()), new DataLoaderOptions { Task = task }).TrySamples(1);

    private static string Refusal(Thelper.Tasks.Task task, Func<Sample> make) => Should.Throw<UserErrorException>(() => Accept(task, make)).Message;

    private static torch.Tensor Image() => torch.zeros([6, 8, 3], torch.uint8);

    private static torch.Tensor Mask(double value, torch.ScalarType type)
    {
        var mask = torch.ones([6, 8], type);
        mask[1, 2] = value;
        return mask;
    }

    private sealed class MadeDataset(int count, Thelper.Tasks.Task task, Func<int, Sample> make) : Dataset
    {
        public List<int> Loaded { get; } = [];

        public override Thelper.Tasks.Task Task => task;

        public override int Count => count;

        public override string Describe(int index) => FormattableString.Invariant($"memory/{index}.bin");

        protected override Sample Load(int index)
        {
            Loaded.Add(index);
            return make(index);
        }
    }
}
