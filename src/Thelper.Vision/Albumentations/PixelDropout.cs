using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Replaces random pixels, in the image and, if asked for, in masks.</summary>
[TypeName("albumentations.PixelDropout")]
public sealed class PixelDropout : PixelOperation<(torch.Tensor Dropped, torch.Tensor? Values)>
{
    private readonly double share;
    private readonly bool perChannel;
    private readonly double? dropValue;
    private readonly double? maskValue;

    /// <summary>Creates the operation.</summary>
    /// <param name="dropoutProb">How often a pixel is replaced, 0 to 1.</param>
    /// <param name="perChannel">Whether each channel has pixels of its own.</param>
    /// <param name="dropValue">What they are replaced by; null for random values.</param>
    /// <param name="maskDropValue">What they are replaced by in masks; null to leave masks alone. Not with <paramref name="perChannel"/>.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public PixelDropout(double dropoutProb = 0.01, bool perChannel = false, double? dropValue = 0, double? maskDropValue = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        share = Ranges.Probability(dropoutProb, "dropout_prob");
        this.perChannel = perChannel;
        this.dropValue = dropValue;
        maskValue = maskDropValue is null || !perChannel ? maskDropValue : throw new UserErrorException("'mask_drop_value' has no meaning where 'per_channel' is set: a mask has other channels than the image");
    }

    /// <summary>Draws which pixels are replaced (bool, of the image's shape or H×W×1) and by what, if by random values.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override (torch.Tensor Dropped, torch.Tensor? Values) Draw(torch.Tensor image, TransformRandom random)
    {
        var dropped = random.Uniform(perChannel || image.ndim == 2 ? image.shape : [.. image.shape[..2], 1], 0, 1).lt(share);
        return (dropped, dropValue is null ? random.Uniform(image.shape, 0, Pixels.IsBytes(image) ? 256 : 1).to(image.dtype) : null);
    }

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (torch.Tensor Dropped, torch.Tensor? Values) draw) =>
        draw.Values is { } values ? torch.where(draw.Dropped, values, image) : image.masked_fill(draw.Dropped, dropValue!.Value);

    /// <inheritdoc/>
    private protected override Warp WarpOf(Scene scene, Func<torch.Tensor, torch.Tensor> change, TransformRandom random)
    {
        if (maskValue is not { } value)
        {
            return base.WarpOf(scene, change, random);
        }

        torch.Tensor Labels(torch.Tensor mask)
        {
            using var scope = torch.NewDisposeScope();
            // The pixels of the image: the same stream gives the same draw for any image of this size.
            var (dropped, _) = Draw(torch.empty([scene.Height, scene.Width], torch.uint8), random.Fork(0));
            return mask.masked_fill(mask.ndim == 3 ? dropped.unsqueeze(2) : dropped, value).MoveToOuterDisposeScope();
        }

        return new CoverWarp(scene.Height, scene.Width, change, Labels, null, (height, width) => WarpOf(scene with { Height = height, Width = width }, change, random));
    }
}
