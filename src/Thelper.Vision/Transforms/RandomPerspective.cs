using Thelper.Imaging.Transforms;
using static Thelper.Vision.Transforms.TorchvisionArguments;

namespace Thelper.Vision.Transforms;

/// <summary>Looks at an image from another side, by chance: each corner moves inwards by a random distance.</summary>
[TypeName("torchvision.transforms.RandomPerspective", "torchvision.transforms.transforms.RandomPerspective")]
public sealed class RandomPerspective : TorchvisionSpatialOperation
{
    private readonly double distortion;
    private readonly double p;
    private readonly PilFilter filter;
    private readonly object? fill;

    /// <summary>Creates the operation.</summary>
    /// <param name="distortionScale">How far corners may move, as a share of half the image, 0 to 1.</param>
    /// <param name="p">How often, 0 to 1.</param>
    /// <param name="interpolation">Bilinear (the default), nearest or, for bytes, bicubic.</param>
    /// <param name="fill">Value outside: a number, or one per channel; 0 by default.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomPerspective(double distortionScale = 0.5, double p = 0.5, object? interpolation = null, object? fill = null)
    {
        distortion = distortionScale is >= 0 and <= 1 ? distortionScale : throw new UserErrorException("'distortion_scale' must lie between 0 and 1");
        this.p = Probability(p);
        filter = PilFilters.OfMap(interpolation, PilFilter.Bilinear);
        this.fill = fill;
        _ = Padding.Values(fill, 1, anyNumber: true);
    }

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random)
    {
        var (height, width) = ((int)scene.Height, (int)scene.Width);
        if (random.NextDouble() >= p || width < 2 || height < 2)
        {
            return Warps.Same(height, width);
        }

        var (mostX, mostY) = ((int)(distortion * (width / 2)) + 1, (int)(distortion * (height / 2)) + 1);
        var to = new (double, double)[4];
        for (var i = 0; i < to.Length; i++)
        {
            // Upper left, upper right, lower right, lower left; each draws x, then y.
            var (x, y) = (random.NextInt(mostX), random.NextInt(mostY));
            to[i] = (i is 1 or 2 ? width - mostX + x : x, i >= 2 ? height - mostY + y : y);
        }

        return PlaneWarps.Of(scene, PlaneWarps.Perspective([(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)], to), height, width, filter, fill);
    }

    /// <inheritdoc/>
    protected override string Arguments() => $"p={PythonRepr.Of(p)}";
}
