namespace Thelper.Data.Datasets.Shapes;

/// <summary>Corners of shapes around the origin, within a circle of radius 1, y downwards.</summary>
internal static class ShapeOutline
{
    private const int ArcCorners = 72;

    /// <summary>One closed polygon per contour; a second one inside the first is a hole.</summary>
    public static IReadOnlyList<(double X, double Y)[]> Of(ShapeKind kind) => kind switch
    {
        ShapeKind.Circle => [Circle(0.9)],
        ShapeKind.Square => [[(-0.72, -0.72), (0.72, -0.72), (0.72, 0.72), (-0.72, 0.72)]],
        ShapeKind.Triangle => [Regular(3, 1, 1)],
        ShapeKind.Star => [Regular(10, 1, 0.42)],
        ShapeKind.Cross => [Cross(0.92, 0.3)],
        ShapeKind.Ring => [Circle(0.92), Circle(0.52)],
        ShapeKind.Heart => [Heart()],
        ShapeKind.Crescent => [Crescent()],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static (double X, double Y)[] Circle(double radius) => Regular(ArcCorners, radius, radius);

    // Corners alternate between two radii: equal ones give a regular polygon, different ones a star.
    private static (double X, double Y)[] Regular(int corners, double even, double odd)
    {
        var points = new (double, double)[corners];
        for (var i = 0; i < corners; i++)
        {
            var angle = (2 * Math.PI * i / corners) - (Math.PI / 2);
            var radius = i % 2 == 0 ? even : odd;
            points[i] = (radius * Math.Cos(angle), radius * Math.Sin(angle));
        }

        return points;
    }

    private static (double X, double Y)[] Cross(double length, double half) =>
    [
        (-half, -length), (half, -length), (half, -half), (length, -half), (length, half), (half, half),
        (half, length), (-half, length), (-half, half), (-length, half), (-length, -half), (-half, -half),
    ];

    private static (double X, double Y)[] Heart()
    {
        var points = new (double, double)[ArcCorners];
        for (var i = 0; i < ArcCorners; i++)
        {
            var t = 2 * Math.PI * i / ArcCorners;
            var x = Math.Pow(Math.Sin(t), 3);
            var y = ((13 * Math.Cos(t)) - (5 * Math.Cos(2 * t)) - (2 * Math.Cos(3 * t)) - Math.Cos(4 * t)) / 16;
            points[i] = (0.95 * x, (-0.95 * y) - 0.1);
        }

        return points;
    }

    // The outer arc, and back along a circle of three quarters of the size that is moved to the right.
    private static (double X, double Y)[] Crescent()
    {
        const double Inner = 0.75;
        const double Shift = 0.5;
        var x = (1 + (Shift * Shift) - (Inner * Inner)) / (2 * Shift);
        var outer = Math.Acos(x);
        var inner = Math.Atan2(Math.Sin(outer), x - Shift);
        var points = new List<(double, double)>();
        for (var i = 0; i <= ArcCorners / 2; i++)
        {
            var angle = outer + (2 * (Math.PI - outer) * i / (ArcCorners / 2));
            points.Add((Math.Cos(angle) + 0.2, Math.Sin(angle)));
        }

        for (var i = 1; i < ArcCorners / 2; i++)
        {
            var angle = -inner - (2 * (Math.PI - inner) * i / (ArcCorners / 2));
            points.Add((Shift + (Inner * Math.Cos(angle)) + 0.2, Inner * Math.Sin(angle)));
        }

        return [.. points.Select(point => (0.9 * point.Item1, 0.9 * point.Item2))];
    }
}
