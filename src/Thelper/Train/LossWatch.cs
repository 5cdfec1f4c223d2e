using System.Globalization;
using Microsoft.Extensions.Logging;
using Thelper.Data.Loading;
using Thelper.Logging;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Train;

/// <summary>Watches the losses of a session: says at once where one is NaN or infinite, counts the batches that have none, and remembers whether all went well.</summary>
/// <param name="log">Told what is wrong.</param>
internal sealed class LossWatch(ILogger log)
{
    private const int Shown = 4;
    private readonly List<string> empty = [];
    private string? place;
    private Sample? batch;
    private string? source;
    private int emptyCount;
    private int badCount;
    private int batchCount;
    private bool passIsSound = true;
    private bool weightsAreBad;
    private bool isAdvised;
    private readonly HashSet<string> saidEmpty = new(StringComparer.Ordinal);

    /// <summary>What went wrong first; null if nothing did.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether an epoch may be the best: no loss of it was NaN or infinite.</summary>
    public bool EpochIsSound { get; private set; } = true;

    /// <summary>The current batch in words: its set, epoch, number and samples.</summary>
    public string Here => $"{place}{Samples()}";

    /// <summary>Begins an epoch.</summary>
    public void BeginEpoch() => EpochIsSound = true;

    /// <summary>Begins a pass over a set.</summary>
    public void BeginPass()
    {
        (emptyCount, badCount, batchCount, passIsSound) = (0, 0, 0, true);
        empty.Clear();
    }

    /// <summary>Begins a batch.</summary>
    /// <param name="set">The set.</param>
    /// <param name="what">Set, epoch and number of the batch.</param>
    /// <param name="sample">The batch.</param>
    public void BeginBatch(string set, string what, Sample sample) => (source, place, batch, batchCount) = (set, what, sample, batchCount + 1);

    /// <summary>Notes what came out of the batch.</summary>
    /// <param name="outcome">It.</param>
    public void Note(BatchOutcome outcome)
    {
        if (outcome.IsEmpty)
        {
            NoteEmpty();
        }

        if ((outcome.Loss ?? outcome.EvaluationLoss) is { } loss)
        {
            Note(loss);
        }
    }

    /// <summary>Notes the loss of the batch: the first one of a pass that is NaN or infinite is said (in passing, once the weights are known to be so), the others are counted.</summary>
    /// <param name="loss">The loss.</param>
    public void Note(double loss)
    {
        if (double.IsFinite(loss))
        {
            return;
        }

        badCount++;
        EpochIsSound = false;
        if (passIsSound)
        {
            passIsSound = false;
            var said = string.Create(CultureInfo.InvariantCulture, $"the loss is {PythonRepr.Of(loss)} at {Here}");
            Fault ??= said;
            if (weightsAreBad)
            {
                log.Info(said);
                return;
            }

            var advice = isAdvised ? "" : ": look at these samples and their truth, at 'lr', and at divisions and logarithms in a loss of your own";
            isAdvised = true;
            log.Warn($"{said}{advice}{(source == "test" ? "" : "; this epoch is not taken for the best")}");
        }
    }

    /// <summary>Notes that the batch had nothing to average a loss over.</summary>
    public void NoteEmpty()
    {
        emptyCount++;
        if (empty.Count < Shown && Samples() is { Length: > 0 } samples)
        {
            empty.Add(samples.Trim(' ', '(', ')'));
        }
    }

    /// <summary>Ends a pass: says how many batches counted, as a warning the first time for each set.</summary>
    /// <param name="set">The set.</param>
    /// <param name="name">Set and epoch.</param>
    /// <exception cref="UserErrorException">There was no batch at all.</exception>
    public void EndPass(string set, string name)
    {
        if (batchCount == 0)
        {
            throw new UserErrorException($"{name}: the set gave no batch, since none of its samples could be loaded and \"on_bad_sample\" in the loaders section skips those; mend the data (logs/{BadSamples.FileName} of the session, or the warnings above, name it)");
        }

        if (emptyCount > 0)
        {
            var which = empty.Count == 0 ? "" : $" ({string.Join("; ", empty)}{(emptyCount > empty.Count ? "; ..." : "")})";
            var said = FormattableString.Invariant($"{name}: {emptyCount} of {batchCount} batches had nothing to average, every element being ignored or of a class of weight 0{which}; they do not count in the loss");
            if (saidEmpty.Add(set))
            {
                log.Warn(said);
            }
            else
            {
                log.Info(said);
            }

            if (emptyCount == batchCount && source == "train")
            {
                Fault ??= $"no batch of {name} had anything to average, so nothing was learnt from the truth";
            }
        }

        if (badCount > 1 && !weightsAreBad)
        {
            log.Warn(FormattableString.Invariant($"{name}: the loss of {badCount} of {batchCount} batches was NaN or infinite"));
        }
    }

    /// <summary>Looks at the learning rates of the epoch that begins.</summary>
    /// <param name="context">Optimizer and scheduler.</param>
    public void LookAtRates(TrainerContext context)
    {
        var rates = context.Optimizer?.ParamGroups.Select(group => group.LearningRate).ToList() ?? [];
        if (rates.Count > 0 && context.Scheduler is null && rates.TrueForAll(rate => rate == 0))
        {
            log.Warn("the learning rate is 0: no weight changes; look at 'lr' in trainer.optimization.optimizer");
        }

        if (rates.FindIndex(rate => !double.IsFinite(rate)) is >= 0 and var group)
        {
            log.Warn(string.Create(
                CultureInfo.InvariantCulture, $"the learning rate of parameter group {group} is {rates[group]}: the next step makes weights of the same kind; look at 'lr' in trainer.optimization.optimizer and at the scheduler"));
        }
    }

    /// <summary>Looks at the weights after an epoch; once they hold NaN, no training comes back from it.</summary>
    /// <param name="epoch">The epoch in words.</param>
    /// <param name="model">The model.</param>
    public void LookAt(string epoch, Module model)
    {
        if (NotFinite.Describe(model.state_dict().SelectMany(entry => NotFinite.Find(entry.Value, entry.Key))) is not { } found)
        {
            return;
        }

        EpochIsSound = false;
        if (!weightsAreBad)
        {
            weightsAreBad = true;
            Fault ??= $"after {epoch} the weights hold {found}";
            log.Warn($"after {epoch} the weights hold {found}: training does not come back from that; stop, and go on from an earlier checkpoint with a smaller 'lr'");
        }
    }

    // Names that a data set gives its samples, else their numbers.
    private string Samples()
    {
        if (batch is null)
        {
            return "";
        }

        foreach (var key in new[] { "path", "image_path", "input_path", "file", "name", "idx" })
        {
            var names = batch.GetValueOrDefault(key) switch
            {
                string one => [one],
                IReadOnlyList<object?> list when list.All(item => item is string or long or int) => list.Select(item => Convert.ToString(item, CultureInfo.InvariantCulture)!).ToList(),
                Tensor { dtype: ScalarType.Int64 } numbers when numbers.dim() == 1 => Enumerable.Range(0, (int)numbers.shape[0]).Select(i => numbers[i].ToInt64().ToString(CultureInfo.InvariantCulture)).ToList(),
                _ => new List<string>(),
            };
            if (names.Count > 0)
            {
                var what = key == "idx" ? $"{source} samples " : "";
                return $" ({what}{string.Join(", ", names.Take(Shown))}{(names.Count > Shown ? FormattableString.Invariant($" and {names.Count - Shown} more") : "")})";
            }
        }

        return "";
    }
}
