using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;

namespace Thelper.Transforms;

/// <summary>Applies transforms one after another.</summary>
[TypeName("thelper.transforms.composers.Compose", "thelper.transforms.Compose", "torchvision.transforms.Compose", "torchvision.transforms.transforms.Compose")]
public sealed class Compose : ITransform, IRegionTransform
{
    /// <summary>Creates the pipeline.</summary>
    /// <param name="transforms">The stages in order, at least one.</param>
    /// <exception cref="UserErrorException">There is no stage.</exception>
    public Compose(IReadOnlyList<ITransform> transforms)
    {
        if (transforms.Count == 0)
        {
            throw new UserErrorException("a pipeline needs at least one stage");
        }

        Transforms = transforms;
    }

    /// <summary>Creates the pipeline from a configuration, where operations see the whole value: only those with target keys are wrapped.</summary>
    /// <param name="transforms">A list of stages.</param>
    /// <param name="types">Finds their operations.</param>
    /// <exception cref="UserErrorException">There is no stage, or one is badly formed.</exception>
    [ConfigConstructor]
    public Compose(ConfigNode transforms, TypeRegistry types)
        : this(TransformsFactory.LoadUnwrapped(transforms, types))
    {
    }

    /// <summary>The stages in order.</summary>
    public IReadOnlyList<ITransform> Transforms { get; }

    /// <inheritdoc/>
    bool IRegionTransform.TakesImageFiles => Transforms[0] is IRegionTransform { TakesImageFiles: true };

    /// <summary>The number of stages.</summary>
    public int Count => Transforms.Count;

    /// <summary>A stage.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <exception cref="UserErrorException">There is no such stage.</exception>
    public ITransform this[int index] => index >= 0 && index < Transforms.Count
        ? Transforms[index]
        : throw new UserErrorException($"a pipeline of {Transforms.Count} stages has no stage {index}; they count from 0");

    /// <inheritdoc/>
    public object? Apply(object? value, TransformRandom random)
    {
        for (var i = 0; i < Transforms.Count; i++)
        {
            value = Transforms[i].Apply(value, random.Fork(i));
            if (i == 0 && value is Sample sample)
            {
                // What the first stage left alone; the others know decoded images only.
                sample.DecodeImages();
            }
        }

        return value;
    }

    /// <summary>Undoes the stages in reverse order.</summary>
    /// <param name="value">What <see cref="Apply"/> returned.</param>
    public object? Invert(object? value)
    {
        for (var i = Transforms.Count - 1; i >= 0; i--)
        {
            value = Transforms[i].Invert(value);
        }

        return value;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"thelper.transforms.composers.Compose(transforms=[\n\t{string.Join(",\n\t", Transforms)}\n])";
}
