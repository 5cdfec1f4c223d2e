using System.Globalization;
using System.Text;
using Thelper.Config;
using Thelper.Metrics;
using Thelper.Tasks;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Sessions;

/// <summary>Describes what comes of the batches of a trial: the first one whole, of further sets only that they were evaluated.</summary>
/// <param name="report">Receives lines of text.</param>
internal sealed class TrialReport(StringBuilder report) : ITrainingObserver
{
    private string? first;
    private string? seen;

    /// <inheritdoc/>
    public void BatchEnded(Trainer trainer, SetRun source, IterationData iteration)
    {
        seen = source.Name;
        if (first is not null)
        {
            return;
        }

        first = source.Name;
        DescribeBatch(report, iteration.Sample);
        report.Append(CultureInfo.InvariantCulture, $"prediction: {Describe(iteration.Prediction ?? (object?)iteration.PredictedBoxes)}\n");
        if (iteration.Loss is { } loss)
        {
            report.Append(CultureInfo.InvariantCulture, $"loss: {loss:F6}\n");
        }
    }

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">The set has no batch.</exception>
    public void PassEnded(Trainer trainer, PassSummary pass)
    {
        if (seen != pass.Set.Name)
        {
            throw new UserErrorException($"The {pass.Set.Name} set has no batch.");
        }

        if (first != pass.Set.Name)
        {
            report.Append($"{pass.Set.Name} batch: evaluated{(pass.Metrics.Count > 0 ? $" with {string.Join(", ", pass.Metrics.Keys)}" : "")}\n");
        }
    }

    /// <summary>Describes the values of a batch.</summary>
    /// <param name="report">Receives a line for each.</param>
    /// <param name="batch">The batch.</param>
    public static void DescribeBatch(StringBuilder report, Sample batch)
    {
        foreach (var (key, value) in batch)
        {
            report.Append(CultureInfo.InvariantCulture, $"batch['{key}']: {Describe(value)}\n");
        }
    }

    private static string Describe(object? value) => value switch
    {
        null => "none",
        Tensor tensor => $"{tensor.dtype} ({string.Join(", ", tensor.shape)})",
        IReadOnlyList<object?> list => string.Create(CultureInfo.InvariantCulture, $"list of {list.Count}{(list.Count > 0 ? $", first: {Describe(list[0])}" : "")}"),
        _ => PythonRepr.Of(value),
    };
}
