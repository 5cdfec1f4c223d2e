using Thelper.Testing;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Resizing and shuffling of images against PyTorch, and the options that they refuse.</summary>
[NoLeaks]
public sealed class VisionTests
{
    private static readonly LayerTable Layers = new()
    {
        ["upsample"] = () => Upsample(scale_factor: [2]),
        ["upsample_size"] = () => Upsample(size: [5, 7], mode: UpsampleMode.Bilinear, align_corners: true),
        ["upsample_one_size"] = () => Upsample(size: [5]),
        ["upsample_bicubic"] = () => Upsample(scale_factor: [1.5], mode: UpsampleMode.Bicubic),
        ["upsample_bicubic_aligned"] = () => Upsample(scale_factor: [2], mode: UpsampleMode.Bicubic, align_corners: true),
        ["upsample_bilinear"] = () => Upsample(scale_factor: [2.0, 1.5], mode: UpsampleMode.Bilinear),
        ["upsample_linear"] = () => Upsample(scale_factor: [2.5], mode: UpsampleMode.Linear),
        ["upsample_trilinear"] = () => Upsample(scale_factor: [1.6], mode: UpsampleMode.Trilinear, align_corners: false),
        ["upsample_recompute"] = () => Upsample(scale_factor: [1.7], mode: UpsampleMode.Bilinear, recompute_scale_factor: true),
        ["upsampling_nearest2d"] = () => UpsamplingNearest2d(scale_factor: [2.5]),
        ["upsampling_bilinear2d"] = () => UpsamplingBilinear2d(size: [5, 7]),
        ["pixel_shuffle"] = () => PixelShuffle(2),
        ["pixel_unshuffle"] = () => PixelUnshuffle(2),
        ["channel_shuffle"] = () => ChannelShuffle(2),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name) => Layers.Check(name);

    [Fact]
    public void Options_that_make_no_layer_are_named()
    {
        Refusal.Of(() => Upsample()).ShouldBe("Upsample needs either size or scale_factor.");
        Refusal.Of(() => UpsamplingNearest2d()).ShouldBe("UpsamplingNearest2d needs either size or scale_factor.");
        Refusal.Of(() => PixelShuffle(0)).ShouldBe("PixelShuffle: upscale_factor is positive, not 0.");
        Refusal.Of(() => ChannelShuffle(0)).ShouldBe("ChannelShuffle: groups is positive, not 0.");
    }
}
