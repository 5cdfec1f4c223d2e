using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Gives an image's values the distribution of a reference image's, and mixes the result with the image.</summary>
[TypeName("albumentations.PixelDistributionAdaptation")]
public sealed class PixelDistributionAdaptation : PixelOperation<(int Reference, double Blend)>
{
    private readonly ReferenceImages references;
    private readonly RealRange blend;
    private readonly string type;

    /// <summary>Creates the operation.</summary>
    /// <param name="referenceImages">The path of an image file, or a list of paths to draw from.</param>
    /// <param name="blendRatio">Least and greatest share of the adapted image, 0 to 1, or the one share; 0.25 to 1 by default.</param>
    /// <param name="readFn">Accepted where it is null: files are read as the data sets read theirs.</param>
    /// <param name="transformType"><c>pca</c> turns the axes along which colours vary into the reference's, <c>standard</c> adapts mean and deviation of each channel, <c>minmax</c> least and greatest value.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public PixelDistributionAdaptation(object? referenceImages, object? blendRatio = null, object? readFn = null, string transformType = "pca", bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        ReferenceImages.RefuseReader(readFn);
        references = new(referenceImages, "reference_images");
        blend = Ranges.Real(blendRatio ?? new List<object?> { 0.25, 1.0 }, "blend_ratio", TransformArguments.Number(blendRatio), least: 0, most: 1);
        type = Ranges.OneOf(transformType, "transform_type", "pca", "standard", "minmax");
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.GrayOrColor;

    /// <inheritdoc/>
    public override (int Reference, double Blend) Draw(torch.Tensor image, TransformRandom random) => (random.NextInt(references.Count), blend.Draw(random));

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (int Reference, double Blend) draw)
    {
        var reference = references.Read(draw.Reference, image);
        var (own, other) = (Colors(image), Colors(reference));
        var adapted = type switch
        {
            "pca" => Turned(own, ColorAxes.Of(image), ColorAxes.Of(reference)),
            "standard" => Scaled(own, own.mean(0), own.std(0, unbiased: false), other.mean(0), other.std(0, unbiased: false)),
            _ => Scaled(own, own.amin([0]), own.amax([0]) - own.amin([0]), other.amin([0]), other.amax([0]) - other.amin([0])),
        };
        var mixed = adapted.mul(draw.Blend) + own.mul(1 - draw.Blend);
        var result = mixed.mul(Pixels.Most(image)).reshape(image.shape);
        return Pixels.Of(result, image.dtype);
    }

    private static torch.Tensor Colors(torch.Tensor image) => image.reshape(-1, Pixels.Channels(image)).to(torch.float64).div(Pixels.Most(image));

    private static torch.Tensor Scaled(torch.Tensor colors, torch.Tensor from, torch.Tensor width, torch.Tensor to, torch.Tensor newWidth) =>
        ((colors - from) / torch.where(width.eq(0.0), torch.ones_like(width), width) * newWidth) + to;

    private static torch.Tensor Turned(torch.Tensor colors, ColorAxes from, ColorAxes to)
    {
        torch.Tensor Rows(ColorAxes axes) => torch.tensor(axes.Directions.SelectMany(vector => vector).ToArray(), [axes.Directions.Length, axes.Directions.Length], dtype: torch.float64);
        return (colors - torch.tensor(from.Mean, dtype: torch.float64)).mm(Rows(from).t()).mm(Rows(to)) + torch.tensor(to.Mean, dtype: torch.float64);
    }
}
