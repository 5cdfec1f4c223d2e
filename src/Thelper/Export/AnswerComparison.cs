using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Export;

/// <summary>How far apart answers lie, and how far a model's own do when next to nothing changes.</summary>
/// <param name="objects">How results that are objects are put side by side; null for results that are compared place by place.</param>
internal sealed class AnswerComparison(DetectedObjects? objects)
{
    /// <summary>What rounding may make of answers at most: where it makes more, they decide nothing.</summary>
    public const double MostRounding = 1e-2;

    // Two engines are off in different directions.
    private const double RoundingMargin = 4;
    private const double Nudge = 1e-6;

    /// <summary>What is allowed where the model's own answers are in doubt.</summary>
    /// <param name="tolerance">What is allowed anyway.</param>
    /// <param name="doubt">What the model's own answers change by.</param>
    public static double Allowed(double tolerance, double doubt) => Math.Max(tolerance, Math.Min(MostRounding, RoundingMargin * doubt));

    /// <summary>The greatest difference, relative to the greatest number of each result, or to 1. NaN stays.</summary>
    /// <param name="pairs">What is to be equal.</param>
    public static double Greatest(IEnumerable<(Tensor Found, Tensor Expected)> pairs) =>
        pairs.Aggregate(0.0, (most, pair) => Math.Max(most, (pair.Found - pair.Expected).abs().max().item<double>() / Math.Max(1, pair.Expected.abs().max().item<double>())));

    /// <summary>What is to be equal, as numbers of 64 bits; results without numbers are left out. In place of infinities that are equal there is the least or the greatest of the finite numbers.</summary>
    /// <param name="found">The results of a file.</param>
    /// <param name="expected">Those of the model, of the same shapes.</param>
    public IEnumerable<(Tensor Found, Tensor Expected)> Pairs(IReadOnlyList<Tensor> found, IReadOnlyList<Tensor> expected)
    {
        var (ours, theirs) = objects?.Align(found, expected) ?? (found, expected);
        return ours.Zip(theirs, (one, other) => (one.to(ScalarType.Float64), other.to(ScalarType.Float64))).Where(pair => pair.Item2.numel() > 0).Select(pair => WithoutEqualInfinities(pair.Item1, pair.Item2));
    }

    /// <summary>
    /// What a model's answers change by in 64 bits, and when the input changes by a millionth: equal scores, and overlaps and scores at their thresholds, make other objects of it. Infinite where there are more or
    /// fewer of them.
    /// </summary>
    /// <param name="answer">What the model answers.</param>
    /// <param name="exact">What it answers in 64 bits; null if it cannot.</param>
    /// <param name="input">The input.</param>
    /// <param name="answers">The answers to it.</param>
    public double Doubt(Func<Tensor, IReadOnlyList<Tensor>> answer, Func<Tensor, IReadOnlyList<Tensor>?> exact, Tensor input, IReadOnlyList<Tensor> answers)
    {
        var nudge = arange(input.numel(), device: input.device).remainder(2).mul(2).sub(1).view(input.shape).to(input.dtype) * Nudge;
        return new[] { exact(input), answer(input * (1 + nudge)), answer(input * (1 - nudge)) }.OfType<IReadOnlyList<Tensor>>()
            .Max(others => HaveSameShapes(answers, others) ? Greatest(Pairs(answers, others)) : double.PositiveInfinity);
    }

    // The difference of two infinities is no number. One that only the other has stays, and is refused.
    private static (Tensor Found, Tensor Expected) WithoutEqualInfinities(Tensor found, Tensor expected)
    {
        var equal = aten.logical_and(expected.isinf(), found.eq(expected));
        if (!equal.any().ToBoolean())
        {
            return (found, expected);
        }

        var all = cat([found.flatten(), expected.flatten()]);
        var finite = all.masked_select(all.isfinite());
        var (least, greatest) = finite.numel() == 0 ? (0.0, 0.0) : (finite.min().ToDouble(), finite.max().ToDouble());
        var place = expected.clamp(least, greatest);
        return (where(equal, place, found), where(equal, place, expected));
    }

    private static bool HaveSameShapes(IReadOnlyList<Tensor> some, IReadOnlyList<Tensor> others) =>
        some.Count == others.Count && some.Zip(others).All(pair => pair.First.shape.SequenceEqual(pair.Second.shape));
}
