using Thelper.Config;
using Thelper.Infer;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer;

[NoLeaks]
public class PixelTableTests
{
    private const string Normalized = """{"operation": "thelper.transforms.NormalizeZeroMeanUnitVar", "params": {"mean": [103.53, 116.28, 123.675], "std": [57.375, 57.12, 58.395]}, "target_key": "image"}""";
    private const string Array = """{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}""";

    [Theory]
    [InlineData(Normalized + "," + Array)]
    [InlineData(Array + """, {"operation": "torchvision.transforms.Normalize", "params": {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}, "target_key": "image"}""")]
    [InlineData("""{"operation": "thelper.transforms.Resize", "params": {"dsize": [83, 71]}, "target_key": "image"},""" + Normalized + "," + Array)]
    [InlineData("""{"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [0], "max": [255]}, "target_key": "image"}, {"operation": "thelper.transforms.Transpose", "params": {"axes": [2, 0, 1]}, "target_key": "image"}""")]
    public void What_transforms_make_of_bytes_is_read_from_a_table_to_the_last_bit(string operations)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var picture = randint(0, 256, [150, 190, 3], ScalarType.Byte);
        Tensor[] parts = [.. new[] { (0, 0), (79, 107), (3, 20) }.Select(corner => picture.narrow(0, corner.Item1, 71).narrow(1, corner.Item2, 83))];
        InputPipeline[] pipelines = [Of(operations), Of(operations, "torchvision.datasets.CIFAR10")];
        foreach (var (pipeline, arePictures) in pipelines.SelectMany(pipeline => new[] { (pipeline, true), (pipeline, false) }))
        {
            var table = pipeline.TableOf(71, 83, 3, arePictures).ShouldNotBeNull();
            var expected = stack([.. parts.Select(part => Prepared(pipeline, part, arePictures))]);
            aten.equal(table.Batch(parts), expected).ShouldBeTrue();
            aten.equal(pipeline.Batch(parts, arePictures), expected).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("""{"operation": "thelper.transforms.Resize", "params": {"dsize": [41, 41]}, "target_key": "image"}, {"operation": "thelper.transforms.Resize", "params": {"dsize": [83, 71]}, "target_key": "image"},""" + Array)]
    [InlineData("""{"operation": "thelper.transforms.Resize", "params": {"dsize": [96, 96]}, "target_key": "image"},""" + Array)]
    [InlineData("""{"operation": "thelper.transforms.Resize", "params": {"dsize": [96, 71]}, "target_key": "image"},""" + Array)]
    [InlineData("""{"operation": "torchvision.transforms.Grayscale", "target_key": "image"},""" + Array)]
    [InlineData("""{"operation": "albumentations.Equalize", "params": {"p": 1}, "target_key": "image"},""" + Array)]
    [InlineData(Normalized)]
    public void Transforms_that_do_more_have_no_table(string operations)
    {
        using var scope = NewDisposeScope();
        Of(operations).TableOf(71, 83, 3, arePictures: true).ShouldBeNull();
    }

    [Fact]
    public void Small_and_huge_windows_and_other_channels_have_no_table()
    {
        using var scope = NewDisposeScope();
        var pipeline = Of(Normalized + "," + Array);
        pipeline.TableOf(16, 16, 3, arePictures: true).ShouldBeNull();
        pipeline.TableOf(4096, 4096, 3, arePictures: true).ShouldBeNull();
        pipeline.TableOf(96, 96, 4, arePictures: true).ShouldBeNull();
        pipeline.TableOf(96, 96, 4, arePictures: false).ShouldBeNull();
    }

    private static Tensor Prepared(InputPipeline pipeline, Tensor part, bool arePictures)
    {
        using var prepared = arePictures ? pipeline.Prepare(part.contiguous()) : pipeline.PrepareBands(part.contiguous());
        return prepared.Input.clone();
    }

    private static InputPipeline Of(string operations, string dataType = "mine") => InputPipeline.Of(
        ConfigLoader.Parse("{\"datasets\": {\"d\": {\"type\": \"" + dataType + "\"}}, \"loaders\": {\"base_transforms\": [" + operations + "]}}", "transforms.json"), "image", new());
}
