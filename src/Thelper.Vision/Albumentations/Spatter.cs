using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Puts drops of rain or mud on the lens (Hendrycks and Dietterich 2019).</summary>
[TypeName("albumentations.Spatter")]
public sealed class Spatter : PixelOperation<(string Mode, double Sigma, double Threshold, double Intensity, torch.Tensor Liquid)>
{
    private const double Reach = 4;
    private static readonly float[] Relief = [-2, -1, 0, -1, 1, 1, 0, 1, 2];

    private readonly RealRange mean;
    private readonly RealRange deviation;
    private readonly RealRange sigma;
    private readonly RealRange threshold;
    private readonly RealRange intensity;
    private readonly string[] modes;
    private readonly Dictionary<string, double[]> colors = new(StringComparer.Ordinal) { ["rain"] = [238, 238, 175], ["mud"] = [20, 42, 63] };

    /// <summary>Creates the operation.</summary>
    /// <param name="mean">Mean of the noise that the liquid is made of, a number or a range; 0.65 by default.</param>
    /// <param name="std">Its standard deviation, a number or a range, 0 or more; 0.3 by default.</param>
    /// <param name="gaussSigma">Deviation of its blur in pixels, a number or a range, above 0; 2 by default.</param>
    /// <param name="cutoutThreshold">From which value on it is seen, a number or a range; 0.68 by default.</param>
    /// <param name="intensity">How much of it is seen, a number or a range, 0 or more; 0.6 by default.</param>
    /// <param name="mode"><c>rain</c> or <c>mud</c>, or both in a list to draw from.</param>
    /// <param name="color">Red, green and blue of the liquid, 0 to 255; for two modes a map of mode to colour.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Spatter(
        object? mean = null, object? std = null, object? gaussSigma = null, object? cutoutThreshold = null, object? intensity = null, object? mode = null, object? color = null,
        bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        this.mean = One(mean ?? 0.65, "mean", double.NegativeInfinity);
        deviation = One(std ?? 0.3, "std", 0);
        sigma = One(gaussSigma ?? 2L, "gauss_sigma", 0.01);
        threshold = One(cutoutThreshold ?? 0.68, "cutout_threshold", double.NegativeInfinity);
        this.intensity = One(intensity ?? 0.6, "intensity", 0);
        modes = [.. (TransformArguments.Items(mode ?? "rain") ?? [mode ?? "rain"]).Select(item => Ranges.OneOf(item as string ?? "", "mode", "rain", "mud"))];
        if (modes.Length == 0)
        {
            throw new UserErrorException("'mode' must be rain, mud, or a list of them");
        }

        switch (color)
        {
            case null:
                break;
            case IReadOnlyDictionary<string, object?> map:
                foreach (var (key, value) in map)
                {
                    colors[Ranges.OneOf(key, "color", "rain", "mud")] = Color(value);
                }

                break;
            default:
                colors[modes.Length == 1 ? modes[0] : throw new UserErrorException("'color' must be a map of mode to colour where there are two modes")] = Color(color);
                break;
        }
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.Color;

    /// <summary>Draws the mode, the numbers and the noise (float32 H×W).</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override (string Mode, double Sigma, double Threshold, double Intensity, torch.Tensor Liquid) Draw(torch.Tensor image, TransformRandom random)
    {
        var (middle, spread) = (mean.Draw(random), deviation.Draw(random));
        return (modes[random.NextInt(modes.Length)], sigma.Draw(random), threshold.Draw(random), intensity.Draw(random), random.Normal(image.shape[..2], middle, spread));
    }

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (string Mode, double Sigma, double Threshold, double Intensity, torch.Tensor Liquid) draw)
    {
        var soft = Soft(draw.Liquid, draw.Sigma);
        var liquid = torch.where(soft.lt(draw.Threshold), torch.zeros_like(soft), soft);
        var real = Pixels.ToReal(image);
        var color = torch.tensor(Array.ConvertAll(colors[draw.Mode], value => (float)(value / 255)));
        torch.Tensor result;
        if (draw.Mode == "rain")
        {
            var drops = Drops(liquid);
            using var most = drops.max();
            result = real + (drops.div(Math.Max(most.ToDouble(), 1e-12)).mul(draw.Intensity).unsqueeze(2) * color);
        }
        else
        {
            var spots = Soft(liquid.gt(draw.Threshold).to(torch.float32), draw.Sigma);
            spots = torch.where(spots.lt(1.2 * draw.Threshold), torch.zeros_like(spots), spots).unsqueeze(2);
            result = (real * spots.neg().add(1.0)) + (spots * color);
        }

        return Pixels.IsBytes(image) ? Pixels.ToBytes(result) : result.clamp(0, 1);
    }

    // Lightness of drops: their relief by the distance to their edges.
    private static torch.Tensor Drops(torch.Tensor liquid)
    {
        var edges = ImageFilters.Canny(Pixels.Of(liquid.mul(255.0), torch.uint8), 50, 150);
        var distance = ImageFilters.Distance(ImageFilters.Lookup(edges, Pixels.Table(i => (byte)(255 - i)))).clamp_max(20);
        var even = ImageFilters.Equalize(ImageFilters.Blur(distance, 3, 3).to(torch.uint8));
        var relief = ImageFilters.Blur(ImageFilters.Filter(even, Relief, 3), 3, 3);
        return liquid * relief.to(torch.float32);
    }

    private static torch.Tensor Soft(torch.Tensor image, double sigma) =>
        ImageFilters.GaussianBlur(image, (2 * (int)((Reach * sigma) + 0.5)) + 1, sigma, BorderMode.Replicate);

    private static RealRange One(object value, string name, double least) => Ranges.Real(value, name, TransformArguments.Number(value), least: least);

    private static double[] Color(object? value) => Ranges.Count(value, "color", 3) is { } numbers && Array.TrueForAll(numbers, number => number is >= 0 and <= 255)
        ? numbers
        : throw new UserErrorException($"'color' must hold three numbers from 0 to 255, got {PythonRepr.Of(value)}");
}
