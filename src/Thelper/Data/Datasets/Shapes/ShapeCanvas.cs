using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Data.Datasets.Shapes;

/// <summary>A square picture under construction, as numbers from 0 to 1.</summary>
internal sealed class ShapeCanvas
{
    private const int FractionBits = 6;
    private readonly int size;
    private readonly float[] pixels;
    private readonly byte[] mask;
    private readonly byte? border;

    /// <param name="size">Width and height in pixels.</param>
    /// <param name="border">The value in the mask of pixels that a shape covers only in part; null to give them to the shape or the background.</param>
    public ShapeCanvas(int size, byte? border = null)
    {
        this.size = size;
        this.border = border;
        pixels = new float[size * size * 3];
        mask = new byte[size * size];
    }

    /// <summary>Paints everything with a pattern between two colours.</summary>
    public void PaintBackground(ShapeColor first, ShapeColor second, int texture, TransformRandom random)
    {
        var shares = new float[size * size];
        ShapeTexture.Fill(shares, size, texture, random);
        for (var i = 0; i < shares.Length; i++)
        {
            Set(i, first.Mix(second, shares[i]));
        }
    }

    /// <summary>Mean brightness of what is painted, 0 to 1.</summary>
    public float Luma()
    {
        var sum = 0.0;
        for (var i = 0; i < pixels.Length; i += 3)
        {
            sum += new ShapeColor(pixels[i], pixels[i + 1], pixels[i + 2]).Luma;
        }

        return (float)(sum / mask.Length);
    }

    /// <summary>Draws a shape with a soft shadow and light from one side.</summary>
    /// <returns>The first and last column and row of its pixels; null if it has none.</returns>
    public (int Left, int Top, int Right, int Bottom)? Draw(ShapePlacement shape)
    {
        var reach = shape.Radius * 0.14;
        using var shadow = Coverage(shape, reach * shape.LightX, reach * shape.LightY);
        using var cover = Coverage(shape, 0, 0);
        var dark = shadow.DataSpan<byte>();
        var body = cover.DataSpan<byte>();
        var pattern = shape.Texture < 0 ? null : new float[size * size];
        if (pattern is not null)
        {
            ShapeTexture.Fill(pattern, size, shape.Texture, shape.Random);
        }

        var (left, top, right, bottom) = (size, size, -1, -1);
        for (var i = 0; i < body.Length; i++)
        {
            if (dark[i] == 0 && body[i] == 0)
            {
                continue;
            }

            var (x, y) = (i % size, i / size);
            var below = new ShapeColor(pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]).Shade(1 - (0.4f * dark[i] / 255));
            var light = (((x - shape.X) * shape.LightX) + ((y - shape.Y) * shape.LightY)) / shape.Radius;
            var color = shape.Color.Mix(shape.Accent, pattern is null ? 0 : 0.45f * pattern[i]).Shade(1 - (0.16f * (float)light));
            Set(i, below.Mix(color, body[i] / 255f));
            if (body[i] >= 128)
            {
                mask[i] = (byte)(1 + (int)shape.Kind);
                (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
            }

            if (border is { } rim && body[i] is > 24 and < 231)
            {
                mask[i] = rim;
            }
        }

        return right < 0 ? null : (left, top, right, bottom);
    }

    /// <summary>Adds noise like a camera's and rounds to uint8, size × size × 3.</summary>
    public torch.Tensor ToImage(float noise, TransformRandom random)
    {
        var image = torch.empty([size, size, 3], torch.ScalarType.Byte);
        var bytes = image.DataSpan<byte>();
        var bits = 0UL;
        for (var i = 0; i < pixels.Length; i++)
        {
            // Two uniform bytes add up to a triangular distribution, which is as good as a normal one here.
            if (i % 4 == 0)
            {
                bits = random.NextUInt64();
            }

            var draw = (int)(bits & 0xFF) + (int)((bits >> 8) & 0xFF) - 255;
            bits >>= 16;
            bytes[i] = (byte)Math.Clamp((255 * pixels[i]) + (noise * draw / 104f) + 0.5f, 0, 255);
        }

        return image;
    }

    /// <summary>The class of every pixel, uint8 size × size: 0 for the background, else one more than the class index.</summary>
    public torch.Tensor ToMask() => torch.tensor(mask, [size, size]);

    private void Set(int pixel, ShapeColor color) =>
        (pixels[3 * pixel], pixels[(3 * pixel) + 1], pixels[(3 * pixel) + 2]) = (color.B, color.G, color.R);

    // How much of each pixel the shape covers, 0 to 255.
    private torch.Tensor Coverage(ShapePlacement shape, double shiftX, double shiftY)
    {
        var cover = torch.zeros([size, size], torch.ScalarType.Byte);
        var (cos, sin) = (shape.Radius * Math.Cos(shape.Angle), shape.Radius * Math.Sin(shape.Angle));
        var contours = ShapeOutline.Of(shape.Kind).Select(contour =>
        {
            var points = new int[2 * contour.Length];
            for (var i = 0; i < contour.Length; i++)
            {
                var (x, y) = contour[i];
                points[2 * i] = Fixed((x * cos) - (y * sin) + shape.X + shiftX);
                points[(2 * i) + 1] = Fixed((x * sin) + (y * cos) + shape.Y + shiftY);
            }

            return points;
        }).ToArray();
        ImageOps.FillPolygons(cover, contours, [255], smooth: true, FractionBits);
        return cover;
    }

    private static int Fixed(double coordinate) => (int)Math.Round(coordinate * (1 << FractionBits));
}
