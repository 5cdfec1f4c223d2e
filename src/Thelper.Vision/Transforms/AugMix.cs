using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>AugMix (Hendrycks and others, ICLR 2020): the image, mixed with copies that went through chains of operations. For bytes.</summary>
/// <remarks>
/// The image itself stays the stronger part where it is, so label maps, boxes and points stay too; the copies in it may be moved a little.
/// The mixture is computed on numbers and cut to bytes, as torchvision does.
/// </remarks>
[TypeName("torchvision.transforms.AugMix", "torchvision.transforms.autoaugment.AugMix")]
public sealed class AugMix : TorchvisionOperation
{
    private const int Bins = 10;

    private readonly int severity;
    private readonly int width;
    private readonly int depth;
    private readonly double alpha;
    private readonly bool allOps;
    private readonly PilFilter filter;
    private readonly object? fill;

    /// <summary>Creates the operation.</summary>
    /// <param name="severity">Greatest strength of the operations, 1 to 10.</param>
    /// <param name="mixtureWidth">How many copies, 1 or more.</param>
    /// <param name="chainDepth">How many operations each goes through; 0 or less for a random number from 1 to 3.</param>
    /// <param name="alpha">How even the shares of the mixture are, above 0.</param>
    /// <param name="allOps">Whether brightness, colour, contrast and sharpness take part.</param>
    /// <param name="interpolation">Bilinear (the default), nearest or bicubic.</param>
    /// <param name="fill">Value outside: a number, or one per channel; 0 by default.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public AugMix(int severity = 3, int mixtureWidth = 3, int chainDepth = -1, double alpha = 1.0, bool allOps = true, object? interpolation = null, object? fill = null)
    {
        this.severity = severity is >= 1 and <= Bins ? severity : throw new UserErrorException($"'severity' must lie between 1 and {Bins}");
        width = mixtureWidth >= 1 ? mixtureWidth : throw new UserErrorException("'mixture_width' must be 1 or more");
        this.alpha = alpha > 0 ? alpha : throw new UserErrorException("'alpha' must be above 0");
        (depth, this.allOps, this.fill) = (chainDepth, allOps, fill);
        filter = PilFilters.OfMap(interpolation, PilFilter.Bilinear);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random)
    {
        Colors.RequireBytes(image);
        var scene = new Scene(image.shape[0], image.shape[1]);
        var space = Augmentations.Usual(Bins, scene.Width / 3.0, scene.Height / 3.0, allOps, colorsLast: true, bits: 4);
        var share = Shares(2, random);
        var weights = Shares(width, random);
        var mixture = image * (float)share[0];
        for (var i = 0; i < width; i++)
        {
            var copy = image;
            var steps = depth > 0 ? depth : 1 + random.NextInt(3);
            for (var step = 0; step < steps; step++)
            {
                var index = random.NextInt(space.Count);
                var strength = space.HasStrength(index) ? space.StrengthOf(index, random.NextInt(severity)) : 0;
                var negative = space.IsSigned(index) && random.NextInt(2) == 1;
                copy = Augmentations.WarpOf(scene, space.NameOf(index), negative ? -strength : strength, filter, fill).Image(copy);
            }

            mixture += copy * (float)(weights[i] * share[1]);
        }

        return mixture.to(torch.uint8);
    }

    /// <inheritdoc/>
    protected override string Arguments() =>
        $"severity={severity}, mixture_width={width}, chain_depth={depth}, alpha={PythonRepr.Of(alpha)}, all_ops={PythonRepr.Of(allOps)}, " +
        $"interpolation=InterpolationMode.{PilFilters.Text(filter).ToUpperInvariant()}, fill={PythonRepr.Of(fill)}";

    // Shares of Dirichlet's distribution, by numbers of the gamma distribution (Marsaglia and Tsang, ACM TOMS 26, 2000).
    private double[] Shares(int count, TransformRandom random)
    {
        var shares = new double[count];
        for (var i = 0; i < count; i++)
        {
            shares[i] = Gamma(random);
        }

        var sum = shares.Sum();
        return sum > 0 ? Array.ConvertAll(shares, value => value / sum) : Array.ConvertAll(shares, _ => 1.0 / count);
    }

    private double Gamma(TransformRandom random)
    {
        // Below 1 from the distribution one higher, brought down by a power of a uniform number.
        var (shape, factor) = alpha < 1 ? (alpha + 1, Math.Pow(1 - random.NextDouble(), 1 / alpha)) : (alpha, 1.0);
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = random.Normal();
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v * factor;
            }
        }
    }
}
