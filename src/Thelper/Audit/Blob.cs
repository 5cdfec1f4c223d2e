using Thelper.Imaging.Transforms;

namespace Thelper.Audit;

/// <summary>A connected area of a picture, measured to a part of a pixel.</summary>
internal sealed class Blob
{
    // How far round an area its faint rim reaches.
    private const int Rim = 3;
    private const float Least = 0.1f;

    public int FirstX { get; private set; } = int.MaxValue;

    public int FirstY { get; private set; } = int.MaxValue;

    public int LastX { get; private set; } = -1;

    public int LastY { get; private set; } = -1;

    public int Pixels { get; private set; }

    /// <summary>Its edges, where half of a pixel is covered.</summary>
    public BoxEdges Edges { get; private set; }

    /// <summary>Whether each edge (left, top, right, bottom) is the area's own or the picture's, and not that of something that hides the rest.</summary>
    public (bool Left, bool Top, bool Right, bool Bottom) Known { get; private set; }

    /// <summary>Its centre of gravity.</summary>
    public (double X, double Y) Centre { get; private set; }

    /// <summary>Its area in pixels.</summary>
    public double Area { get; private set; }

    /// <summary>Whether all of it is there: neither the picture's edge nor anything else cuts it.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Adds a pixel.</summary>
    public void Add(int x, int y)
    {
        (FirstX, LastX, FirstY, LastY) = (Math.Min(FirstX, x), Math.Max(LastX, x), Math.Min(FirstY, y), Math.Max(LastY, y));
        Pixels++;
    }

    /// <summary>Both together.</summary>
    public Blob With(Blob other) => new()
    {
        FirstX = Math.Min(FirstX, other.FirstX),
        FirstY = Math.Min(FirstY, other.FirstY),
        LastX = Math.Max(LastX, other.LastX),
        LastY = Math.Max(LastY, other.LastY),
        Pixels = Pixels + other.Pixels,
    };

    /// <summary>Measures edges and centre.</summary>
    /// <param name="coverage">The picture.</param>
    /// <param name="level">What a pixel of the area has at least.</param>
    public Blob Measured(Coverage coverage, float level)
    {
        float Column(int x) => Most(x, x, FirstY, LastY);
        float Row(int y) => Most(FirstX, LastX, y, y);
        float Most(int x0, int x1, int y0, int y1)
        {
            var most = 0f;
            for (var y = Math.Max(0, y0); y <= Math.Min(coverage.Height - 1, y1); y++)
            {
                for (var x = Math.Max(0, x0); x <= Math.Min(coverage.Width - 1, x1); x++)
                {
                    most = Math.Max(most, coverage.Share[(y * coverage.Width) + x]);
                }
            }

            return most;
        }

        // Between the centres of the last pixel outside and the first one inside.
        double Crossing(float outside, float inside) => inside > outside ? (level - outside) / (inside - outside) : 0.5;
        Edges = new(
            FirstX == 0 ? 0 : FirstX - 0.5 + Crossing(Column(FirstX - 1), Column(FirstX)),
            FirstY == 0 ? 0 : FirstY - 0.5 + Crossing(Row(FirstY - 1), Row(FirstY)),
            LastX == coverage.Width - 1 ? coverage.Width : LastX + 1.5 - Crossing(Column(LastX + 1), Column(LastX)),
            LastY == coverage.Height - 1 ? coverage.Height : LastY + 1.5 - Crossing(Row(LastY + 1), Row(LastY)));
        bool Sees(int x0, int x1, int y0, int y1)
        {
            for (var y = y0; y <= y1; y++)
            {
                for (var x = x0; x <= x1; x++)
                {
                    if (coverage.IsBlind(x, y))
                    {
                        return false;
                    }
                }
            }

            return true;
        }

        Known = (Sees(FirstX - 2, FirstX - 1, FirstY, LastY), Sees(FirstX, LastX, FirstY - 2, FirstY - 1), Sees(LastX + 1, LastX + 2, FirstY, LastY), Sees(FirstX, LastX, LastY + 1, LastY + 2));
        IsWhole = FirstX > 1 && FirstY > 1 && LastX < coverage.Width - 2 && LastY < coverage.Height - 2 && Sees(FirstX - 2, LastX + 2, FirstY - 2, LastY + 2);
        var (weight, sumX, sumY) = (0.0, 0.0, 0.0);
        for (var y = Math.Max(0, FirstY - Rim); y <= Math.Min(coverage.Height - 1, LastY + Rim); y++)
        {
            for (var x = Math.Max(0, FirstX - Rim); x <= Math.Min(coverage.Width - 1, LastX + Rim); x++)
            {
                var part = coverage.Share[(y * coverage.Width) + x];
                if (part >= Least)
                {
                    (weight, sumX, sumY) = (weight + part, sumX + (part * (x + 0.5)), sumY + (part * (y + 0.5)));
                }
            }
        }

        (Centre, Area) = ((sumX / weight, sumY / weight), weight);
        return this;
    }
}
