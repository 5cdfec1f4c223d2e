using System.Diagnostics.CodeAnalysis;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Blurs by a generalised normal distribution of random widths, angle and form, with noise in its weights.</summary>
[TypeName("albumentations.AdvancedBlur")]
public sealed class AdvancedBlur : PixelOperation<(int Size, double SigmaX, double SigmaY, double Angle, double Beta, double[] Noise)>
{
    private readonly WholeRange size;
    private readonly RealRange sigmaX;
    private readonly RealRange sigmaY;
    private readonly RealRange angle;
    private readonly RealRange beta;
    private readonly RealRange noise;

    /// <summary>Creates the operation.</summary>
    /// <param name="blurLimit">Least and greatest side of the square, odd; or the greatest alone; 3 to 7 by default.</param>
    /// <param name="sigmaX_limit">Least and greatest deviation along the first axis, in pixels, above 0; 0.2 to 1 by default. One number is the greatest, the least is 0.</param>
    /// <param name="sigmaY_limit">As for the first axis.</param>
    /// <param name="rotateLimit">Least and greatest angle of the first axis in degrees, or x for -x to x; 90 by default.</param>
    /// <param name="betaLimit">Least and greatest form, on either side of 1, which is the normal distribution; larger ones are boxes; 0.5 to 8 by default.</param>
    /// <param name="noiseLimit">Least and greatest factor of each weight; 0.9 to 1.1 by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    [SuppressMessage("Naming", "CA1707", Justification = "Configurations write sigmaX_limit, with a capital in it.")]
    public AdvancedBlur(
        object? blurLimit = null, object? sigmaX_limit = null, object? sigmaY_limit = null, object? rotateLimit = null, object? betaLimit = null, object? noiseLimit = null,
        bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        size = Ranges.Sides(blurLimit ?? new List<object?> { 3L, 7L }, "blur_limit");
        sigmaX = Ranges.Real(sigmaX_limit ?? new List<object?> { 0.2, 1.0 }, "sigmaX_limit", 0, least: 0);
        sigmaY = Ranges.Real(sigmaY_limit ?? new List<object?> { 0.2, 1.0 }, "sigmaY_limit", 0, least: 0);
        angle = Ranges.Real(rotateLimit ?? 90L, "rotate_limit");
        beta = Ranges.Real(betaLimit ?? new List<object?> { 0.5, 8.0 }, "beta_limit", 0, least: 0);
        noise = Ranges.Real(noiseLimit ?? new List<object?> { 0.9, 1.1 }, "noise_limit", 0, least: 0);
        if (beta is not { Low: < 1, High: > 1 })
        {
            throw new UserErrorException("'beta_limit' must reach from below 1 to above 1");
        }

        if (sigmaX.High == 0 || sigmaY.High == 0 || noise.High == 0)
        {
            throw new UserErrorException("'sigmaX_limit', 'sigmaY_limit' and 'noise_limit' must reach above 0");
        }
    }

    /// <inheritdoc/>
    public override (int Size, double SigmaX, double SigmaY, double Angle, double Beta, double[] Noise) Draw(torch.Tensor image, TransformRandom random)
    {
        var side = size.DrawEverySecond(random);
        var (x, y, turn) = (sigmaX.Draw(random), sigmaY.Draw(random), angle.Draw(random));
        var form = random.NextDouble() < 0.5 ? random.Uniform(beta.Low, 1) : random.Uniform(1, beta.High);
        return (side, x, y, turn, form, [.. Enumerable.Range(0, side * side).Select(_ => noise.Draw(random))]);
    }

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (int Size, double SigmaX, double SigmaY, double Angle, double Beta, double[] Noise) draw)
    {
        var (sin, cos) = Math.SinCos(draw.Angle * Math.PI / 180);
        var kernel = new double[draw.Size * draw.Size];
        for (var i = 0; i < kernel.Length; i++)
        {
            var (x, y) = ((i % draw.Size) - (draw.Size / 2), (i / draw.Size) - (draw.Size / 2));
            var (along, across) = (((cos * x) + (sin * y)) / Math.Max(draw.SigmaX, 1e-6), ((cos * y) - (sin * x)) / Math.Max(draw.SigmaY, 1e-6));
            kernel[i] = Math.Exp(-0.5 * Math.Pow((along * along) + (across * across), draw.Beta)) * draw.Noise[i];
        }

        return Pixels.FilterByShares(image, kernel, draw.Size);
    }
}
