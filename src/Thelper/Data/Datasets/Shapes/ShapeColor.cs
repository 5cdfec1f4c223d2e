using Thelper.Imaging.Transforms;

namespace Thelper.Data.Datasets.Shapes;

/// <summary>A colour as blue, green and red from 0 to 1.</summary>
internal readonly record struct ShapeColor(float B, float G, float R)
{
    /// <summary>Perceived brightness, 0 to 1.</summary>
    public float Luma => (0.114f * B) + (0.587f * G) + (0.299f * R);

    /// <summary>A colour by hue (in turns), saturation and value.</summary>
    public static ShapeColor FromHsv(double hue, double saturation, double value)
    {
        return new ShapeColor(Channel(1), Channel(3), Channel(5));

        float Channel(int n)
        {
            var k = (n + (6 * (hue - Math.Floor(hue)))) % 6;
            return (float)(value - (value * saturation * Math.Clamp(Math.Min(k, 4 - k), 0, 1)));
        }
    }

    /// <summary>Two muted colours for a background, close to each other.</summary>
    public static (ShapeColor First, ShapeColor Second) Background(double hue, TransformRandom random)
    {
        var (saturation, value) = (random.Uniform(0.2, 0.5), random.Uniform(0.3, 0.9));
        var away = random.NextDouble() < 0.5 ? -1 : 1;
        return (
            FromHsv(hue, saturation, value),
            FromHsv(hue + random.Uniform(-0.06, 0.06), saturation + random.Uniform(-0.1, 0.1), Math.Clamp(value + (away * random.Uniform(0.06, 0.2)), 0.2, 1)));
    }

    /// <summary>A strong colour that stands out from the given backgrounds by hue and brightness.</summary>
    public static ShapeColor Contrasting(double hue, float luma, TransformRandom random)
    {
        var best = default(ShapeColor);
        var bestDistance = -1f;
        for (var attempt = 0; attempt < 12 && bestDistance < 0.3f; attempt++)
        {
            var color = FromHsv(hue + random.Uniform(0.3, 0.7), random.Uniform(0.6, 1), random.Uniform(0.3, 1));
            var distance = Math.Abs(color.Luma - luma);
            if (distance > bestDistance)
            {
                (best, bestDistance) = (color, distance);
            }
        }

        return best;
    }

    /// <summary>The mixture with another colour.</summary>
    public ShapeColor Mix(ShapeColor other, float share) =>
        new(B + ((other.B - B) * share), G + ((other.G - G) * share), R + ((other.R - R) * share));

    /// <summary>The colour made brighter or darker.</summary>
    public ShapeColor Shade(float factor) => new(B * factor, G * factor, R * factor);
}
