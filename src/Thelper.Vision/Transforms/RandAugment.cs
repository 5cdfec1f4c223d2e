using Thelper.Imaging.Transforms;

namespace Thelper.Vision.Transforms;

/// <summary>RandAugment (Cubuk and others, NeurIPS 2020): some operations at random, all of one strength. For bytes.</summary>
[TypeName("torchvision.transforms.RandAugment", "torchvision.transforms.autoaugment.RandAugment")]
public sealed class RandAugment : TorchvisionSpatialOperation
{
    private readonly int count;
    private readonly int magnitude;
    private readonly int bins;
    private readonly PilFilter filter;
    private readonly object? fill;

    /// <summary>Creates the operation.</summary>
    /// <param name="numOps">How many operations, 0 or more.</param>
    /// <param name="magnitude">Their strength, from 0 to below the number of steps.</param>
    /// <param name="numMagnitudeBins">Steps of strength, 2 or more.</param>
    /// <param name="interpolation">Nearest (the default), bilinear or bicubic.</param>
    /// <param name="fill">Value outside: a number, or one per channel; 0 by default.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandAugment(int numOps = 2, int magnitude = 9, int numMagnitudeBins = 31, object? interpolation = null, object? fill = null)
    {
        count = numOps >= 0 ? numOps : throw new UserErrorException("'num_ops' must be 0 or more");
        bins = numMagnitudeBins >= 2 ? numMagnitudeBins : throw new UserErrorException("'num_magnitude_bins' must be 2 or more");
        this.magnitude = magnitude >= 0 && magnitude < bins ? magnitude : throw new UserErrorException($"'magnitude' must lie between 0 and {bins - 1}, one less than num_magnitude_bins");
        filter = PilFilters.OfMap(interpolation, PilFilter.Nearest);
        this.fill = fill;
    }

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random)
    {
        Augmentations.RequireBytes(scene);
        var space = Augmentations.Usual(bins, 150.0 / 331.0 * scene.Width, 150.0 / 331.0 * scene.Height, first: "Identity");
        var links = new List<Warp> { Warps.Same(scene.Height, scene.Width) };
        for (var i = 0; i < count; i++)
        {
            var index = random.NextInt(space.Count);
            var strength = space.StrengthOf(index, magnitude);
            var negative = space.IsSigned(index) && random.NextInt(2) == 1;
            links.Add(Augmentations.WarpOf(scene, space.NameOf(index), negative ? -strength : strength, filter, fill));
        }

        return new ChainWarp(links);
    }

    /// <inheritdoc/>
    protected override string Arguments() =>
        $"num_ops={count}, magnitude={magnitude}, num_magnitude_bins={bins}, interpolation=InterpolationMode.{PilFilters.Text(filter).ToUpperInvariant()}, fill={PythonRepr.Of(fill)}";
}
