using Thelper.Config;
using Thelper.Data.Datasets;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Data;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Tests.Transforms;

/// <summary>Pipelines that begin with a random crop decode only what they need, without anything else being different.</summary>
[NoLeaks]
public class ImageFileTests
{
    public static TheoryData<string> Pipelines =>
    [
        """[{"operation": "thelper.transforms.RandomResizedCrop", "params": {"output_size": 24}}, {"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": 3, "max": 200}}]""",
        """[{"operation": "thelper.transforms.RandomResizedCrop", "params": {"output_size": [30, 20], "ratio": 1, "probability": 0.5}, "target_keys": ["image"]}, {"operation": "thelper.transforms.Resize", "params": {"dsize": [16, 16]}}]""",
        """[{"operation": "thelper.transforms.RandomResizedCrop", "params": {"output_size": [0.5, 0.25], "input_size": [20, 40], "probability": 0.5}}, {"operation": "thelper.transforms.Resize", "params": {"dsize": [16, 16]}}]""",
        """[{"operation": "thelper.transforms.RandomResizedCrop", "params": {"output_size": 24, "probability": 0.5}}]""",
        """[{"operation": "thelper.transforms.RandomResizedCrop", "params": {"output_size": null}}, {"operation": "thelper.transforms.Resize", "params": {"dsize": [16, 16]}}]""",
    ];

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void Samples_are_those_of_decoded_images(string pipeline)
    {
        using var folder = new Data.TempFolder();
        Photos(folder);
        var errors = new Thelper.Config.ConfigErrors();
        var transforms = TransformsFactory.Load(Thelper.Config.ConfigLoader.Parse(pipeline, "c.json"), new(), errors)!;
        errors.Messages.ShouldBeEmpty();
        var direct = new ImageDataset(folder.Path, transforms, order: "name");
        var decoded = new ImageDataset(folder.Path, new Hidden(transforms), order: "name");
        for (var i = 0; i < direct.Count; i++)
        {
            for (var epoch = 0; epoch < 8; epoch++)
            {
                using var expected = decoded.GetItem(i, TransformRandom.For(0, epoch, i));
                using var actual = direct.GetItem(i, TransformRandom.For(0, epoch, i));
                actual.Keys.ShouldBe(expected.Keys);
                GoldenArray.ShouldMatch((torch.Tensor)actual["image"]!, (torch.Tensor)expected["image"]!, 0, $"image {i}, epoch {epoch}");
            }
        }
    }

    [Fact]
    public void Transforms_of_ones_own_meet_decoded_images_only()
    {
        using var folder = new Data.TempFolder();
        Photos(folder);
        var crop = new TransformWrapper(new RandomResizedCrop(24L), probability: 0.5, targetKeys: ["image"]);
        var seen = new Spy();
        foreach (var transforms in new ITransform[] { new Compose([crop, seen]), seen, new Compose([seen, crop]) })
        {
            var dataset = new ImageDataset(folder.Path, transforms, order: "name");
            for (var epoch = 0; epoch < 6; epoch++)
            {
                dataset.GetItem(0, TransformRandom.For(0, epoch, 0)).Dispose();
            }
        }

        seen.Calls.ShouldBe(18);
    }

    private static void Photos(Data.TempFolder folder)
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(0);
        for (var i = 0; i < 3; i++)
        {
            var small = (torch.rand([6, 8, 3]) * 255).to(torch.uint8);
            ImageCodec.Save(folder[$"{i}.{(i == 2 ? "png" : "jpg")}"], ImageOps.Resize(small, 61 + (10 * i), 50, Interpolation.Cubic));
        }
    }

    /// <summary>Does not say what the inner transform could take.</summary>
    private sealed class Hidden(ITransform inner) : ITransform
    {
        public object? Apply(object? value, TransformRandom random) => inner.Apply(value, random);

        public object? Invert(object? value) => inner.Invert(value);
    }

    private sealed class Spy : ITransform
    {
        public int Calls { get; private set; }

        public object? Apply(object? value, TransformRandom random)
        {
            Calls++;
            ((Sample)value!)["image"].ShouldBeOfType<torch.Tensor>().ndim.ShouldBe(3);
            return value;
        }

        public object? Invert(object? value) => value;
    }
}
