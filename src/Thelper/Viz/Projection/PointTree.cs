using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Thelper.Viz.Projection;

/// <summary>Points of a plane in squares within squares, so that the force of many on one is had without looking at each.</summary>
/// <remarks>J. Barnes and P. Hut, A hierarchical O(N log N) force-calculation algorithm, 1986. Squares stand in the order of a walk, each with the place where the walk goes on without it.</remarks>
/// <param name="count">How many points there are.</param>
internal sealed class PointTree(int count)
{
    private const int MostInLeaf = 16;

    // Points that are the same cannot be told apart by smaller squares.
    private const int MostDepth = 40;
    private static readonly Vector256<int> Lanes = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7);
    private readonly List<Square> squares = new(count);
    private readonly int[] order = [.. Enumerable.Range(0, count)];
    private readonly float[] sortedX = new float[count + Vector256<float>.Count];
    private readonly float[] sortedY = new float[count + Vector256<float>.Count];

    /// <summary>The numbers of the points in the order of the tree: those that lie together follow each other.</summary>
    public ReadOnlySpan<int> Order => order;

    /// <summary>Sorts points into squares; only one thread may, and nobody may ask meanwhile.</summary>
    /// <param name="x">The points' coordinates.</param>
    /// <param name="y">The others.</param>
    public void Build(float[] x, float[] y)
    {
        squares.Clear();
        var (left, right, bottom, top) = (float.PositiveInfinity, float.NegativeInfinity, float.PositiveInfinity, float.NegativeInfinity);
        for (var i = 0; i < count; i++)
        {
            (left, right, bottom, top) = (Math.Min(left, x[i]), Math.Max(right, x[i]), Math.Min(bottom, y[i]), Math.Max(top, y[i]));
        }

        Add(x, y, 0, count, (left + right) / 2, (bottom + top) / 2, Math.Max(right - left, top - bottom), 0);
        for (var i = 0; i < count; i++)
        {
            (sortedX[i], sortedY[i]) = (x[order[i]], y[order[i]]);
        }
    }

    /// <summary>The force of all others on a point: with q = 1 / (1 + square of the distance), the sums of q * q * difference, and of q.</summary>
    /// <param name="place">The point's place in <see cref="Order"/>.</param>
    /// <param name="squaredAngle">Squares that are narrower, as seen from the point, count as one point; squared. 0 for none.</param>
    public (float X, float Y, float Sum) ForceOn(int place, float squaredAngle)
    {
        var (px, py) = (sortedX[place], sortedY[place]);
        var (forceX, forceY, sum) = (0f, 0f, 0f);
        var (manyX, manyY, manySum) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        var all = CollectionsMarshal.AsSpan(squares);
        for (var at = 0; at < all.Length;)
        {
            ref readonly var square = ref all[at];
            var (dx, dy) = (px - square.X, py - square.Y);
            var distance = (dx * dx) + (dy * dy);
            if (square.SquaredWidth < squaredAngle * distance && (place < square.Begin || place >= square.End))
            {
                var q = 1 / (1 + distance);
                var weight = (square.End - square.Begin) * q;
                sum += weight;
                weight *= q;
                forceX += weight * dx;
                forceY += weight * dy;
                at = square.Next;
            }
            else if (square.Next == at + 1)
            {
                AddLeaf(square, px, py, ref manyX, ref manyY, ref manySum);
                at++;
            }
            else
            {
                at++;
            }
        }

        // The point itself, at no distance, has pushed with a force of 0 and a q of 1.
        return (forceX + Vector256.Sum(manyX), forceY + Vector256.Sum(manyY), sum + Vector256.Sum(manySum) - 1);
    }

    private void AddLeaf(in Square leaf, float px, float py, ref Vector256<float> forceX, ref Vector256<float> forceY, ref Vector256<float> sum)
    {
        var (x, y) = (Vector256.Create(px), Vector256.Create(py));
        for (var i = leaf.Begin; i < leaf.End; i += Vector256<float>.Count)
        {
            var dx = x - Vector256.LoadUnsafe(ref sortedX[i]);
            var dy = y - Vector256.LoadUnsafe(ref sortedY[i]);
            var q = Vector256<float>.One / (Vector256<float>.One + (dx * dx) + (dy * dy));
            q = Vector256.ConditionalSelect(Vector256.LessThan(Lanes, Vector256.Create(leaf.End - i)).AsSingle(), q, Vector256<float>.Zero);
            sum += q;
            q *= q;
            forceX += q * dx;
            forceY += q * dy;
        }
    }

    private void Add(float[] x, float[] y, int begin, int end, float middleX, float middleY, float width, int depth)
    {
        var at = squares.Count;
        squares.Add(default);
        if (end - begin > MostInLeaf && depth < MostDepth)
        {
            var half = Part(y, begin, end, middleY);
            foreach (var (from, to, upper) in ((int, int, int)[])[(begin, half, -1), (half, end, 1)])
            {
                var quarter = Part(x, from, to, middleX);
                if (quarter > from)
                {
                    Add(x, y, from, quarter, middleX - (width / 4), middleY + (upper * width / 4), width / 2, depth + 1);
                }

                if (to > quarter)
                {
                    Add(x, y, quarter, to, middleX + (width / 4), middleY + (upper * width / 4), width / 2, depth + 1);
                }
            }
        }

        var (sumX, sumY) = (0.0, 0.0);
        for (var i = begin; i < end; i++)
        {
            sumX += x[order[i]];
            sumY += y[order[i]];
        }

        squares[at] = new((float)(sumX / (end - begin)), (float)(sumY / (end - begin)), width * width, begin, end, squares.Count);
    }

    // Puts those below the limit first; returns where the others begin.
    private int Part(float[] values, int begin, int end, float limit)
    {
        var place = begin;
        for (var i = begin; i < end; i++)
        {
            if (values[order[i]] < limit)
            {
                (order[place], order[i]) = (order[i], order[place]);
                place++;
            }
        }

        return place;
    }

    private readonly record struct Square(float X, float Y, float SquaredWidth, int Begin, int End, int Next);
}
