using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;
using ToTensor = Thelper.Vision.Transforms.ToTensor;

namespace Thelper.Tests.Transforms;

[NoLeaks]
public class OperationTests
{
    private static readonly TransformRandom Random = TransformRandom.For(0, 0, 0);

    [Fact]
    public void Text_forms_are_those_of_the_original()
    {
        Text(new ToGray()).ShouldBe("ToGray()");
        Text(new NormalizeMinMax(new List<object?> { 127L }, new List<object?> { 255L })).ShouldBe("NormalizeMinMax(min=[127.], max=[255.], out_type=<class 'numpy.float32'>)");
        Text(new NormalizeZeroMeanUnitVar(new[] { 123.7, 116.3, 103.5 }, new[] { 58.4, 57.1, 57.4 }))
            .ShouldBe("NormalizeZeroMeanUnitVar(mean=[123.7 116.3 103.5], std=[58.4 57.1 57.4], out_type=<class 'numpy.float32'>)");
        Text(new CenterCrop(new List<object?> { 128L, 128L })).ShouldBe("CenterCrop(size=(128, 128), bordertype=0, borderval=0)");
        Text(new CenterCrop(0.5)).ShouldBe("CenterCrop(size=(0.5, 0.5), bordertype=0, borderval=0)");
        Text(new Transpose([2, 0, 1])).ShouldBe("Transpose(axes=[2 0 1])");
        Text(new Resize(new List<object?> { 224L, 112L }, interp: "cv2.INTER_AREA")).ShouldBe("Resize(dsize=(224, 112), fx=0, fy=0, interp=3, buffer=False)");
        Text(new Unsqueeze(0)).ShouldBe("Unsqueeze(axis=0)");
        Text(new Duplicator(3)).ShouldBe("Duplicator(count=3, deepcopy=False)");
        Text(new NoTransform()).ShouldBe("NoTransform()");
        Text(new ToNumpy(true)).ShouldBe("ToNumpy(reorder_bgr=True)");
        Text(new RandomResizedCrop(24L)).ShouldBe(
            "RandomResizedCrop(output_size=(24, 24), input_size=(0.08, 1.0), ratio=(0.75, 1.33), probability=1.0, random_attempts=10, min_roi_iou=1.0, flags=1)");
        new ToTensor().ToString().ShouldBe("ToTensor()");
        new TransformWrapper(new NormalizeMinMax(127L, 255L), targetKeys: ["image"]).ToString().ShouldBe(
            "thelper.transforms.wrappers.TransformWrapper(operation=thelper.transforms.operations.NormalizeMinMax(min=[127.], max=[255.], out_type=<class 'numpy.float32'>), " +
            "params={}, probability=1, convert_pil=False, target_keys=['image'], linked_fate=True)");

        static string Text(ITransform transform)
        {
            transform.ToString().ShouldStartWith("thelper.transforms.operations.");
            return transform.ToString()!["thelper.transforms.operations.".Length..];
        }
    }

    [Fact]
    public void Arguments_are_checked_with_one_clear_message()
    {
        Message(() => new CenterCrop(-1L)).ShouldBe("'size' must be above 0");
        Message(() => new CenterCrop(new List<object?> { 1L, 2L, 3L })).ShouldBe("'size' must be a number or a list of two numbers (width, height), got [1, 2, 3]");
        Message(() => new CenterCrop(4L, "cv2.BORDER_REFLEKT")).ShouldContain("did you mean 'BORDER_REFLECT'?");
        Message(() => new Resize()).ShouldContain("needs a 'dsize'");
        Message(() => new Resize(new List<object?> { 0L, 3L })).ShouldContain("needs a 'dsize'");
        Message(() => new Resize(new List<object?> { 1.5, 3.0 })).ShouldContain("must hold integers");
        Message(() => new Transpose([0, 0, 1])).ShouldContain("each number from 0 to 2 once");
        Message(() => new NormalizeMinMax(new[] { 1.0, 2 }, new[] { 2.0 })).ShouldBe("'min' has 2 values and 'max' has 1; both need one per channel");
        Message(() => new NormalizeMinMax(1L, 1L)).ShouldContain("must differ");
        Message(() => new NormalizeZeroMeanUnitVar(1L, 0L)).ShouldContain("must not hold 0");
        Message(() => new NormalizeMinMax(1L, 2L, "numpy.int32")).ShouldContain("'numpy.int32' is not supported");
        Message(() => new Duplicator(0)).ShouldContain("from 1 to");
        Message(() => new Affine(new List<object?> { 1L, 2L })).ShouldContain("2×3 matrix");
        Message(() => new RandomShift(1L, new List<object?> { 2L, 3L })).ShouldContain("both be a number or both be a pair");
        Message(() => new RandomShift(2L, 1L)).ShouldContain("must not be below");
        Message(() => new Tile(4L, 1.0)).ShouldContain("below 1");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(-1L)]
    [InlineData(0.5)]
    [InlineData("0")]
    public void A_channel_selection_must_be_an_index(object? channels) => Should.Throw<UserErrorException>(() => new SelectChannels(channels));

    [Fact]
    public void A_channel_selection_must_be_free_of_doubles_and_gaps()
    {
        Should.Throw<UserErrorException>(() => new SelectChannels(new List<object?> { 0L, 0L }));
        Should.Throw<UserErrorException>(() => new SelectChannels(new List<object?>()));
        Should.Throw<UserErrorException>(() => new SelectChannels(new Dictionary<string, object?> { ["0"] = 1L }));
        Should.Throw<UserErrorException>(() => new SelectChannels(new Dictionary<string, object?> { ["0"] = 0L, ["1"] = 2L }));
        Should.Throw<UserErrorException>(() => new SelectChannels(new Dictionary<string, object?> { ["0"] = 0L, ["1"] = 0L }));
        using var scope = torch.NewDisposeScope();
        Should.Throw<UserErrorException>(() => new SelectChannels(3L).Apply(torch.zeros([2, 2, 3]), Random)).Message
            .ShouldBe("thelper.transforms.operations.SelectChannels: selects channel 3, but the image has 3");
    }

    [Fact]
    public void A_crop_keeps_the_centre()
    {
        using var scope = torch.NewDisposeScope();
        var grid = torch.arange(144, torch.ScalarType.Int32).reshape(12, 12);
        var crop = (torch.Tensor)new CenterCrop(10L).Apply(grid, Random)!;
        crop.shape.ShouldBe([10, 10]);
        crop[0, 0].ToInt64().ShouldBe(13);
        crop[9, 9].ToInt64().ShouldBe(130);
    }

    [Fact]
    public void Operations_that_lose_data_say_so_when_inverted()
    {
        using var scope = torch.NewDisposeScope();
        var image = torch.zeros([4, 4, 3]);
        foreach (var operation in new ITransform[] { new ToGray(), new ToNumpy(), new CenterCrop(2L), new Resize(2L), new SelectChannels(0L), new RandomShift(0L, 1L), new RandomResizedCrop(2L), new Tile(2L), new Affine(new[] { 1.0, 0, 0, 0, 1, 0 }, [2, 2]) })
        {
            Should.Throw<UserErrorException>(() => operation.Invert(image)).Message.ShouldContain("cannot be inverted");
        }
    }

    [Fact]
    public void Duplicates_become_lists_and_come_back_as_the_first()
    {
        using var scope = torch.NewDisposeScope();
        var sample = new Sample { ["image"] = torch.ones([2, 2]), ["label"] = "cat" };
        var shallow = (Sample)new Duplicator(3).Apply(sample, Random)!;
        ((List<object?>)shallow["image"]!).ShouldAllBe(copy => ReferenceEquals(copy, sample["image"]));
        shallow["label"].ShouldBe(new List<object?> { "cat", "cat", "cat" });
        var deep = (Sample)new Duplicator(2, deepcopy: true).Apply(sample, Random)!;
        ((torch.Tensor)((List<object?>)deep["image"]!)[0]!).DataPointer.ShouldNotBe(((torch.Tensor)sample["image"]!).DataPointer);
        ((Sample)new Duplicator(3).Invert(shallow)!)["image"].ShouldBeSameAs(sample["image"]);
        Should.Throw<UserErrorException>(() => new Duplicator(2).Invert(shallow)).Message.ShouldContain("a list of 2 copies");
    }

    [Fact]
    public void A_tensor_is_a_contiguous_copy()
    {
        using var scope = torch.NewDisposeScope();
        var crop = (torch.Tensor)new CenterCrop(2L).Apply(torch.arange(48, torch.ScalarType.Float32).reshape(4, 4, 3), Random)!;
        var tensor = (torch.Tensor)new ToTensor().Apply(crop, Random)!;
        tensor.is_contiguous().ShouldBeTrue();
        tensor.shape.ShouldBe([3, 2, 2]);
        tensor[1, 0, 1].ToSingle().ShouldBe(15 + 3 + 1);
    }

    private static string Message(Func<object> create) => Should.Throw<UserErrorException>(create).Message;
}
