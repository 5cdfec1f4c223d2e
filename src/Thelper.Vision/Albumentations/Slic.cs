using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Superpixels by simple linear iterative clustering (Achanta and others, TPAMI 34, 2012): k-means over place and CIE L*a*b* colour, each centre within reach of its own.</summary>
internal static class Slic
{
    private const int Rounds = 10;
    private const double Compactness = 10;

    /// <summary>Finds superpixels, which are connected.</summary>
    /// <param name="image">H×W or H×W×C, of 1 or 3 channels, bytes or real numbers from 0 to 1.</param>
    /// <param name="wanted">About how many.</param>
    /// <returns>The number of each pixel's superpixel, from 0, row after row.</returns>
    public static int[] Segment(torch.Tensor image, int wanted)
    {
        using var scope = torch.NewDisposeScope();
        var (height, width) = (Pixels.Height(image), Pixels.Width(image));
        var real = Pixels.ToReal(image);
        var colors = Pixels.Channels(image) == 3
            ? ImageOps.ConvertColor(real, ColorConversion.RgbToLab)
            : real.reshape(height, width, 1).mul(100.0).expand(height, width, 3).contiguous();
        return Connect(Cluster(colors.DataSpan<float>(), height, width, wanted), height, width, wanted);
    }

    private static int[] Cluster(ReadOnlySpan<float> colors, int height, int width, int wanted)
    {
        var step = Math.Max(1, Math.Sqrt((double)height * width / wanted));
        var (rows, columns) = (Math.Max(1, (int)Math.Round(height / step)), Math.Max(1, (int)Math.Round(width / step)));
        // L, a, b, y, x of each centre.
        var centers = new double[rows * columns][];
        for (var i = 0; i < centers.Length; i++)
        {
            var (y, x) = ((int)(((i / columns) + 0.5) * height / rows), (int)(((i % columns) + 0.5) * width / columns));
            var at = ((y * width) + x) * 3;
            centers[i] = [colors[at], colors[at + 1], colors[at + 2], y, x];
        }

        var labels = new int[height * width];
        var distances = new double[labels.Length];
        var weight = Compactness * Compactness / (step * step);
        for (var round = 0; round < Rounds; round++)
        {
            Array.Fill(distances, double.PositiveInfinity);
            for (var i = 0; i < centers.Length; i++)
            {
                var center = centers[i];
                for (var y = (int)Math.Max(0, center[3] - (2 * step)); y <= Math.Min(height - 1, center[3] + (2 * step)); y++)
                {
                    for (var x = (int)Math.Max(0, center[4] - (2 * step)); x <= Math.Min(width - 1, center[4] + (2 * step)); x++)
                    {
                        var at = (y * width) + x;
                        var (l, a, b) = (colors[at * 3] - center[0], colors[(at * 3) + 1] - center[1], colors[(at * 3) + 2] - center[2]);
                        var distance = (l * l) + (a * a) + (b * b) + (weight * (((y - center[3]) * (y - center[3])) + ((x - center[4]) * (x - center[4]))));
                        if (distance < distances[at])
                        {
                            (distances[at], labels[at]) = (distance, i);
                        }
                    }
                }
            }

            Recenter(centers, labels, colors, width);
        }

        return labels;
    }

    private static void Recenter(double[][] centers, int[] labels, ReadOnlySpan<float> colors, int width)
    {
        var sums = Array.ConvertAll(centers, _ => new double[6]);
        for (var at = 0; at < labels.Length; at++)
        {
            var sum = sums[labels[at]];
            (sum[0], sum[1], sum[2]) = (sum[0] + colors[at * 3], sum[1] + colors[(at * 3) + 1], sum[2] + colors[(at * 3) + 2]);
            (sum[3], sum[4], sum[5]) = (sum[3] + (at / width), sum[4] + (at % width), sum[5] + 1);
        }

        for (var i = 0; i < centers.Length; i++)
        {
            if (sums[i][5] > 0)
            {
                centers[i] = Array.ConvertAll(sums[i][..5], value => value / sums[i][5]);
            }
        }
    }

    // Connected parts get numbers of their own; one of less than half a superpixel's size joins the part before it.
    private static int[] Connect(int[] labels, int height, int width, int wanted)
    {
        var result = new int[labels.Length];
        Array.Fill(result, -1);
        var least = labels.Length / wanted / 2;
        var (count, part) = (0, new List<int>());
        for (var start = 0; start < labels.Length; start++)
        {
            if (result[start] >= 0)
            {
                continue;
            }

            var beside = start % width > 0 ? result[start - 1] : start >= width ? result[start - width] : -1;
            part.Clear();
            part.Add(start);
            result[start] = count;
            for (var next = 0; next < part.Count; next++)
            {
                var (y, x) = (part[next] / width, part[next] % width);
                foreach (var (row, column) in ((int, int)[])[(y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)])
                {
                    var at = (row * width) + column;
                    if (row >= 0 && row < height && column >= 0 && column < width && result[at] < 0 && labels[at] == labels[start])
                    {
                        result[at] = count;
                        part.Add(at);
                    }
                }
            }

            if (part.Count < least && beside >= 0)
            {
                part.ForEach(at => result[at] = beside);
            }
            else
            {
                count++;
            }
        }

        return result;
    }
}
