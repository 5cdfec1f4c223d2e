using System.Globalization;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Optim;

/// <summary>The first learning rates times the factor of the last milestone that was reached; 1 before the first.</summary>
/// <remarks>Its state is the original's, which writes the factor 1 before the first milestone as one of epoch 1, though it holds from epoch 0.</remarks>
[TypeName("thelper.optim.schedulers.CustomStepLR", "thelper.optim.CustomStepLR")]
public sealed class CustomStepLR : optim.lr_scheduler.LRScheduler
{
    private static readonly string[] CommonState = ["last_epoch", "_step_count", "base_lrs", "_last_lr"];

    /// <summary>Creates the schedule.</summary>
    /// <param name="optimizer">Whose rates it changes.</param>
    /// <param name="milestones">Factors by the epoch from which they hold, ascending.</param>
    /// <param name="lastEpoch">The epoch done last when a run is resumed.</param>
    /// <exception cref="UserErrorException">An epoch is not a whole number, is negative, or the epochs do not ascend.</exception>
    public CustomStepLR(optim.Optimizer optimizer, [ConfigValue(Example = "{10: 0.1}")] IReadOnlyDictionary<string, double> milestones, int lastEpoch = -1)
        : base(optimizer, lastEpoch, verbose: false, State(milestones))
    {
    }

    /// <summary>Takes over where a schedule stands. The milestones stay those of the configuration.</summary>
    /// <param name="state_dict">A state of ours or of the original framework.</param>
    /// <exception cref="UserErrorException">The state has values that cannot be a schedule's.</exception>
    public override void load_state_dict(PyDict state_dict)
    {
        ArgumentNullException.ThrowIfNull(state_dict);
        var complete = this.state_dict();
        foreach (var key in CommonState)
        {
            if (state_dict.TryGetValue(key, out var value))
            {
                complete[key] = value;
            }
        }

        base.load_state_dict(complete);
    }

    /// <inheritdoc/>
    protected override double[] get_lr()
    {
        var (stages, scales) = (List("stages"), List("scales"));
        var factor = scales[0];
        for (var i = 1; i < stages.Count && stages[i] <= LastEpoch; i++)
        {
            factor = scales[i];
        }

        return FromBase(rate => rate * factor);
    }

    private static (string, object?)[] State(IReadOnlyDictionary<string, double> milestones)
    {
        List<object?> stages = [.. Stages(milestones)];
        List<object?> scales = [.. milestones.Values];
        if (stages is not [0L, ..])
        {
            stages.Insert(0, 1L);
            scales.Insert(0, 1.0);
        }

        var given = new PyDict();
        foreach (var (key, factor) in milestones)
        {
            given[key] = factor;
        }

        return [("stages", stages), ("scales", scales), ("milestones", given)];
    }

    private static List<object?> Stages(IReadOnlyDictionary<string, double> milestones)
    {
        var stages = new List<object?>(milestones.Count);
        long previous = -1;
        foreach (var key in milestones.Keys)
        {
            if (!long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) || epoch <= previous)
            {
                throw new UserErrorException($"milestones: the keys must be epochs, 0 or more and ascending; '{key}' is not (they are {PythonRepr.Of(milestones.Keys.ToList())})");
            }

            stages.Add(epoch);
            previous = epoch;
        }

        return stages;
    }
}
