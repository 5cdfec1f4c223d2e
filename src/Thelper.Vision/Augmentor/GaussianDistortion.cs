using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Augmentor;

/// <summary>Bends an image more in one place than in others: the crossings of a grid are taken from normally distributed places near by, whose deviation follows a bell.</summary>
[TypeName("Augmentor.gaussian_distortion")]
public sealed class GaussianDistortion : Distorting
{
    // The surface is brought to 0 to 1 by its values at so many places along either axis.
    private const int Places = 50;
    private const double Least = 0.01;
    private static readonly Dictionary<string, (double X, double Y, double Part)> Corners = new(StringComparer.Ordinal)
    {
        ["bell"] = (0, 0, 1),
        ["ul"] = (0.5, 0.5, 0.5),
        ["ur"] = (0, 0.5, 0.5),
        ["dl"] = (0.5, 0, 0.5),
        ["dr"] = (0, 0, 0.5),
    };

    private readonly double magnitude;
    private readonly (double X, double Y, double Part) part;
    private readonly bool outwards;
    private readonly (double X, double Y) middle;
    private readonly (double X, double Y) width;
    private readonly (double Low, double High) ends;

    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <param name="gridWidth">Tiles of the grid beside each other, 1 to 1000; useful are 2 to 10.</param>
    /// <param name="gridHeight">Tiles below each other.</param>
    /// <param name="magnitude">The greatest standard deviation of a crossing, in pixels; useful are 1 to 10.</param>
    /// <param name="corner">Which part of the bell the image has: <c>bell</c> for all of it, or the quarter whose top is the corner <c>ul</c>, <c>ur</c>, <c>dl</c> or <c>dr</c>.</param>
    /// <param name="method"><c>in</c>: most at the top; <c>out</c>: least there.</param>
    /// <param name="mex">Where the top lies along the width of the whole bell, 0.5 for the middle.</param>
    /// <param name="mey">The same along the height.</param>
    /// <param name="sdx">How wide the bell is: the square of x is divided by it; above 0.</param>
    /// <param name="sdy">How high.</param>
    /// <param name="resampleFilter"><c>BICUBIC</c>, <c>BILINEAR</c> or <c>NEAREST</c>.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public GaussianDistortion(
        double probability, int gridWidth, int gridHeight, double magnitude,
        [ConfigValue(Choices = ["bell", "ul", "ur", "dl", "dr"])] string corner,
        [ConfigValue(Choices = ["in", "out"])] string method,
        double mex = 0.5, double mey = 0.5, double sdx = 0.05, double sdy = 0.05,
        string resampleFilter = "BICUBIC")
        : base(probability, gridWidth, gridHeight, resampleFilter)
    {
        this.magnitude = AugmentorArguments.Within(Math.Abs(magnitude), "magnitude", 0, 65536);
        part = Corners.TryGetValue(corner, out var known) ? known : throw new UserErrorException($"'corner' must be one of {string.Join(", ", Corners.Keys)}, got '{corner}'");
        outwards = method is "in" or "out" ? method == "out" : throw new UserErrorException($"'method' must be 'in' or 'out', got '{method}'");
        (middle, width) = ((mex, mey), (sdx, sdy));
        if (!(sdx > 0 && sdy > 0 && double.IsFinite(sdx + sdy + mex + mey)))
        {
            throw new UserErrorException("'sdx' and 'sdy' must be above 0, and 'mex' and 'mey' finite");
        }

        var surface = (from i in Enumerable.Range(0, Places) from j in Enumerable.Range(0, Places) select Surface(i / (Places - 1.0), j / (Places - 1.0))).ToArray();
        ends = (surface.Min(), surface.Max());
        if (ends.Low == ends.High)
        {
            throw new UserErrorException("'mex', 'mey', 'sdx' and 'sdy' make a surface that is flat all over");
        }
    }

    /// <summary>The standard deviation of a crossing.</summary>
    /// <param name="x">Its place, as a share of the width.</param>
    /// <param name="y">The same of the height.</param>
    internal double Deviation(double x, double y) =>
        Math.Max((Surface((x * part.Part) + part.X, (y * part.Part) + part.Y) - ends.Low) / (ends.High - ends.Low), Least) * magnitude;

    private protected override (double X, double Y) Shift(double x, double y, TransformRandom random)
    {
        var deviation = Deviation(x, y);
        return (deviation * random.Normal(), deviation * random.Normal());
    }

    private double Surface(double x, double y)
    {
        var bell = Math.Exp(-((Math.Pow(x - middle.X, 2) / width.X) + (Math.Pow(y - middle.Y, 2) / width.Y)));
        return outwards ? 1 - bell : bell - 1;
    }
}
