using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Moves the channels to the front: C×H×W, still of the image's type. A mask keeps its form unless it has channels and <c>transpose_mask</c> is set.</summary>
[TypeName("albumentations.ToTensorV2", "albumentations.pytorch.ToTensorV2", "albumentations.pytorch.transforms.ToTensorV2")]
public sealed class ToTensorV2 : PixelOperation<bool>
{
    private readonly bool transposeMask;

    /// <summary>Creates the operation.</summary>
    /// <param name="transposeMask">Whether masks H×W×C become C×H×W.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public ToTensorV2(bool transposeMask = false, bool alwaysApply = true, double p = 1.0)
        : base(alwaysApply, p) => this.transposeMask = transposeMask;

    /// <inheritdoc/>
    protected override Needs Needs => Needs.AnyType;

    /// <summary>Chance decides nothing.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override bool Draw(torch.Tensor image, TransformRandom random) => true;

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, bool draw) => image.ndim == 2 ? image.unsqueeze(0) : image.permute(2, 0, 1).contiguous();

    /// <inheritdoc/>
    private protected override Warp WarpOf(Scene scene, Func<torch.Tensor, torch.Tensor> change, TransformRandom random) => transposeMask
        ? new CoverWarp(scene.Height, scene.Width, change, mask => mask.ndim == 3 ? mask.permute(2, 0, 1).contiguous() : mask, null, (height, width) => WarpOf(scene with { Height = height, Width = width }, change, random))
        : base.WarpOf(scene, change, random);
}
