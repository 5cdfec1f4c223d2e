using Thelper.Config;
using Thelper.Imaging.Transforms;

namespace Thelper.Transforms;

/// <summary>torchvision's: does all stages, in random order.</summary>
[TypeName("torchvision.transforms.RandomOrder", "torchvision.transforms.transforms.RandomOrder")]
public sealed class RandomOrder : RandomComposite
{
    /// <summary>Creates the composer.</summary>
    /// <param name="transforms">A list of stages.</param>
    /// <param name="types">Finds their operations.</param>
    /// <exception cref="UserErrorException">There is no stage, or one is badly formed.</exception>
    [ConfigConstructor]
    public RandomOrder(ConfigNode transforms, TypeRegistry types)
        : base(transforms, types)
    {
    }

    internal override IReadOnlyList<int> Choose(TransformRandom random)
    {
        // Fisher and Yates, from the end.
        var order = Enumerable.Range(0, Stages.Count).ToArray();
        for (var i = order.Length - 1; i > 0; i--)
        {
            var other = random.NextInt(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
