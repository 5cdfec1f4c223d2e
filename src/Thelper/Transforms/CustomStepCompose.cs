using System.Globalization;
using Thelper.Config;
using Thelper.Imaging.Transforms;

namespace Thelper.Transforms;

/// <summary>Applies another pipeline from certain epochs on: the one of the last milestone that is not later than the epoch.</summary>
/// <remarks>The epoch is that of the random stream, so the pipeline itself keeps no state. Before the first milestone nothing is done.</remarks>
[TypeName("thelper.transforms.composers.CustomStepCompose", "thelper.transforms.CustomStepCompose")]
public sealed class CustomStepCompose : ITransform
{
    private readonly SortedDictionary<int, ITransform> milestones;
    private readonly int lastEpoch;

    /// <summary>Creates the schedule.</summary>
    /// <param name="milestones">First epoch of each pipeline, from 0.</param>
    /// <param name="lastEpoch">The epoch before the one that <see cref="Invert(object?)"/> belongs to when no epoch is given.</param>
    /// <exception cref="UserErrorException">There is no epoch, or one is below 0.</exception>
    public CustomStepCompose(IReadOnlyDictionary<int, ITransform> milestones, int lastEpoch = -1)
    {
        if (milestones.Count == 0 || milestones.Keys.Any(epoch => epoch < 0))
        {
            throw new UserErrorException("'milestones' needs at least one epoch, and none below 0");
        }

        this.milestones = new SortedDictionary<int, ITransform>(milestones.ToDictionary());
        this.milestones.TryAdd(0, new NoTransform());
        this.lastEpoch = lastEpoch;
    }

    /// <summary>Creates the schedule from a configuration.</summary>
    /// <param name="milestones">A map from epoch (ascending) to a list of stages.</param>
    /// <param name="types">Finds their operations.</param>
    /// <param name="lastEpoch">As above.</param>
    /// <exception cref="UserErrorException">As above, or a stage is badly formed.</exception>
    [ConfigConstructor]
    public CustomStepCompose(ConfigNode milestones, TypeRegistry types, int lastEpoch = -1)
        : this(Read(milestones, types), lastEpoch)
    {
    }

    /// <summary>What is applied, by first epoch.</summary>
    internal IEnumerable<ITransform> Pipelines => milestones.Values;

    /// <summary>The same schedule of changed pipelines.</summary>
    /// <param name="change">Changes a pipeline.</param>
    internal CustomStepCompose For(Func<ITransform, ITransform> change) => new(milestones.ToDictionary(entry => entry.Key, entry => change(entry.Value)), lastEpoch);

    /// <inheritdoc/>
    public object? Apply(object? value, TransformRandom random) => At(random.Epoch).Apply(value, random);

    /// <summary>Undoes the pipeline of the epoch after the constructor's last epoch.</summary>
    /// <param name="value">What <see cref="Apply"/> returned.</param>
    public object? Invert(object? value) => Invert(value, lastEpoch + 1);

    /// <summary>Undoes the pipeline of an epoch.</summary>
    /// <param name="value">What <see cref="Apply"/> returned.</param>
    /// <param name="epoch">The epoch.</param>
    public object? Invert(object? value, int epoch) => At(epoch).Invert(value);

    /// <inheritdoc/>
    public override string ToString()
    {
        var entries = milestones.Select(entry => string.Create(CultureInfo.InvariantCulture, $"\n\t{entry.Key}: {entry.Value}"));
        return $"thelper.transforms.composers.CustomStepCompose(milestones={{{string.Join(",", entries)}\n}}, last_epoch={lastEpoch.ToString(CultureInfo.InvariantCulture)})";
    }

    /// <summary>What is applied in an epoch.</summary>
    internal ITransform At(int epoch)
    {
        var current = milestones[0];
        foreach (var (start, stage) in milestones)
        {
            if (start <= epoch)
            {
                current = stage;
            }
        }

        return current;
    }

    private static Dictionary<int, ITransform> Read(ConfigNode milestones, TypeRegistry types)
    {
        var errors = new ConfigErrors();
        if (milestones.Kind != ConfigKind.Map || milestones.Entries.Count == 0)
        {
            throw new UserErrorException($"'milestones' must be a map from epoch to a list of stages, got {milestones.Describe()}");
        }

        var result = new Dictionary<int, ITransform>();
        var previous = -1;
        foreach (var (key, stages) in milestones.Entries)
        {
            if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) || epoch <= previous)
            {
                errors.Add(stages, "milestones are epochs from 0 on, in ascending order");
                continue;
            }

            previous = epoch;
            var before = errors.Count;
            if (TransformsFactory.Load(stages, types, errors, wrap: false) is { } stage)
            {
                result.Add(epoch, stage);
            }
            else if (errors.Count == before)
            {
                result.Add(epoch, new NoTransform());
            }
        }

        errors.ThrowIfAny();
        return result;
    }
}
