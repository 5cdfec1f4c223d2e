using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Testbed15;

/// <summary>How far each pixel is from the edge of what a mask shows.</summary>
/// <remarks>Exact, in two passes of one dimension: Felzenszwalb and Huttenlocher, "Distance transforms of sampled functions", Theory of Computing 8 (2012).</remarks>
internal static class DistanceMap
{
    /// <summary>Distances between the centres of pixels: outside of the mask to the nearest pixel of it, inside, below 0, to the nearest one beyond it.</summary>
    /// <param name="mask">uint8, height x width.</param>
    /// <param name="pixelSize">Units of a column and a row.</param>
    /// <returns>float32, height x width. Where there is no such pixel, the length of the diagonal.</returns>
    public static Tensor Signed(Tensor mask, (double X, double Y) pixelSize)
    {
        var (height, width) = ((int)mask.shape[0], (int)mask.shape[1]);
        var inside = mask.DataSpan<byte>().ToArray();
        var far = Math.Sqrt(Math.Pow(height * pixelSize.Y, 2) + Math.Pow(width * pixelSize.X, 2));
        var (outer, inner) = (Squared(inside, height, width, pixelSize, toInside: true), Squared(inside, height, width, pixelSize, toInside: false));
        var result = empty([height, width], ScalarType.Float32);
        var values = result.DataSpan<float>();
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(inside[i] == 0 ? Math.Min(far, Math.Sqrt(outer[i])) : -Math.Min(far, Math.Sqrt(inner[i])));
        }

        return result;
    }

    private static double[] Squared(byte[] inside, int height, int width, (double X, double Y) pixelSize, bool toInside)
    {
        var field = Array.ConvertAll(inside, value => value != 0 == toInside ? 0 : double.PositiveInfinity);
        var column = new double[height];
        for (var x = 0; x < width; x++)
        {
            for (var y = 0; y < height; y++)
            {
                column[y] = field[(y * width) + x];
            }

            Pass(column, pixelSize.Y);
            for (var y = 0; y < height; y++)
            {
                field[(y * width) + x] = column[y];
            }
        }

        for (var y = 0; y < height; y++)
        {
            Pass(field.AsSpan(y * width, width), pixelSize.X);
        }

        return field;
    }

    // The lower envelope of parabolas, one above each cell.
    private static void Pass(Span<double> line, double step)
    {
        var given = line.ToArray();
        var (apexes, starts) = (new int[line.Length], new double[line.Length + 1]);
        var last = -1;
        for (var q = 0; q < given.Length; q++)
        {
            if (double.IsPositiveInfinity(given[q]))
            {
                continue;
            }

            var start = double.NegativeInfinity;
            while (last >= 0)
            {
                start = Crossing(given, apexes[last], q, step);
                if (start > starts[last])
                {
                    break;
                }

                last--;
                start = double.NegativeInfinity;
            }

            last++;
            (apexes[last], starts[last], starts[last + 1]) = (q, start, double.PositiveInfinity);
        }

        for (int q = 0, k = 0; last >= 0 && q < line.Length; q++)
        {
            while (starts[k + 1] < q)
            {
                k++;
            }

            line[q] = Math.Pow((q - apexes[k]) * step, 2) + given[apexes[k]];
        }
    }

    private static double Crossing(double[] given, int p, int q, double step) =>
        (((given[q] - given[p]) / (step * step)) + ((double)q * q) - ((double)p * p)) / (2.0 * (q - p));
}
