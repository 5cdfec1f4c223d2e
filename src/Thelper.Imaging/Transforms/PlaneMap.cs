using System.Diagnostics.CodeAnalysis;

namespace Thelper.Imaging.Transforms;

/// <summary>A map of the plane that keeps lines straight: 3×3 numbers on (x, y, 1), in pixels, where the centre of pixel i lies at i + 0.5.</summary>
public sealed class PlaneMap
{
    private readonly double[] m;

    /// <summary>Creates the map.</summary>
    /// <param name="numbers">Six or nine numbers, row after row.</param>
    public PlaneMap(params ReadOnlySpan<double> numbers) => m = numbers.Length == 6 ? [.. numbers, 0, 0, 1] : numbers.ToArray();

    /// <summary>Leaves every point where it is.</summary>
    public static PlaneMap Identity { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>The numbers, row after row.</summary>
    public ReadOnlySpan<double> Numbers => m;

    /// <summary>Whether lines parallel to an edge of the image stay so.</summary>
    public bool KeepsAxes => m[6] == 0 && m[7] == 0 && ((m[1] == 0 && m[3] == 0) || (m[0] == 0 && m[4] == 0));

    /// <summary>Whether every point stays where it is.</summary>
    public bool IsIdentity => m is [1, 0, 0, 0, 1, 0, 0, 0, 1];

    /// <summary>A shift.</summary>
    public static PlaneMap Shift(double x, double y) => new(1, 0, x, 0, 1, y);

    /// <summary>Factors along the axes, about the upper left corner.</summary>
    public static PlaneMap Scale(double x, double y) => new(x, 0, 0, 0, y, 0);

    /// <summary>The map that a library means which counts pixels at whole numbers, as OpenCV does: the centre of pixel i lies at i there.</summary>
    /// <param name="numbers">Six or nine numbers, row after row.</param>
    public static PlaneMap OfCenters(params ReadOnlySpan<double> numbers) => Shift(-0.5, -0.5).Then(new PlaneMap(numbers)).Then(Shift(0.5, 0.5));

    /// <summary>The numbers for a library that counts pixels at whole numbers: the opposite of <see cref="OfCenters"/>.</summary>
    public double[] ToCenters() => Shift(0.5, 0.5).Then(this).Then(Shift(-0.5, -0.5)).m;

    /// <summary>This map, and another one after it.</summary>
    [SuppressMessage("Design", "CA1062", Justification = "A map is never null.")]
    public PlaneMap Then(PlaneMap next)
    {
        var product = new double[9];
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                product[(3 * row) + column] = (next.m[3 * row] * m[column]) + (next.m[(3 * row) + 1] * m[3 + column]) + (next.m[(3 * row) + 2] * m[6 + column]);
            }
        }

        return new PlaneMap(product);
    }

    /// <summary>The map back.</summary>
    /// <exception cref="UserErrorException">There is none, as the map makes lines or points of areas.</exception>
    public PlaneMap Inverse()
    {
        double Minor(int a, int b, int c, int d) => (m[a] * m[d]) - (m[b] * m[c]);
        double[] cofactors =
        [
            Minor(4, 5, 7, 8), -Minor(1, 2, 7, 8), Minor(1, 2, 4, 5),
            -Minor(3, 5, 6, 8), Minor(0, 2, 6, 8), -Minor(0, 2, 3, 5),
            Minor(3, 4, 6, 7), -Minor(0, 1, 6, 7), Minor(0, 1, 3, 4),
        ];
        var determinant = (m[0] * cofactors[0]) + (m[1] * cofactors[3]) + (m[2] * cofactors[6]);
        return determinant != 0 && double.IsFinite(determinant)
            ? new PlaneMap(Array.ConvertAll(cofactors, value => value / determinant))
            : throw new UserErrorException("its matrix maps areas to lines or points, so nothing can be found again in the result");
    }

    /// <summary>Where a point goes.</summary>
    public (double X, double Y) Apply(double x, double y)
    {
        var (u, v) = ((m[0] * x) + (m[1] * y) + m[2], (m[3] * x) + (m[4] * y) + m[5]);
        if (m[6] == 0 && m[7] == 0)
        {
            return m[8] == 1 ? (u, v) : (u / m[8], v / m[8]);
        }

        var w = (m[6] * x) + (m[7] * y) + m[8];
        return (u / w, v / w);
    }
}
