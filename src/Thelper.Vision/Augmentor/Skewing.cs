using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>Looks at an image from another side: one or two of its corners move outwards by a random length.</summary>
public abstract class Skewing : MovingStep<(int Direction, int Amount)>
{
    // Which corners move, and where to: upper left, upper right, lower right, lower left. Four tilts (left, right, forwards, backwards), then eight of one corner.
    private static readonly (int Corner, int X, int Y)[][] Directions =
    [
        [(0, 0, -1), (3, 0, 1)], [(1, 0, -1), (2, 0, 1)], [(0, -1, 0), (1, 1, 0)], [(2, 1, 0), (3, -1, 0)],
        [(0, -1, 0)], [(0, 0, -1)], [(1, 1, 0)], [(1, 0, -1)], [(2, 1, 0)], [(2, 0, 1)], [(3, -1, 0)], [(3, 0, 1)],
    ];

    private readonly (int First, int Count)[] kinds;
    private readonly double magnitude;
    private readonly PilFilter filter;

    /// <param name="probability">How often.</param>
    /// <param name="magnitude">Greatest length as a share of the longer side.</param>
    /// <param name="filter">PIL's name of an interpolation.</param>
    /// <param name="kinds">Ranges of directions; each range is as likely as the others, and each direction in it.</param>
    private protected Skewing(double probability, double magnitude, string filter, params (int First, int Count)[] kinds)
        : base(probability)
    {
        this.magnitude = magnitude is > 0 and <= 1 ? magnitude : throw new UserErrorException($"'magnitude' must be above 0 and at most 1, got {PythonRepr.Of(magnitude)}");
        (this.filter, this.kinds) = (AugmentorArguments.Filter(filter), kinds);
    }

    /// <summary>The four tilts.</summary>
    private protected static (int First, int Count) Tilts => (0, 4);

    /// <summary>The tilts to the left and to the right.</summary>
    private protected static (int First, int Count) Sideways => (0, 2);

    /// <summary>The tilts forwards and backwards.</summary>
    private protected static (int First, int Count) Upright => (2, 2);

    /// <summary>The eight ways to move one corner.</summary>
    private protected static (int First, int Count) Corners => (4, 8);

    /// <summary>Draws the direction, 0 to 11, and how far corners move, in pixels.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override (int Direction, int Amount) DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(random);
        var amount = 1 + random.NextInt((int)Math.Ceiling(Math.Max(scene.Height, scene.Width) * magnitude));
        var (first, count) = kinds[random.NextInt(kinds.Length)];
        return (first + random.NextInt(count), amount);
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (int Direction, int Amount) draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var (height, width) = (scene.Height, scene.Width);
        (double X, double Y)[] corners = [(0, 0), (width, 0), (width, height), (0, height)];
        var moved = corners.ToArray();
        foreach (var (corner, x, y) in Directions[draw.Direction])
        {
            moved[corner] = (corners[corner].X + (x * draw.Amount), corners[corner].Y + (y * draw.Amount));
        }

        return PlaneWarps.Of(scene, Perspective(corners, moved), height, width, filter, null);
    }

    // The map that leads from the moved corners back to the corners.
    private static PlaneMap Perspective((double X, double Y)[] corners, (double X, double Y)[] moved)
    {
        using var scope = torch.NewDisposeScope();
        var rows = new List<double>();
        for (var i = 0; i < corners.Length; i++)
        {
            var ((x, y), (u, v)) = (moved[i], corners[i]);
            rows.AddRange([x, y, 1, 0, 0, 0, -u * x, -u * y]);
            rows.AddRange([0, 0, 0, x, y, 1, -v * x, -v * y]);
        }

        var wanted = torch.tensor(corners.SelectMany(corner => new[] { corner.X, corner.Y }).ToArray(), [8, 1], dtype: torch.float64);
        var solution = aten.linalg_solve(torch.tensor(rows.ToArray(), [8, 8], dtype: torch.float64), wanted);
        return new PlaneMap([.. solution.flatten().DataSpan<double>().ToArray(), 1.0]);
    }
}
