using Thelper.Imaging.Transforms;

namespace Thelper.Data.Datasets.Shapes;

/// <summary>A pattern between two colours: a share from 0 (the first) to 1 (the second) for every pixel.</summary>
internal static class ShapeTexture
{
    /// <summary>How many kinds of pattern there are.</summary>
    public const int Kinds = 5;

    /// <summary>Fills a square of shares.</summary>
    /// <param name="target">size × size values, row after row.</param>
    /// <param name="size">Edge length in pixels.</param>
    /// <param name="kind">0 gradient, 1 clouds, 2 stripes, 3 dots, 4 waves.</param>
    /// <param name="random">What chance decides.</param>
    public static void Fill(Span<float> target, int size, int kind, TransformRandom random)
    {
        if (kind == 1)
        {
            Clouds(target, size, random);
            return;
        }

        var angle = random.Uniform(0, 2 * Math.PI);
        var (cos, sin) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
        var period = (float)(size * random.Uniform(0.14, 0.3));
        var phase = (float)random.Uniform(0, period);
        var sharpness = (float)random.Uniform(1.5, 5);
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var along = (x * cos) + (y * sin);
                var across = (y * cos) - (x * sin);
                target[(y * size) + x] = kind switch
                {
                    0 => Math.Clamp(0.5f + ((((x - (size / 2f)) * cos) + ((y - (size / 2f)) * sin)) / (1.2f * size)), 0, 1),
                    2 => Soft(Wave(along, period, phase), sharpness),
                    3 => Soft(Wave(along, period, phase) * Wave(across, period, phase) - 0.2f, sharpness * 2),
                    _ => Soft(Wave(along + (0.25f * period * Wave(across, 1.7f * period, 0)), period, phase), 1),
                };
            }
        }
    }

    // Noise at three scales: random values on coarse grids, blended smoothly between them.
    private static void Clouds(Span<float> target, int size, TransformRandom random)
    {
        target.Clear();
        Span<float> grid = stackalloc float[18 * 18];
        var weight = 0.6f;
        for (var cells = 4; cells <= 16; cells *= 2, weight *= 0.5f)
        {
            var pitch = cells + 2;
            for (var i = 0; i < pitch * pitch; i++)
            {
                grid[i] = (float)random.NextDouble();
            }

            var step = (float)cells / size;
            for (var y = 0; y < size; y++)
            {
                var (row, v) = Cell(y * step);
                for (var x = 0; x < size; x++)
                {
                    var (column, u) = Cell(x * step);
                    var at = (row * pitch) + column;
                    var upper = grid[at] + ((grid[at + 1] - grid[at]) * u);
                    var lower = grid[at + pitch] + ((grid[at + pitch + 1] - grid[at + pitch]) * u);
                    target[(y * size) + x] += weight * (upper + ((lower - upper) * v));
                }
            }
        }
    }

    private static (int Cell, float Share) Cell(float position)
    {
        var cell = (int)position;
        var t = position - cell;
        return (cell, t * t * (3 - (2 * t)));
    }

    private static float Wave(float position, float period, float phase) => MathF.Sin(2 * MathF.PI * (position + phase) / period);

    private static float Soft(float wave, float sharpness) => Math.Clamp(0.5f + (0.5f * sharpness * wave), 0, 1);
}
