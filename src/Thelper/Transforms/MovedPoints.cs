using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Albumentations;

namespace Thelper.Transforms;

/// <summary>The key points of a sample, as albumentations writes them, on their way through the steps of a composition: pixels lie at whole numbers.</summary>
internal sealed class MovedPoints
{
    private const double Nearby = 1e-3;
    private const double Tiny = 1e-9;

    private readonly object? value;
    private readonly KeypointParams options;
    private readonly List<double[]> rows = [];
    private readonly List<bool> visible = [];

    /// <summary>Reads the points.</summary>
    /// <param name="value">A list of lists of numbers, or a tensor with a row for each point; null for none.</param>
    /// <param name="options">How they are written and kept.</param>
    /// <exception cref="UserErrorException">A value is no point of the format.</exception>
    public MovedPoints(object? value, KeypointParams options)
    {
        (this.value, this.options) = (value, options);
        foreach (var item in MovedBoxes.Items(value))
        {
            var numbers = TransformArguments.Numbers(item, "a key point");
            rows.Add(numbers.Length >= options.Format.Length ? numbers : throw new UserErrorException($"a key point of the format {options.Format} has {options.Format.Length} numbers, got {numbers.Length}; 'keypoint_params' says the format"));
            visible.Add(true);
        }
    }

    /// <summary>How many points there were.</summary>
    public int Count => rows.Count;

    /// <summary>The places of those that are left, among those that there were.</summary>
    public IReadOnlyList<int> Kept => [.. Enumerable.Range(0, rows.Count).Where(i => visible[i] || !options.RemoveInvisible)];

    /// <summary>Moves points that lie outside to the edge.</summary>
    public void Clamp(long height, long width)
    {
        foreach (var row in rows)
        {
            (row[At('x')], row[At('y')]) = (Math.Clamp(row[At('x')], 0, width - 1), Math.Clamp(row[At('y')], 0, height - 1));
        }
    }

    /// <summary>Moves them by a step.</summary>
    public void Move(AlbumentationStep step)
    {
        if (step.Warp.StaysPut)
        {
            return;
        }

        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var (x, y) = (row[At('x')] + 0.5, row[At('y')] + 0.5);
            var (newX, newY) = step.Warp.Point(x, y);
            // What becomes of a short way to the right and of one down tells the angle and the size.
            var (right, down) = (Way(step.Warp, x, y, Nearby, 0), Way(step.Warp, x, y, 0, Nearby));
            if (At('a') is >= 0 and var angle)
            {
                var unit = options.AngleInDegrees ? Math.PI / 180 : 1;
                var (sin, cos) = Math.SinCos(row[angle] * unit);
                var turned = Math.Atan2((right.Y * cos) + (down.Y * sin), (right.X * cos) + (down.X * sin));
                // From 0 to a full turn; what is 0 but for rounding is not a full turn.
                row[angle] = (turned < -Tiny ? turned + (2 * Math.PI) : Math.Max(0, turned)) / unit;
            }

            if (At('s') is >= 0 and var size)
            {
                row[size] *= Largest(right, down);
            }

            visible[i] &= step.Warp.Keeps(newX, newY);
            (row[At('x')], row[At('y')]) = (newX - 0.5, newY - 0.5);
        }
    }

    /// <summary>The points, in the form that they came in.</summary>
    public object? Write()
    {
        var kept = Kept.Select(i => rows[i]).ToList();
        return value switch
        {
            null => null,
            torch.Tensor tensor when kept.Count == 0 => torch.zeros([0, tensor.ndim == 2 ? tensor.shape[1] : 2], tensor.dtype),
            torch.Tensor tensor => torch.tensor(kept.SelectMany(row => row).ToArray(), [kept.Count, kept[0].Length], dtype: torch.float64).to(tensor.dtype),
            _ => kept.ConvertAll(row => (object?)row.Cast<object?>().ToList()),
        };
    }

    private int At(char part) => options.Format.IndexOf(part, StringComparison.Ordinal);

    private static (double X, double Y) Way(Warp warp, double x, double y, double dx, double dy)
    {
        var (from, to) = (warp.Point(x - dx, y - dy), warp.Point(x + dx, y + dy));
        return ((to.X - from.X) / (2 * Nearby), (to.Y - from.Y) / (2 * Nearby));
    }

    // The larger singular value of the map nearby.
    private static double Largest((double X, double Y) right, (double X, double Y) down)
    {
        var (sum, product) = ((right.X * right.X) + (right.Y * right.Y) + (down.X * down.X) + (down.Y * down.Y), (right.X * down.Y) - (right.Y * down.X));
        return Math.Sqrt((sum + Math.Sqrt(Math.Max(0, (sum * sum) - (4 * product * product)))) / 2);
    }
}
