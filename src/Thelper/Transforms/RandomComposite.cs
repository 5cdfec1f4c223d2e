using System.Reflection;
using Thelper.Config;
using Thelper.Imaging.Transforms;

namespace Thelper.Transforms;

/// <summary>A composer of torchvision's: what of its stages is done, and in which order, is up to chance.</summary>
public abstract class RandomComposite : ITransform
{
    private protected RandomComposite(ConfigNode transforms, TypeRegistry types)
    {
        Stages = TransformsFactory.LoadUnwrapped(transforms, types);
        if (Stages.Count == 0)
        {
            throw new UserErrorException("'transforms' needs at least one stage");
        }
    }

    /// <summary>The stages.</summary>
    internal IReadOnlyList<ITransform> Stages { get; }

    /// <inheritdoc/>
    public object? Apply(object? value, TransformRandom random)
    {
        foreach (var i in Choose(random))
        {
            value = Stages[i].Apply(value, random.Fork(i));
        }

        return value;
    }

    /// <summary>Always fails: what was chosen is not known.</summary>
    /// <param name="value">What <see cref="Apply"/> returned.</param>
    /// <exception cref="UserErrorException">Always.</exception>
    public object? Invert(object? value) => throw new UserErrorException($"{Name}: cannot be inverted, as it chooses at random");

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name}(transforms=[\n\t{string.Join(",\n\t", Stages)}\n])";

    /// <summary>The stages that are done, in their order.</summary>
    /// <param name="random">What chance decides.</param>
    internal abstract IReadOnlyList<int> Choose(TransformRandom random);

    private string Name => GetType().GetCustomAttribute<TypeNameAttribute>()!.Name;
}
