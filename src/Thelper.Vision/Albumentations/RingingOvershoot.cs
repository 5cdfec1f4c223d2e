using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Cuts off high frequencies by a sinc filter, which leaves ringing beside edges.</summary>
[TypeName("albumentations.RingingOvershoot")]
public sealed class RingingOvershoot : PixelOperation<(int Size, double Cutoff)>
{
    private readonly WholeRange size;
    private readonly RealRange cutoff;

    /// <summary>Creates the operation.</summary>
    /// <param name="blurLimit">Least and greatest side of the filter, odd; or the greatest alone; 7 to 15 by default.</param>
    /// <param name="cutoff">Least and greatest cutoff frequency in radians, 0 to π; π/4 to π/2 by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RingingOvershoot(object? blurLimit = null, object? cutoff = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        size = Ranges.Sides(blurLimit ?? new List<object?> { 7L, 15L }, "blur_limit");
        this.cutoff = Ranges.Real(cutoff ?? new List<object?> { Math.PI / 4, Math.PI / 2 }, "cutoff", TransformArguments.Number(cutoff), least: 0, most: Math.PI);
    }

    /// <inheritdoc/>
    public override (int Size, double Cutoff) Draw(torch.Tensor image, TransformRandom random) => (size.DrawEverySecond(random), cutoff.Draw(random));

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (int Size, double Cutoff) draw)
    {
        // The transform of a disk: J1(c r) c / (2 π r), and c² / 4π in the middle.
        var middle = draw.Size / 2;
        var distances = Enumerable.Range(0, draw.Size * draw.Size).Select(i => double.Hypot((i % draw.Size) - middle, (i / draw.Size) - middle)).ToArray();
        var bessel = torch.special.bessel_j1(torch.tensor(distances, dtype: torch.float64).mul(draw.Cutoff)).DataSpan<double>();
        var kernel = new double[distances.Length];
        for (var i = 0; i < kernel.Length; i++)
        {
            kernel[i] = distances[i] == 0 ? draw.Cutoff * draw.Cutoff / (4 * Math.PI) : draw.Cutoff * bessel[i] / (2 * Math.PI * distances[i]);
        }

        return Pixels.FilterByShares(image, kernel, draw.Size);
    }
}
