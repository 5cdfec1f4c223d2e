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
    /// <summary>Compares.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="engine">What runs it.</param>
    /// <param name="tolerance">How far its numbers may lie from the model's, relative to the greatest of them (or to 1).</param>
    /// <param name="run">Runs it.</param>
    /// <exception cref="UserErrorException">It answers differently.</exception>
    public EngineCheck Run(string path, string engine, double tolerance, Func<Tensor, IReadOnlyList<Tensor>> run)
    {
        var tally = new Tally(path, tolerance);
        foreach (var shape in shapes)
        {
            using var scope = NewDisposeScope();
            var input = draw(shape);
            var found = run(input);
            tally.Add(shape, found, answer(input), "the model");
            if (batchVaries && shape[0] > 1)
            {
                for (var k = 0; k < shape[0]; k++)
                {
                    tally.Add(shape, [.. found.Select(tensor => aten.narrow(tensor, 0, k, 1))], run(aten.narrow(input, 0, k, 1).contiguous()), $"sample {k} by itself");
                }
            }
        }

        return new EngineCheck(path, engine, shapes, tally.Maximum, tally.Mean, tally.SameClass);
    }

    private sealed class Tally(string path, double tolerance)
    {
        private double sum;
        private long count;
        private long same;
        private long places;

        public double Maximum { get; private set; }

        public double Mean => count == 0 ? 0 : sum / count;

        public double SameClass => places == 0 ? 1 : (double)same / places;

        public void Add(long[] shape, IReadOnlyList<Tensor> found, IReadOnlyList<Tensor> expected, string by)
        {
            var what = $"{path}: for an input of shape [{string.Join(", ", shape)}]";
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

                Add(found[k].to(ScalarType.Float64), expected[k].to(ScalarType.Float64));
            }

            if (!(Maximum <= tolerance))
            {
                throw new UserErrorException(
                    $"{what} the export differs from {by} by {Maximum:G3}, more than the tolerance {tolerance:G3}; nothing was written. A larger tolerance accepts it ('tolerance' in the section 'export', or --tolerance).");
            }
        }

        private void Add(Tensor found, Tensor expected)
        {
            if (expected.numel() == 0)
            {
                return;
            }

            var difference = (found - expected).abs();
            var maximum = difference.max().item<double>() / Math.Max(1, expected.abs().max().item<double>());

            // NaN stays.
            Maximum = Math.Max(Maximum, maximum);
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
