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
    // Two engines are off in different directions.
    private const double RoundingMargin = 4;
    private const double MostRounding = 1e-2;

    /// <summary>How results that are objects are compared; null for results that are compared place by place.</summary>
    public DetectedObjects? Objects { get; init; }

    /// <summary>
    /// What the model answers in numbers of 64 bits. Where it is given, a file may be off by four times what the model's own answers are, up to a hundredth: no two engines agree better. Null for the tolerance alone.
    /// </summary>
    public Func<Tensor, IReadOnlyList<Tensor>?>? Exact { get; init; }

    /// <summary>Compares.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="engine">What runs it.</param>
    /// <param name="tolerance">How far its numbers may lie from the model's, relative to the greatest of them (or to 1).</param>
    /// <param name="run">Runs it.</param>
    /// <exception cref="UserErrorException">It answers differently.</exception>
    public EngineCheck Run(string path, string engine, double tolerance, Func<Tensor, IReadOnlyList<Tensor>> run)
    {
        var tally = new Tally(path, tolerance, this);
        foreach (var shape in shapes)
        {
            using var scope = NewDisposeScope();
            var input = draw(shape);
            var found = run(input);
            tally.Add(input, found, answer(input), "the model");
            if (batchVaries && shape[0] > 1)
            {
                for (var k = 0; k < shape[0]; k++)
                {
                    tally.Add(input, [.. found.Select(tensor => aten.narrow(tensor, 0, k, 1))], run(aten.narrow(input, 0, k, 1).contiguous()), $"sample {k} by itself");
                }
            }
        }

        return new EngineCheck(path, engine, shapes, tally.Maximum, tally.Mean, tally.SameClass, tally.Allowed);
    }

    private (IReadOnlyList<Tensor> Found, IReadOnlyList<Tensor> Expected) Align(IReadOnlyList<Tensor> found, IReadOnlyList<Tensor> expected) => Objects?.Align(found, expected) ?? (found, expected);

    // What the model's own answers are off by rounding, with the margin.
    private double Rounding(Tensor input, IReadOnlyList<Tensor> answers)
    {
        if (Exact?.Invoke(input) is not { } exact || !SameShapes(answers, exact))
        {
            return 0;
        }

        var (found, expected) = Align(answers, exact);
        return Math.Min(MostRounding, RoundingMargin * found.Zip(expected, (ours, theirs) => Relative(ours.to(ScalarType.Float64), theirs.to(ScalarType.Float64))).Max());
    }

    private static bool SameShapes(IReadOnlyList<Tensor> some, IReadOnlyList<Tensor> others) => some.Count == others.Count && some.Zip(others).All(pair => pair.First.shape.SequenceEqual(pair.Second.shape));

    private static double Relative(Tensor found, Tensor expected) =>
        expected.numel() == 0 ? 0 : (found - expected).abs().max().item<double>() / Math.Max(1, expected.abs().max().item<double>());

    private sealed class Tally(string path, double tolerance, AnswerCheck check)
    {
        private double sum;
        private long count;
        private long same;
        private long places;

        public double Maximum { get; private set; }

        public double Mean => count == 0 ? 0 : sum / count;

        public double SameClass => places == 0 ? 1 : (double)same / places;

        /// <summary>The greatest difference that was allowed.</summary>
        public double Allowed { get; private set; } = tolerance;

        public void Add(Tensor input, IReadOnlyList<Tensor> found, IReadOnlyList<Tensor> expected, string by)
        {
            var what = $"{path}: for an input of shape [{string.Join(", ", input.shape)}]";
            if (found.Count != expected.Count)
            {
                throw new UserErrorException($"{what} the export has {found.Count} results and {by} {expected.Count}");
            }

            for (var k = 0; k < expected.Count; k++)
            {
                if (!found[k].shape.SequenceEqual(expected[k].shape))
                {
                    throw new UserErrorException($"{what} the export answers [{string.Join(", ", found[k].shape)}] and {by} [{string.Join(", ", expected[k].shape)}]");
                }
            }

            var (ours, theirs) = check.Align(found, expected);
            for (var k = 0; k < theirs.Count; k++)
            {
                Add(ours[k].to(ScalarType.Float64), theirs[k].to(ScalarType.Float64));
            }

            if (!(Maximum <= Allowed))
            {
                Allowed = Math.Max(Allowed, check.Rounding(input, expected));
            }

            if (!(Maximum <= Allowed))
            {
                throw new UserErrorException(
                    $"{what} the export differs from {by} by {Maximum:G3}, more than the tolerance {Allowed:G3}; nothing was written. A larger tolerance accepts it ('tolerance' in the section 'export', or --tolerance).");
            }
        }

        private void Add(Tensor found, Tensor expected)
        {
            if (expected.numel() == 0)
            {
                return;
            }

            // NaN stays.
            Maximum = Math.Max(Maximum, Relative(found, expected));
            var difference = (found - expected).abs();
            sum += difference.sum().item<double>();
            count += difference.numel();
            if (expected.dim() > 1 && expected.shape[1] > 0)
            {
                var agree = found.argmax(1).eq(expected.argmax(1));
                same += agree.sum().item<long>();
                places += agree.numel();
            }
        }
    }
}
