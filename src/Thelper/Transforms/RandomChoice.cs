using Thelper.Config;
using Thelper.Imaging.Transforms;

namespace Thelper.Transforms;

/// <summary>torchvision's: does one of the stages.</summary>
[TypeName("torchvision.transforms.RandomChoice", "torchvision.transforms.transforms.RandomChoice")]
public sealed class RandomChoice : RandomComposite
{
    private readonly double[] weights;

    /// <summary>Creates the composer.</summary>
    /// <param name="transforms">A list of stages.</param>
    /// <param name="types">Finds their operations.</param>
    /// <param name="p">A weight for each, 0 or more; null for the same for all.</param>
    /// <exception cref="UserErrorException">There is no stage, one is badly formed, or there are not as many weights as stages.</exception>
    [ConfigConstructor]
    public RandomChoice(ConfigNode transforms, TypeRegistry types, IReadOnlyList<double>? p = null)
        : base(transforms, types)
    {
        weights = p is null ? [.. Stages.Select(_ => 1.0)] : [.. p];
        if (weights.Length != Stages.Count || Array.Exists(weights, weight => !(weight >= 0)) || !(weights.Sum() > 0))
        {
            throw new UserErrorException($"'p' must hold one weight of 0 or more for each of the {Stages.Count} stages, and one above 0");
        }
    }

    internal override IReadOnlyList<int> Choose(TransformRandom random)
    {
        var at = random.NextDouble() * weights.Sum();
        for (var i = 0; i < weights.Length; i++)
        {
            at -= weights[i];
            if (at < 0)
            {
                return [i];
            }
        }

        return [Array.FindLastIndex(weights, weight => weight > 0)];
    }
}
