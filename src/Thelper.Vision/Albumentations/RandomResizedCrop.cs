using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Cuts out a region of random size, shape and place, and resizes it; the centre if no draw of ten fits.</summary>
[TypeName("albumentations.RandomResizedCrop")]
public sealed class RandomResizedCrop : MovingAlbumentation<(long Left, long Top, long Height, long Width)>
{
    private const int Attempts = 10;

    private readonly (int Height, int Width) size;
    private readonly RealRange scale;
    private readonly RealRange ratio;
    private readonly Interpolation interpolation;

    /// <summary>Creates the operation.</summary>
    /// <param name="height">Height of the result.</param>
    /// <param name="width">Width of the result.</param>
    /// <param name="scale">Least and greatest share of the image's area, above 0 to 1; 0.08 to 1 by default.</param>
    /// <param name="ratio">Least and greatest ratio of width to height, above 0; 0.75 to 4/3 by default.</param>
    /// <param name="interpolation">How it is resized; linear by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomResizedCrop(int height, int width, object? scale = null, object? ratio = null, object? interpolation = null, bool alwaysApply = false, double p = 1.0)
        : base(alwaysApply, p)
    {
        size = (Moves.Side(height, "height"), Moves.Side(width, "width"));
        this.scale = Ranges.Real(scale ?? new List<object?> { 0.08, 1.0 }, "scale", TransformArguments.Number(scale), least: 1e-6, most: 1);
        this.ratio = Ranges.Real(ratio ?? new List<object?> { 0.75, 4 / 3.0 }, "ratio", TransformArguments.Number(ratio), least: 1e-3, most: 1e3);
        this.interpolation = TransformArguments.Interpolation(interpolation, "interpolation");
    }

    /// <summary>Draws the region.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override (long Left, long Top, long Height, long Width) DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(random);
        var (imageHeight, imageWidth) = ((int)scene.Height, (int)scene.Width);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var area = scale.Draw(random) * imageHeight * imageWidth;
            var aspect = Math.Exp(random.Uniform(Math.Log(ratio.Low), Math.Log(ratio.High)));
            var (width, height) = ((int)Math.Round(Math.Sqrt(area * aspect)), (int)Math.Round(Math.Sqrt(area / aspect)));
            if (width > 0 && width <= imageWidth && height > 0 && height <= imageHeight)
            {
                return (random.Whole(0, imageWidth - width), random.Whole(0, imageHeight - height), height, width);
            }
        }

        var (high, wide) = ((double)imageWidth / imageHeight) switch
        {
            var aspect when aspect < ratio.Low => (Math.Max(1, (int)Math.Round(imageWidth / ratio.Low)), imageWidth),
            var aspect when aspect > ratio.High => (imageHeight, Math.Max(1, (int)Math.Round(imageHeight * ratio.High))),
            _ => (imageHeight, imageWidth),
        };
        return ((imageWidth - wide) / 2, (imageHeight - high) / 2, high, wide);
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (long Left, long Top, long Height, long Width) draw) => Moves.CropAndResize(scene, draw, size.Height, size.Width, interpolation);
}
