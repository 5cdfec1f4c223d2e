using Thelper.Imaging.Transforms;
using static Thelper.Vision.Transforms.TorchvisionArguments;

namespace Thelper.Vision.Transforms;

/// <summary>Cuts out a region of random size, shape and place, and resizes it.</summary>
[TypeName("torchvision.transforms.RandomResizedCrop", "torchvision.transforms.transforms.RandomResizedCrop")]
public sealed class RandomResizedCrop : TorchvisionSpatialOperation
{
    private const int Attempts = 10;

    private readonly (int Height, int Width) size;
    private readonly (double Low, double High) scale;
    private readonly (double Low, double High) ratio;
    private readonly PilFilter filter;

    /// <summary>Creates the operation.</summary>
    /// <param name="size">Height and width of the result, or one number for both.</param>
    /// <param name="scale">Least and greatest share of the image's area.</param>
    /// <param name="ratio">Least and greatest ratio of width to height; its logarithm is uniform.</param>
    /// <param name="interpolation">PIL's number or name; bilinear by default.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomResizedCrop(object? size, object? scale = null, object? ratio = null, object? interpolation = null)
    {
        this.size = Size(size, "size");
        this.scale = scale is null ? (0.08, 1.0) : Range(scale, "scale");
        this.ratio = ratio is null ? (3.0 / 4, 4.0 / 3) : Range(ratio, "ratio");
        if (this.scale.Low < 0 || this.ratio.Low <= 0)
        {
            throw new UserErrorException("'scale' must not be negative, and 'ratio' must be above 0");
        }

        filter = PilFilters.Of(interpolation, PilFilter.Bilinear);
    }

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random)
    {
        var (top, left, h, w) = Region((int)scene.Height, (int)scene.Width, random);
        return new ChainWarp(
            RandomCrop.Cut(scene.Height, scene.Width, left, top, h, w),
            Resize.WarpOf(new Scene(h, w) { IsReal = scene.IsReal }, size.Height, size.Width, filter));
    }

    /// <inheritdoc/>
    protected override string Arguments() =>
        $"size={TransformArguments.Tuple((long)size.Height, (long)size.Width)}, scale={Rounded(scale)}, ratio={Rounded(ratio)}, interpolation={PilFilters.Text(filter)}";

    private static string Rounded((double Low, double High) range) => $"({PythonRepr.Of(Math.Round(range.Low, 4))}, {PythonRepr.Of(Math.Round(range.High, 4))})";

    private (int Top, int Left, int Height, int Width) Region(int height, int width, TransformRandom random)
    {
        var area = (double)height * width;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var wanted = area * random.Uniform(scale.Low, scale.High);
            var aspect = Math.Exp(random.Uniform(Math.Log(ratio.Low), Math.Log(ratio.High)));
            var (w, h) = (Math.Round(Math.Sqrt(wanted * aspect)), Math.Round(Math.Sqrt(wanted / aspect)));
            if (w > 0 && h > 0 && w <= width && h <= height)
            {
                return (random.NextInt(height - (int)h + 1), random.NextInt(width - (int)w + 1), (int)h, (int)w);
            }
        }

        // The largest region in the middle whose shape is allowed.
        var own = (double)width / height;
        var (bestWidth, bestHeight) = own < ratio.Low ? (width, (int)Math.Round(width / ratio.Low))
            : own > ratio.High ? ((int)Math.Round(height * ratio.High), height)
            : (width, height);
        (bestWidth, bestHeight) = (Math.Clamp(bestWidth, 1, width), Math.Clamp(bestHeight, 1, height));
        return ((height - bestHeight) / 2, (width - bestWidth) / 2, bestHeight, bestWidth);
    }
}
