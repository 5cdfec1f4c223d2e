using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Options of a parameter group; one that is null has the optimizer's value.</summary>
public class OptimizerOptions
{
    /// <summary>The learning rate.</summary>
    public double? LearningRate { get; set; }

    /// <summary>The learning rate before any schedule; set when the group joins an optimizer.</summary>
    public double InitialLearningRate { get; set; }

    /// <summary>The options that are given, by PyTorch's names.</summary>
    /// <param name="common">The optimizer's values.</param>
    protected internal virtual IEnumerable<(string Key, object? Value)> Given(IReadOnlyDictionary<string, object?> common) => [("lr", LearningRate)];

    /// <summary>Two numbers of which one may be left to the optimizer.</summary>
    private protected static object? Pair(string name, double? first, double? second, IReadOnlyDictionary<string, object?> common)
    {
        if (first is null && second is null)
        {
            return null;
        }

        var known = (Serialization.PyTuple)common[name]!;
        return new Serialization.PyTuple(first ?? known[0], second ?? known[1]);
    }
}
