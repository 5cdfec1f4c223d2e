using System.Runtime.Intrinsics;
using System.Threading.Tasks;

namespace Thelper.Viz.Projection;

/// <summary>The forces with which projected points push each other apart. What a point feels is summed by one thread, in one order: the number of threads changes nothing.</summary>
/// <param name="count">How many points there are.</param>
/// <param name="angle">See <see cref="TSneOptions.Angle"/>; 0 to look at every pair.</param>
internal sealed class Repulsion(int count, double angle)
{
    /// <summary>Up to so many points, every pair in vectors of eight is faster than the walk through a tree.</summary>
    public const int MostPairwise = 2500;

    private const int Rows = 32;

    // Its square fits a float, and what it does to others is nothing.
    private const float FarAway = 1e18f;
    private readonly PointTree? tree = angle > 0 && count > MostPairwise ? new(count) : null;
    private readonly float[] sums = new float[count];
    private readonly float[] paddedX = new float[Padded(count)];
    private readonly float[] paddedY = new float[Padded(count)];

    /// <summary>Sums them up.</summary>
    /// <param name="x">The points' coordinates.</param>
    /// <param name="y">The others.</param>
    /// <param name="forceX">Receives for each point the sum of q * q * difference, where q = 1 / (1 + square of the distance).</param>
    /// <param name="forceY">The others.</param>
    /// <returns>The sum of q over all pairs, each counted twice.</returns>
    public double Sum(float[] x, float[] y, float[] forceX, float[] forceY)
    {
        if (tree is null)
        {
            x.CopyTo(paddedX, 0);
            y.CopyTo(paddedY, 0);
            paddedX.AsSpan(count).Fill(FarAway);
            paddedY.AsSpan(count).Fill(FarAway);
        }
        else
        {
            tree.Build(x, y);
        }

        var squared = (float)(angle * angle);
        Parallel.For(0, (count + Rows - 1) / Rows, part =>
        {
            for (var i = part * Rows; i < Math.Min(count, (part + 1) * Rows); i++)
            {
                var point = tree is null ? i : tree.Order[i];
                (forceX[point], forceY[point], sums[point]) = tree?.ForceOn(i, squared) ?? OfAll(i);
            }
        });
        var sum = 0.0;
        foreach (var one in sums)
        {
            sum += one;
        }

        return sum;
    }

    private static int Padded(int count) => (count + Vector256<float>.Count - 1) / Vector256<float>.Count * Vector256<float>.Count;

    private (float X, float Y, float Sum) OfAll(int point)
    {
        var (x, y) = (Vector256.Create(paddedX[point]), Vector256.Create(paddedY[point]));
        var (forceX, forceY, sum) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        for (var i = 0; i < paddedX.Length; i += Vector256<float>.Count)
        {
            var dx = x - Vector256.LoadUnsafe(ref paddedX[i]);
            var dy = y - Vector256.LoadUnsafe(ref paddedY[i]);
            var q = Vector256<float>.One / (Vector256<float>.One + (dx * dx) + (dy * dy));
            sum += q;
            q *= q;
            forceX += q * dx;
            forceY += q * dy;
        }

        return (Vector256.Sum(forceX), Vector256.Sum(forceY), Vector256.Sum(sum) - 1);
    }
}
