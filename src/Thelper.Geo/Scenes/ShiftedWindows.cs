using Thelper.Infer.Tiling;

namespace Thelper.Geo.Scenes;

/// <summary>Windows half a step off the grid, spread over those that were predicted on.</summary>
internal static class ShiftedWindows
{
    private const double Golden = 0.6180339887498949;

    /// <summary>Chooses windows; the same ones each time.</summary>
    /// <param name="plan">The grid.</param>
    /// <param name="windows">Which of its windows were predicted on.</param>
    /// <param name="most">How many at most.</param>
    public static IReadOnlyList<Window> Of(TilePlan plan, WindowLog windows, int most)
    {
        var predicted = Enumerable.Range(0, plan.Count).Where(windows.IsNoted).ToList();
        return [.. Spread(predicted.Count, most).Select(i => Shifted(plan, plan[predicted[i]])).Distinct()];
    }

    /// <summary>Numbers that lie evenly among others; the same ones each time.</summary>
    /// <param name="count">How many others there are, from 0.</param>
    /// <param name="most">How many at most.</param>
    public static IEnumerable<int> Spread(int count, int most) =>
        // Multiples of the golden section lie evenly wherever one stops, and not in columns.
        Enumerable.Range(0, count == 0 ? 0 : most).Select(i => (int)((i + 0.5) * Golden % 1 * count)).Distinct();

    // To the right and down, at the far edges to the left and up; where the scene is no larger than a window, it stays.
    private static Window Shifted(TilePlan plan, Window window)
    {
        var half = (plan.Options.Size - plan.Options.Overlap) / 2;
        return window with { Left = Place(window.Left, half, plan.Width - window.Width), Top = Place(window.Top, half, plan.Height - window.Height) };

        static int Place(int start, int half, int last) => start + half <= last ? start + half : Math.Max(0, start - half);
    }
}
