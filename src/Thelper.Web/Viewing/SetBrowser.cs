using Microsoft.Extensions.Logging;
using Thelper.Logging;
using Thelper.Sessions;
using Task = Thelper.Tasks.Task;

namespace Thelper.Web.Viewing;

/// <summary>Finds samples of a set: by class, by path, by what a model says of them.</summary>
internal sealed class SetBrowser : IDisposable
{
    private const int MostKept = 8;
    private readonly Lock gate = new();
    private readonly List<(SampleFilter Filter, int[] Positions)> kept = [];
    private readonly ViewedSet set;
    private readonly ClassReader reader;

    /// <summary>Nothing is loaded yet.</summary>
    /// <param name="set">The set.</param>
    /// <param name="task">The task.</param>
    /// <param name="scorer">Scores samples; null for nobody.</param>
    /// <param name="log">Told of samples that cannot be looked at; null for nobody.</param>
    public SetBrowser(ViewedSet set, Task task, SampleScorer? scorer, ILogger? log)
    {
        this.set = set;
        reader = new(task);
        Classes = new(set.Count, set.HasLabels ? position => reader.OfLabel(set.LabelOf(position)) : position => reader.OfSample(set, position), Explain);
        Scores = scorer is null ? null : new(set.Count, position => scorer.Score(set, position), Explain);

        string Explain(int position, Exception error)
        {
            var fault = SampleFault.Of(set, position, error, log);
            log.Warn($"{fault}; the other samples are looked at");
            return fault;
        }
    }

    /// <summary>The classes of samples.</summary>
    public Background<SampleClasses> Classes { get; }

    /// <summary>The scores of samples; null where no model was given.</summary>
    public Background<SampleScore>? Scores { get; }

    /// <summary>The samples that pass a filter. What needs loaded samples begins to load them, and counts those that are known so far.</summary>
    /// <param name="filter">The filter.</param>
    public int[] Find(SampleFilter filter)
    {
        if (filter.Class is not null)
        {
            Classes.Begin();
        }

        if (filter.Order != SampleOrder.Index)
        {
            Scores?.Begin();
        }

        lock (gate)
        {
            if (kept.Find(entry => entry.Filter == filter).Positions is { } known)
            {
                return known;
            }
        }

        var isFinal = (filter.Class is null || Classes.IsComplete) && (filter.Order == SampleOrder.Index || Scores?.IsComplete != false);
        var found = Sorted(Enumerable.Range(0, set.Count).Where(position => Passes(filter, position)), filter.Order).ToArray();
        if (isFinal)
        {
            lock (gate)
            {
                kept.Add((filter, found));
                if (kept.Count > MostKept)
                {
                    kept.RemoveAt(0);
                }
            }
        }

        return found;
    }

    /// <summary>Sorts samples by their scores. A loss that is no number is the greatest; samples without a score come last.</summary>
    /// <param name="positions">The samples.</param>
    /// <param name="order">The order.</param>
    /// <param name="scoreOf">Their scores; null for one that has none.</param>
    internal static IEnumerable<int> Sorted(IEnumerable<int> positions, SampleOrder order, Func<int, SampleScore?> scoreOf) => order switch
    {
        SampleOrder.Loss => positions.OrderByDescending(position => scoreOf(position)?.Loss is { } loss ? double.IsNaN(loss) ? double.PositiveInfinity : loss : double.NegativeInfinity),
        SampleOrder.Confidence => positions.OrderBy(position => scoreOf(position)?.Confidence ?? double.PositiveInfinity),
        _ => positions,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        Classes.Dispose();
        Scores?.Dispose();
    }

    private bool Passes(SampleFilter filter, int position) =>
        (filter.Class is not { } wanted || Classes[position]?.Indices.Contains(wanted) == true)
        && (filter.Text is not { Length: > 0 } text || set.Describe(position).Contains(text, StringComparison.OrdinalIgnoreCase));

    private IEnumerable<int> Sorted(IEnumerable<int> positions, SampleOrder order) => Scores is { } scores ? Sorted(positions, order, position => scores[position]) : positions;
}
