using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Bends an image at random (Simard, Steinkraus and Platt 2003), after a random affine map.</summary>
[TypeName("albumentations.ElasticTransform")]
public sealed class ElasticTransform : MovingAlbumentation<(double[] Points, torch.Tensor X, torch.Tensor Y)>
{
    private const int ApproximateSide = 17;

    private readonly double alpha;
    private readonly double sigma;
    private readonly double alphaAffine;
    private readonly Interpolation interpolation;
    private readonly BorderMode border;
    private readonly double[] fill;
    private readonly bool approximate;
    private readonly bool sameDxdy;

    /// <summary>Creates the operation.</summary>
    /// <param name="alpha">Factor of the shifts.</param>
    /// <param name="sigma">Standard deviation in pixels of the blur that makes them smooth, above 0.</param>
    /// <param name="alphaAffine">How far, in pixels, the three points move that define the affine map, 0 or more.</param>
    /// <param name="interpolation">How; linear by default.</param>
    /// <param name="borderMode">What lies outside: OpenCV's border; mirrored without the edge by default.</param>
    /// <param name="value">A constant; 0 by default.</param>
    /// <param name="maskValue">The constant for masks; what the task says by default, or 0.</param>
    /// <param name="approximate">Whether the blur reaches over 17 pixels only, which is faster.</param>
    /// <param name="sameDxdy">Whether pixels are shifted to the right as far as down.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public ElasticTransform(
        double alpha = 1, double sigma = 50, double alphaAffine = 50, object? interpolation = null, object? borderMode = null, object? value = null, object? maskValue = null,
        bool approximate = false, bool sameDxdy = false, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        this.alpha = alpha;
        this.sigma = Ranges.Between(sigma, "sigma", 1e-3, 1e3);
        this.alphaAffine = Ranges.Between(alphaAffine, "alpha_affine", 0);
        this.interpolation = TransformArguments.Interpolation(interpolation, "interpolation");
        border = Moves.Border(borderMode, "border_mode");
        fill = Moves.Fill(value, "value");
        MaskFill = Moves.MaskFill(maskValue, "mask_value");
        (this.approximate, this.sameDxdy) = (approximate, sameDxdy);
    }

    /// <inheritdoc/>
    protected override double? MaskFill { get; }

    /// <summary>Draws how far each of the three points moves (x and y in pixels), and a number from -1 to 1 for each pixel's shifts (float32 H×W).</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override (double[] Points, torch.Tensor X, torch.Tensor Y) DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var points = Enumerable.Range(0, 6).Select(_ => random.Uniform(-alphaAffine, alphaAffine)).ToArray();
        var x = random.Uniform([scene.Height, scene.Width], -1, 1);
        return (points, x, sameDxdy ? x : random.Uniform([scene.Height, scene.Width], -1, 1));
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (double[] Points, torch.Tensor X, torch.Tensor Y) draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var (height, width) = (scene.Height, scene.Width);
        var (middleX, middleY, reach) = (width / 2, height / 2, Math.Min(height, width) / 3);
        (double X, double Y)[] from = [(middleX + reach, middleY + reach), (middleX + reach, middleY - reach), (middleX - reach, middleY - reach)];
        var to = from.Select((point, i) => (X: point.X + draw.Points[2 * i], Y: point.Y + draw.Points[(2 * i) + 1])).ToArray();
        // An affine map takes the fourth corner of a parallelogram along.
        var map = alphaAffine == 0 || reach == 0
            ? PlaneMap.Identity
            : Quads.Map([.. from, (middleX - reach, middleY + reach)], [.. to, (to[0].X + to[2].X - to[1].X, to[0].Y + to[2].Y - to[1].Y)]);
        var bent = Sampled.Field(scene, Shifts(draw.X), Shifts(draw.Y), interpolation, border, fill);
        return map.IsIdentity ? bent : new ChainWarp([Warps.Affine(height, width, map.Numbers[..6].ToArray(), height, width, (int)interpolation, border, fill), bent]);
    }

    private float[] Shifts(torch.Tensor noise)
    {
        using var scope = torch.NewDisposeScope();
        return ImageFilters.GaussianBlur(noise, approximate ? ApproximateSide : 0, sigma).mul(alpha).DataSpan<float>().ToArray();
    }
}
