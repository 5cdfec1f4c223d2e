using System.Runtime.Intrinsics;
using System.Threading.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Viz.Projection;

/// <summary>The nearest neighbours of points, exact for any number of them: products of blocks of the matrix choose, distances in double precision sort.</summary>
/// <param name="Count">How many points there are.</param>
/// <param name="Each">How many neighbours each has, itself not among them.</param>
/// <param name="Indices">Their numbers, <paramref name="Each"/> a point, nearest first, and of equal ones the lowest number first.</param>
/// <param name="Distances">How far they are.</param>
internal sealed record Neighbors(int Count, int Each, int[] Indices, double[] Distances)
{
    private const int BlockRows = 512;

    // Products in single precision may exchange what is almost as near.
    private const int Spare = 16;

    /// <summary>Finds them.</summary>
    /// <param name="points">Floating point numbers (n, d) on the CPU.</param>
    /// <param name="each">How many of each, from 1 to n - 1.</param>
    /// <param name="metric">The measure.</param>
    public static Neighbors Find(Tensor points, int each, PointMetric metric = PointMetric.Euclidean)
    {
        using var scope = NewDisposeScope();
        var (count, width) = ((int)points.shape[0], (int)points.shape[1]);
        var wide = points.to(ScalarType.Float64).contiguous();
        if (metric == PointMetric.Cosine)
        {
            wide = wide / aten.clamp_min(aten.sqrt(aten.sum_dim_IntList(wide * wide, [1], keepdim: true)), 1e-300);
        }

        var values = wide.DataSpan<double>().ToArray();

        // Around their middle points lose the fewest digits in products.
        var single = (wide - aten.mean_dim(wide, [0], keepdim: true)).to(ScalarType.Float32).contiguous();
        var squares = aten.sum_dim_IntList(single * single, [1]);
        var taken = Math.Min(each + Spare, count - 1);
        var (indices, distances) = (new int[count * each], new double[count * each]);
        for (var first = 0; first < count; first += BlockRows)
        {
            using var block = NewDisposeScope();
            var rows = Math.Min(BlockRows, count - first);
            var part = aten.narrow(single, 0, first, rows);
            var near = metric == PointMetric.Manhattan
                ? aten.cdist(part, single, 1)
                : squares.unsqueeze(0) - (mm(part, single.t()) * 2);
            var (_, order) = aten.topk(near, taken + 1, 1, largest: false);
            var candidates = order.contiguous().DataSpan<long>().ToArray();
            var start = first;
            Parallel.For(0, rows, row => Sort(values, width, metric, start + row, candidates.AsSpan(row * (taken + 1), taken + 1), indices, distances, each));
        }

        return new(count, each, indices, distances);
    }

    /// <summary>The distance of two points.</summary>
    /// <param name="a">One; of length 1 for the cosine.</param>
    /// <param name="b">The other one.</param>
    /// <param name="metric">The measure.</param>
    public static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b, PointMetric metric) => metric switch
    {
        PointMetric.Cosine => Math.Max(0, 1 - Sum(a, b, static (x, y) => x * y, static (x, y) => x * y)),
        PointMetric.Manhattan => Sum(a, b, static (x, y) => Vector256.Abs(x - y), static (x, y) => Math.Abs(x - y)),
        _ => Math.Sqrt(Sum(a, b, static (x, y) => (x - y) * (x - y), static (x, y) => (x - y) * (x - y))),
    };

    // In four lanes on every processor, so that the sum is the same on every one.
    private static double Sum(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Func<Vector256<double>, Vector256<double>, Vector256<double>> four, Func<double, double, double> one)
    {
        var lanes = Vector256<double>.Zero;
        var i = 0;
        for (; i <= a.Length - 4; i += 4)
        {
            lanes += four(Vector256.Create(a[i..]), Vector256.Create(b[i..]));
        }

        var sum = Vector256.Sum(lanes);
        for (; i < a.Length; i++)
        {
            sum += one(a[i], b[i]);
        }

        return sum;
    }

    private static void Sort(double[] values, int width, PointMetric metric, int row, ReadOnlySpan<long> candidates, int[] indices, double[] distances, int each)
    {
        var found = new List<(double Distance, int Index)>(candidates.Length);
        foreach (var candidate in candidates)
        {
            if (candidate != row)
            {
                found.Add((Distance(values.AsSpan(row * width, width), values.AsSpan((int)candidate * width, width), metric), (int)candidate));
            }
        }

        found.Sort();
        for (var i = 0; i < each; i++)
        {
            (distances[(row * each) + i], indices[(row * each) + i]) = found[i];
        }
    }
}
