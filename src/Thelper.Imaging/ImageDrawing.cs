using System.Text;
using Thelper.Imaging.Native;
using Thelper.Torch;

namespace Thelper.Imaging;

/// <summary>Draws lines, boxes and text into images in tensors, by OpenCV on the tensor's own memory.</summary>
/// <remarks>An image is a contiguous tensor H×W or H×W×C on the CPU with at most four channels; what lies outside of it is not drawn.
/// A colour has one value per channel, in the image's own channel order. Coordinates are pixels from the left and top.</remarks>
public static unsafe class ImageDrawing
{
    private const int HardEdges = 8;
    private const int SmoothEdges = 16;
    private const int Jet = 2;
    private const int FirstLetter = 0xC0;

    // The letters of Latin-1 and Latin Extended-A without their accents. (Unicode's decomposition is not to be had in invariant globalization.)
    private const string Letters =
        "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty"
        + "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";


    /// <summary>Draws the outline of a rectangle.</summary>
    /// <param name="image">The image to draw into.</param>
    /// <param name="left">Left column, inside.</param>
    /// <param name="top">Top row, inside.</param>
    /// <param name="right">Right column, inside.</param>
    /// <param name="bottom">Bottom row, inside.</param>
    /// <param name="color">One value per channel.</param>
    /// <param name="thickness">Width of the outline in pixels, above 0.</param>
    /// <exception cref="ImageException">The image cannot be drawn into.</exception>
    public static void Rectangle(torch.Tensor image, int left, int top, int right, int bottom, ReadOnlySpan<double> color, int thickness = 1) =>
        AnyRectangle(image, left, top, right, bottom, color, Math.Max(1, thickness));

    /// <summary>Fills a rectangle.</summary>
    /// <param name="image">The image to draw into.</param>
    /// <param name="left">Left column, inside.</param>
    /// <param name="top">Top row, inside.</param>
    /// <param name="right">Right column, inside.</param>
    /// <param name="bottom">Bottom row, inside.</param>
    /// <param name="color">One value per channel.</param>
    /// <exception cref="ImageException">The image cannot be drawn into.</exception>
    public static void FillRectangle(torch.Tensor image, int left, int top, int right, int bottom, ReadOnlySpan<double> color) =>
        AnyRectangle(image, left, top, right, bottom, color, -1);

    /// <summary>Draws a line.</summary>
    /// <param name="image">The image to draw into.</param>
    /// <param name="x1">Column of one end.</param>
    /// <param name="y1">Row of one end.</param>
    /// <param name="x2">Column of the other end.</param>
    /// <param name="y2">Row of the other end.</param>
    /// <param name="color">One value per channel.</param>
    /// <param name="thickness">Width in pixels, above 0.</param>
    /// <param name="smooth">Whether edges are blended with what lies below (uint8 only).</param>
    /// <exception cref="ImageException">The image cannot be drawn into.</exception>
    public static void Line(torch.Tensor image, int x1, int y1, int x2, int y2, ReadOnlySpan<double> color, int thickness = 1, bool smooth = false)
    {
        using var canvas = Canvas(image, "draw a line");
        var value = stackalloc double[4];
        Fill(color, value);
        Check(ImagingLibrary.Line(canvas.Native, x1, y1, x2, y2, value, Math.Max(1, thickness), smooth ? SmoothEdges : HardEdges), "draw a line");
    }

    /// <summary>Fills a circle.</summary>
    /// <param name="image">The image to draw into.</param>
    /// <param name="x">Column of the centre.</param>
    /// <param name="y">Row of the centre.</param>
    /// <param name="radius">Radius in pixels, 0 or more.</param>
    /// <param name="color">One value per channel.</param>
    /// <exception cref="ImageException">The image cannot be drawn into.</exception>
    public static void FillCircle(torch.Tensor image, int x, int y, int radius, ReadOnlySpan<double> color)
    {
        using var canvas = Canvas(image, "draw a circle");
        var value = stackalloc double[4];
        Fill(color, value);
        Check(ImagingLibrary.Circle(canvas.Native, x, y, radius, value, -1), "draw a circle");
    }

    /// <summary>Writes one line of text with smooth edges. Accents are dropped; other letters beyond ASCII become question marks.</summary>
    /// <param name="image">The image to draw into.</param>
    /// <param name="text">The text.</param>
    /// <param name="x">Column where it begins.</param>
    /// <param name="y">Row of its base line.</param>
    /// <param name="color">One value per channel.</param>
    /// <param name="scale">Size; capital letters are about 22 pixels high at 1.</param>
    /// <param name="thickness">Width of the strokes in pixels, above 0.</param>
    /// <exception cref="ImageException">The image cannot be drawn into.</exception>
    public static void Text(torch.Tensor image, string text, int x, int y, ReadOnlySpan<double> color, double scale = 0.4, int thickness = 1)
    {
        using var canvas = Canvas(image, "write a text");
        var value = stackalloc double[4];
        Fill(color, value);
        Check(ImagingLibrary.PutText(canvas.Native, Plain(text), x, y, scale, value, Math.Max(1, thickness)), "write a text");
    }

    /// <summary>The size of a text as <see cref="Text"/> writes it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="scale">Size.</param>
    /// <param name="thickness">Width of the strokes in pixels.</param>
    /// <returns>Width, height above the base line, and how far letters reach below it, in pixels.</returns>
    public static (int Width, int Height, int Below) TextSize(string text, double scale = 0.4, int thickness = 1)
    {
        ImagingLibrary.Ensure();
        Check(ImagingLibrary.TextSize(Plain(text), scale, Math.Max(1, thickness), out var width, out var height, out var below), "measure a text");
        return (width, height, below);
    }

    /// <summary>As much of a text as fits, with two dots at its end where something was cut off.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">Pixels that it may take.</param>
    /// <param name="scale">Size.</param>
    /// <param name="thickness">Width of the strokes in pixels.</param>
    public static string Shorten(string text, int width, double scale = 0.4, int thickness = 1)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (TextSize(text, scale, thickness).Width <= width)
        {
            return text;
        }

        var (fits, tooLong) = (0, text.Length);
        while (tooLong - fits > 1)
        {
            var middle = (fits + tooLong) / 2;
            (fits, tooLong) = TextSize(text[..middle] + "..", scale, thickness).Width <= width ? (middle, tooLong) : (fits, middle);
        }

        return fits == 0 ? "" : text[..fits].TrimEnd() + "..";
    }

    /// <summary>Turns grey values into OpenCV's colours from blue over green to red.</summary>
    /// <param name="grey">uint8 H×W.</param>
    /// <returns>uint8 H×W×3, blue, green, red.</returns>
    /// <exception cref="ImageException">The image has another shape or type.</exception>
    public static torch.Tensor JetColors(torch.Tensor grey)
    {
        ImagingLibrary.Ensure();
        if (grey.ndim != 2 || grey.dtype != torch.ScalarType.Byte)
        {
            throw new ImageException($"heat map: a uint8 tensor H×W is needed, got {grey.dtype} [{string.Join(", ", grey.shape)}]");
        }

        using var source = ImageView.Of(grey, "heat map");
        var result = torch.empty([grey.shape[0], grey.shape[1], 3], torch.ScalarType.Byte, torch.CPU);
        using var target = ImageView.Of(result, "heat map");
        var status = ImagingLibrary.ApplyColorMap(source.Native, target.Native, Jet);
        if (status != NativeStatus.Ok)
        {
            result.Dispose();
        }

        Check(status, "heat map");
        return result;
    }

    private static void AnyRectangle(torch.Tensor image, int left, int top, int right, int bottom, ReadOnlySpan<double> color, int thickness)
    {
        using var canvas = Canvas(image, "draw a rectangle");
        var value = stackalloc double[4];
        Fill(color, value);
        Check(ImagingLibrary.Rectangle(canvas.Native, left, top, right, bottom, value, thickness), "draw a rectangle");
    }

    // Hershey's font has ASCII only.
    private static string Plain(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var place = rune.Value - FirstLetter;
            plain.Append(rune.IsAscii ? (char)rune.Value : place >= 0 && place < Letters.Length ? Letters[place] : '?');
        }

        return plain.ToString();
    }

    private static ImageView Canvas(torch.Tensor image, string operation)
    {
        ImagingLibrary.Ensure();
        return image.is_contiguous() ? ImageView.Of(image, operation) : throw new ImageException($"{operation}: the image must be contiguous");
    }

    private static void Fill(ReadOnlySpan<double> color, double* four)
    {
        if (color.Length > 4)
        {
            throw new ImageException($"draw: a colour has at most four numbers, got {color.Length}");
        }

        for (var i = 0; i < 4; i++)
        {
            four[i] = i < color.Length ? color[i] : 0;
        }
    }

    private static void Check(NativeStatus status, string operation)
    {
        if (status != NativeStatus.Ok)
        {
            throw new ImageException($"{operation}: {ImagingLibrary.LastError}");
        }
    }
}
