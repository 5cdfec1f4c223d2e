using Thelper.Imaging.Transforms;

namespace Thelper.Vision.Transforms;

/// <summary>AutoAugment (Cubuk and others, CVPR 2019): one of 25 pairs of operations that were found for a data set. For bytes.</summary>
[TypeName("torchvision.transforms.AutoAugment", "torchvision.transforms.autoaugment.AutoAugment")]
public sealed class AutoAugment : TorchvisionSpatialOperation
{
    private const int Bins = 10;

    private readonly (AutoAugmentPolicies.Step First, AutoAugmentPolicies.Step Second)[] pairs;
    private readonly string policy;
    private readonly PilFilter filter;
    private readonly object? fill;

    /// <summary>Creates the operation.</summary>
    /// <param name="policy"><c>imagenet</c> (the default), <c>cifar10</c> or <c>svhn</c>.</param>
    /// <param name="interpolation">Nearest (the default), bilinear or bicubic.</param>
    /// <param name="fill">Value outside: a number, or one per channel; 0 by default.</param>
    /// <exception cref="UserErrorException">A value has another form.</exception>
    public AutoAugment(string policy = "imagenet", object? interpolation = null, object? fill = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        pairs = AutoAugmentPolicies.Of(policy);
        this.policy = policy[(policy.LastIndexOf('.') + 1)..].ToUpperInvariant();
        filter = PilFilters.OfMap(interpolation, PilFilter.Nearest);
        this.fill = fill;
    }

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random)
    {
        Augmentations.RequireBytes(scene);
        var space = Augmentations.Usual(Bins, 150.0 / 331.0 * scene.Width, 150.0 / 331.0 * scene.Height, last: "Invert");
        var (first, second) = pairs[random.NextInt(pairs.Length)];
        var links = new List<Warp> { Warps.Same(scene.Height, scene.Width) };
        foreach (var step in (AutoAugmentPolicies.Step[])[first, second])
        {
            var (chance, negative) = (random.NextDouble(), random.NextInt(2) == 0);
            if (chance <= step.Chance)
            {
                var index = space.IndexOf(step.Operation);
                var strength = space.StrengthOf(index, step.Strength);
                links.Add(Augmentations.WarpOf(scene, step.Operation, negative && space.IsSigned(index) ? -strength : strength, filter, fill));
            }
        }

        return new ChainWarp(links);
    }

    /// <inheritdoc/>
    protected override string Arguments() => $"policy=AutoAugmentPolicy.{policy}, fill={PythonRepr.Of(fill)}";
}
