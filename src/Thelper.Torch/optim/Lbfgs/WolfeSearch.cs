using static Thelper.Torch.PythonNumber;
using static Thelper.Torch.torch;

namespace Thelper.Torch;

/// <summary>A search along a line for a point that meets the strong Wolfe conditions: lower by enough, and flatter by enough.</summary>
/// <remarks>J. Nocedal and S. Wright, "Numerical optimization", 2006, algorithms 3.5 and 3.6. First the step grows until it brackets such a point,
/// then the bracket shrinks around it.</remarks>
/// <param name="evaluate">The loss and the gradient a step away.</param>
/// <param name="direction">The direction of the line.</param>
internal sealed class WolfeSearch(Func<PythonNumber, (double Loss, Tensor Gradient)> evaluate, Tensor direction)
{
    private const double Decrease = 1e-4;
    private const double Curvature = 0.9;
    private const double LeastChange = 1e-9;
    private const int MaxEvaluations = 25;

    private int rounds;

    /// <summary>A point on the line: the step to it, its loss, its gradient, and the slope there.</summary>
    internal sealed record Point(PythonNumber Step, double Loss, Tensor Gradient, PythonNumber Slope);

    /// <summary>How often the loss was computed.</summary>
    public int Evaluations { get; private set; }

    /// <summary>Searches.</summary>
    /// <param name="start">Where the line begins: a step of 0.</param>
    /// <param name="first">The first step to try.</param>
    /// <returns>The point found.</returns>
    public Point Search(Point start, PythonNumber first)
    {
        var (bracket, done) = Bracket(start, first);
        return done ? bracket[0] : Shrink(start, bracket);
    }

    /// <summary>Where the cubic through two points with their slopes is least, within bounds; between the bounds if it has no least point.</summary>
    private static PythonNumber LeastOfCubic(Point a, Point b, (PythonNumber Low, PythonNumber High)? bounds = null)
    {
        var (low, high) = bounds ?? (a.Step <= b.Step ? (a.Step, b.Step) : (b.Step, a.Step));
        var chord = (PythonNumber)3 * (PythonNumber)(a.Loss - b.Loss) / (a.Step - b.Step);
        var d = a.Slope + b.Slope - chord;
        var square = (d * d) - (a.Slope * b.Slope);
        if (!(square >= 0))
        {
            return (low + high) / 2.0;
        }

        var root = Sqrt(square);
        var least = a.Step <= b.Step
            ? b.Step - ((b.Step - a.Step) * ((b.Slope + root - d) / (b.Slope - a.Slope + (2 * root))))
            : a.Step - ((a.Step - b.Step) * ((a.Slope + root - d) / (a.Slope - b.Slope + (2 * root))));
        return Min(Max(least, low), high);
    }

    private (Point[] Bracket, bool Done) Bracket(Point start, PythonNumber step)
    {
        var before = start;
        var now = At(step);
        for (; rounds < MaxEvaluations; rounds++)
        {
            if (IsTooHigh(start, now) || (rounds > 1 && now.Loss >= before.Loss))
            {
                return ([before, now], false);
            }

            if (IsFlat(start, now))
            {
                return ([now], true);
            }

            if (now.Slope >= 0)
            {
                return ([before, now], false);
            }

            var next = LeastOfCubic(before, now, (now.Step + (0.01 * (now.Step - before.Step)), now.Step * 10));
            before = now;
            now = At(next);
        }

        return ([start, now], false);
    }

    private Point Shrink(Point start, Point[] ends)
    {
        var size = Of(aten.max(aten.abs(direction)));
        var low = ends[0].Loss <= ends[1].Loss ? 0 : 1;
        var slow = false;
        for (var done = false; !done && rounds < MaxEvaluations; rounds++)
        {
            if (Abs(ends[1].Step - ends[0].Step) * size < LeastChange)
            {
                break;
            }

            var now = At(Next(ends, ref slow));
            if (IsTooHigh(start, now) || now.Loss >= ends[low].Loss)
            {
                ends[1 - low] = now;
                low = ends[0].Loss <= ends[1].Loss ? 0 : 1;
                continue;
            }

            if (IsFlat(start, now))
            {
                done = true;
            }
            else if (now.Slope * (ends[1 - low].Step - ends[low].Step) >= 0)
            {
                ends[1 - low] = ends[low];
            }

            ends[low] = now;
        }

        return ends[low];
    }

    /// <summary>The next step within the bracket; a second one close to an end is moved inwards, so that the bracket shrinks by enough.</summary>
    private static PythonNumber Next(Point[] ends, ref bool slow)
    {
        var step = LeastOfCubic(ends[0], ends[1]);
        var (least, most) = (Min(ends[0].Step, ends[1].Step), Max(ends[0].Step, ends[1].Step));
        var margin = 0.1 * (most - least);
        if (!(Min(most - step, step - least) < margin))
        {
            slow = false;
        }
        else if (slow || step >= most || step <= least)
        {
            step = Abs(step - most) < Abs(step - least) ? most - margin : least + margin;
            slow = false;
        }
        else
        {
            slow = true;
        }

        return step;
    }

    private Point At(PythonNumber step)
    {
        Evaluations++;
        var (loss, gradient) = evaluate(step);
        return new(step, loss, gradient, Of(aten.dot(gradient, direction)));
    }

    private static bool IsTooHigh(Point start, Point now) => now.Loss > start.Loss + ((PythonNumber)Decrease * now.Step * start.Slope);

    private static bool IsFlat(Point start, Point now) => Abs(now.Slope) <= -Curvature * start.Slope;
}
