using Thelper.Imaging.Transforms;

namespace Thelper.Vision.Transforms;

/// <summary>TrivialAugment in its wide form (Müller and Hutter, ICCV 2021): one operation of random strength. For bytes.</summary>
[TypeName("torchvision.transforms.TrivialAugmentWide", "torchvision.transforms.autoaugment.TrivialAugmentWide")]
public sealed class TrivialAugmentWide : TorchvisionSpatialOperation
{
    private readonly int bins;
    private readonly PilFilter filter;
    private readonly object? fill;

    /// <summary>Creates the operation.</summary>
    /// <param name="numMagnitudeBins">Steps of strength, 2 or more.</param>
    /// <param name="interpolation">Nearest (the default), bilinear or bicubic.</param>
    /// <param name="fill">Value outside: a number, or one per channel; 0 by default.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public TrivialAugmentWide(int numMagnitudeBins = 31, object? interpolation = null, object? fill = null)
    {
        bins = numMagnitudeBins >= 2 ? numMagnitudeBins : throw new UserErrorException("'num_magnitude_bins' must be 2 or more");
        filter = PilFilters.OfMap(interpolation, PilFilter.Nearest);
        this.fill = fill;
    }

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random)
    {
        Augmentations.RequireBytes(scene);
        var space = Augmentations.Wide(bins);
        var index = random.NextInt(space.Count);
        var strength = space.HasStrength(index) ? space.StrengthOf(index, random.NextInt(bins)) : 0;
        var negative = space.IsSigned(index) && random.NextInt(2) == 1;
        return Augmentations.WarpOf(scene, space.NameOf(index), negative ? -strength : strength, filter, fill);
    }

    /// <inheritdoc/>
    protected override string Arguments() =>
        $"num_magnitude_bins={bins}, interpolation=InterpolationMode.{PilFilters.Text(filter).ToUpperInvariant()}, fill={PythonRepr.Of(fill)}";
}
