using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Tests.Tasks;

/// <summary>Samples of a detection whose transforms make lists of images: each has its own boxes.</summary>
[NoLeaks]
public class SampleCopiesTests
{
    private static readonly Detection Task = new(new[] { "a" }, "image", "bboxes");

    [Theory]
    [InlineData("""{"operation": "thelper.transforms.Tile", "params": {"tile_size": [20, 20]}}""", 2)]
    [InlineData("""{"operation": "torchvision.transforms.FiveCrop", "params": {"size": [20, 20]}}""", 5)]
    [InlineData("""{"operation": "thelper.transforms.Duplicator", "params": {"count": 3}}""", 3)]
    public void Lists_of_boxes_are_looked_at_image_by_image(string stage, int count)
    {
        using var scope = torch.NewDisposeScope();
        var pipeline = SamplePipeline.For(TransformsFactory.Load(ConfigLoader.Parse($"[{stage}]", "t.json"), new(), new()), Task.Fields)!;
        var sample = (Sample)pipeline.Apply(
            new Sample { ["image"] = torch.zeros([20, 40, 3], torch.uint8), ["bboxes"] = new List<object?> { new BoundingBox("a", [2, 3, 9, 8]), new BoundingBox("a", [25, 3, 38, 8]) } }, TransformRandom.For(0, 0, 0))!;
        var lists = (IReadOnlyList<object?>)sample["bboxes"]!;
        lists.Count.ShouldBe(count);
        SampleCheck.Transformed(Task, sample);

        // One of them lies outside its own image, or is of no class.
        sample["bboxes"] = lists.Take(count - 1).Append(new List<object?> { new BoundingBox("a", [2, 3, 90, 8]) }).ToList();
        Should.Throw<UserErrorException>(() => SampleCheck.Transformed(Task, sample)).Message.ShouldContain("reaches beyond its image of");
        sample["bboxes"] = lists.Take(count - 1).Append(new List<object?> { new BoundingBox("b", [2, 3, 9, 8]) }).ToList();
        Should.Throw<UserErrorException>(() => SampleCheck.Transformed(Task, sample)).Message.ShouldContain("which is no class of the task");
        sample["bboxes"] = lists.Take(count - 1).Append(new List<object?> { 3L }).ToList();
        Should.Throw<UserErrorException>(() => SampleCheck.Transformed(Task, sample)).Message.ShouldContain("must be a list of bounding boxes");
    }
}
