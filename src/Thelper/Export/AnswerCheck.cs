using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Export;

/// <summary>Runs an exported file beside the model on inputs of several shapes.</summary>
/// <param name="answer">What the model answers.</param>
/// <param name="draw">Makes an input of a shape.</param>
/// <param name="shapes">The shapes to try.</param>
/// <param name="batchVaries">Whether a batch must also answer as its samples do one by one.</param>
internal sealed class AnswerCheck(Func<Tensor, IReadOnlyList<Tensor>> answer, Func<long[], Tensor> draw, IReadOnlyList<long[]> shapes, bool batchVaries)
{
    /// <summary>How results that are objects are compared; null for results that are compared place by place.</summary>
    public DetectedObjects? Objects { get; init; }

    /// <summary>
    /// What the model answers in numbers of 64 bits. Where it is given, a file may be off by four times what the model's own answers change in 64 bits or when the input changes by a millionth, up to a hundredth: no two
    /// engines agree better. An input at which they change by more decides nothing. Null for the tolerance alone.
    /// </summary>
    public Func<Tensor, IReadOnlyList<Tensor>?>? Exact { get; init; }

    /// <summary>What the model gets of an input of the file; null for the input itself.</summary>
    public Func<Tensor, Tensor>? Prepare { get; init; }

    /// <summary>Called before each input; null for nothing.</summary>
    public Action? Step { get; init; }

    /// <summary>Compares.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="engine">What runs it.</param>
    /// <param name="tolerance">How far its numbers may lie from the model's, relative to the greatest of them (or to 1).</param>
    /// <param name="run">Runs it.</param>
    /// <exception cref="UserErrorException">It answers differently, or no input decides.</exception>
    public EngineCheck Run(string path, string engine, double tolerance, Func<Tensor, IReadOnlyList<Tensor>> run)
    {
        var tally = new Tally(tolerance, Objects);
        var undecided = new List<string>();
        var empty = 0;
        foreach (var shape in shapes)
        {
            Step?.Invoke();
            using var scope = NewDisposeScope();
            var input = draw(shape);
            var seen = Prepare?.Invoke(input) ?? input;

            // Either may change its input in place.
            var (found, expected) = (run(input.clone()), answer(seen.clone()));
            var doubt = new Lazy<double>(() => Exact is null ? 0 : new AnswerComparison(Objects).Doubt(answer, Exact, seen, expected));
            if (Refusal(tally, found, expected, doubt, "the model") is { } refusal)
            {
                var message = $"{path}: for an input of shape [{string.Join(", ", shape)}] {refusal}";
                undecided.Add(doubt.Value <= AnswerComparison.MostRounding ? throw new UserErrorException(message) : message);
                continue;
            }

            empty += Objects is not null && expected[0].shape[0] == 0 ? 1 : 0;
            if (batchVaries && shape[0] > 1 && found.FirstOrDefault(result => result.dim() == 0 || result.shape[0] != shape[0]) is { } odd)
            {
                throw new UserErrorException($"{path}: for an input of shape [{string.Join(", ", shape)}] the model answers [{string.Join(", ", odd.shape)}], which does not have the batch as its first axis");
            }

            for (var k = 0; batchVaries && shape[0] > 1 && k < shape[0]; k++)
            {
                var alone = run(aten.narrow(input, 0, k, 1).contiguous().clone());
                if (Refusal(tally, [.. found.Select(tensor => aten.narrow(tensor, 0, k, 1))], alone, new(0.0), $"sample {k} by itself") is { } other)
                {
                    throw new UserErrorException($"{path}: for an input of shape [{string.Join(", ", shape)}] {other}");
                }
            }
        }

        return undecided.Count == 0 || undecided.Count + empty < shapes.Count
            ? new EngineCheck(path, engine, shapes, tally.Maximum, tally.Mean, tally.SameClass, tally.Allowed, undecided.Count, empty)
            : throw new UserErrorException($"{undecided[0]} At every input {(empty == 0 ? "that was tried" : "in which it found something")} the model's own answers change like that when the input changes by a millionth, as those of a detector do that has not learnt.");
    }

    // Counts what agrees; what does not is said, and counts for nothing.
    private string? Refusal(Tally tally, IReadOnlyList<Tensor> found, IReadOnlyList<Tensor> expected, Lazy<double> doubt, string by)
    {
        if (found.Count != expected.Count)
        {
            return $"the export has {found.Count} results and {by} {expected.Count}";
        }

        if (found.Zip(expected).FirstOrDefault(pair => !pair.First.shape.SequenceEqual(pair.Second.shape)) is ({ } ours, { } theirs))
        {
            return $"the export answers [{string.Join(", ", ours.shape)}] and {by} [{string.Join(", ", theirs.shape)}]";
        }

        var pairs = new AnswerComparison(Objects).Pairs(found, expected).ToList();
        var difference = AnswerComparison.Greatest(pairs);
        var allowed = difference <= tally.Tolerance ? tally.Tolerance : AnswerComparison.Allowed(tally.Tolerance, doubt.Value);
        if (!(difference <= allowed))
        {
            return $"the export differs from {by} by {difference:G3}, more than the tolerance {allowed:G3}; nothing was written. {(double.IsNaN(difference) ? NotANumber(pairs, by) : "A larger tolerance accepts it ('tolerance' in the section 'export', or --tolerance).")}";
        }

        tally.Add(pairs, difference, allowed);
        return null;
    }

    private static string NotANumber(IEnumerable<(Tensor Found, Tensor Expected)> pairs, string by) => pairs.Any(pair => pair.Expected.isnan().any().ToBoolean())
        ? $"The answers of {by} are NaN in places; no tolerance accepts that."
        : "No tolerance accepts that.";

    private sealed class Tally(double tolerance, DetectedObjects? objects)
    {
        private double sum;
        private long count;
        private long same;
        private long places;

        public double Tolerance { get; } = tolerance;

        public double Maximum { get; private set; }

        public double Mean => count == 0 ? 0 : sum / count;

        public double SameClass => places == 0 ? 1 : (double)same / places;

        public double Allowed { get; private set; } = tolerance;

        public void Add(IEnumerable<(Tensor Found, Tensor Expected)> pairs, double difference, double allowed)
        {
            Maximum = Math.Max(Maximum, difference);
            Allowed = Math.Max(Allowed, allowed);
            foreach (var (k, (found, expected)) in pairs.Index())
            {
                // By the measure of the greatest difference, so that it is never above that.
                sum += (found - expected).abs().sum().item<double>() / Math.Max(1, expected.abs().max().item<double>());
                count += expected.numel();
                if (objects is null ? expected.dim() > 1 && expected.shape[1] > 0 : k == objects.LabelsAt)
                {
                    // Of objects it is the labels that are classes: results have an axis of their own for corners.
                    var agree = objects is null ? found.argmax(1).eq(expected.argmax(1)) : found.eq(expected);
                    same += agree.sum().item<long>();
                    places += agree.numel();
                }
            }
        }
    }
}
