namespace Thelper.Imaging.Transforms;

/// <summary>Areas with corners.</summary>
internal static class Polygon
{
    // Bent edges are followed in steps of this many pixels, but not in more than so many.
    private const double Step = 2;
    private const int MostSteps = 64;

    /// <summary>The corners of a box, in order.</summary>
    public static List<(double X, double Y)> Of(BoxEdges box) => [(box.Left, box.Top), (box.Right, box.Top), (box.Right, box.Bottom), (box.Left, box.Bottom)];

    /// <summary>The same area, with more points on its edges.</summary>
    public static List<(double X, double Y)> Dense(IReadOnlyList<(double X, double Y)> corners)
    {
        var points = new List<(double X, double Y)>();
        for (var i = 0; i < corners.Count; i++)
        {
            var (a, b) = (corners[i], corners[(i + 1) % corners.Count]);
            var steps = (int)Math.Clamp(Math.Ceiling(Math.Max(Math.Abs(b.X - a.X), Math.Abs(b.Y - a.Y)) / Step), 1, MostSteps);
            for (var k = 0; k < steps; k++)
            {
                points.Add((a.X + ((b.X - a.X) * k / steps), a.Y + ((b.Y - a.Y) * k / steps)));
            }
        }

        return points;
    }

    /// <summary>The area by the shoelace formula, 0 or more.</summary>
    public static double Area(IReadOnlyList<(double X, double Y)> corners)
    {
        var sum = 0.0;
        for (var i = 0; i < corners.Count; i++)
        {
            var (a, b) = (corners[i], corners[(i + 1) % corners.Count]);
            sum += (a.X * b.Y) - (b.X * a.Y);
        }

        return Math.Abs(sum) / 2;
    }

    /// <summary>Whether a point lies inside (by the number of edges to its right).</summary>
    public static bool Holds(IReadOnlyList<(double X, double Y)> corners, double x, double y)
    {
        var inside = false;
        for (var i = 0; i < corners.Count; i++)
        {
            var (a, b) = (corners[i], corners[(i + 1) % corners.Count]);
            if (a.Y > y != b.Y > y && x < a.X + ((y - a.Y) / (b.Y - a.Y) * (b.X - a.X)))
            {
                inside = !inside;
            }
        }

        return inside;
    }

    /// <summary>What lies in a rectangle that begins at 0 (Sutherland and Hodgman, "Reentrant polygon clipping", CACM 17, 1974).</summary>
    public static List<(double X, double Y)> Clip(List<(double X, double Y)> corners, double width, double height)
    {
        corners = Clip(corners, point => point.X);
        corners = Clip(corners, point => width - point.X);
        corners = Clip(corners, point => point.Y);
        return Clip(corners, point => height - point.Y);
    }

    /// <summary>The box around points.</summary>
    public static BoxEdges Hull(IReadOnlyList<(double X, double Y)> points) =>
        new(points.Min(point => point.X), points.Min(point => point.Y), points.Max(point => point.X), points.Max(point => point.Y));

    // Keeps what has a distance of 0 or more.
    private static List<(double X, double Y)> Clip(List<(double X, double Y)> corners, Func<(double X, double Y), double> distance)
    {
        var kept = new List<(double X, double Y)>(corners.Count + 2);
        for (var i = 0; i < corners.Count; i++)
        {
            var (from, to) = (corners[i], corners[(i + 1) % corners.Count]);
            var (before, after) = (distance(from), distance(to));
            if (before >= 0)
            {
                kept.Add(from);
            }

            if (before >= 0 != after >= 0)
            {
                var share = before / (before - after);
                kept.Add((from.X + ((to.X - from.X) * share), from.Y + ((to.Y - from.Y) * share)));
            }
        }

        return kept;
    }
}
