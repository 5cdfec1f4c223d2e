using Thelper.Config;
using Thelper.Imaging.Transforms;

namespace Thelper.Transforms;

/// <summary>torchvision's: does all stages, or none.</summary>
[TypeName("torchvision.transforms.RandomApply", "torchvision.transforms.transforms.RandomApply")]
public sealed class RandomApply : RandomComposite
{
    private readonly double p;

    /// <summary>Creates the composer.</summary>
    /// <param name="transforms">A list of stages.</param>
    /// <param name="types">Finds their operations.</param>
    /// <param name="p">How often, 0 to 1.</param>
    /// <exception cref="UserErrorException">There is no stage, one is badly formed, or the probability is out of range.</exception>
    [ConfigConstructor]
    public RandomApply(ConfigNode transforms, TypeRegistry types, double p = 0.5)
        : base(transforms, types) => this.p = p is >= 0 and <= 1 ? p : throw new UserErrorException("'p' must lie between 0 and 1");

    internal override IReadOnlyList<int> Choose(TransformRandom random) => random.NextDouble() < p ? [.. Enumerable.Range(0, Stages.Count)] : [];
}
