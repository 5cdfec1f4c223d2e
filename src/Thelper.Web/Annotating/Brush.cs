namespace Thelper.Web.Annotating;

/// <summary>Sizes of the brush, and the window through which an image is seen: what is painted does not depend on how far it is zoomed in.</summary>
/// <param name="windowWidth">Width of the window, in its own pixels, that shows the whole image.</param>
/// <param name="windowHeight">Its height.</param>
/// <param name="bar">Height of the bar above the image.</param>
/// <param name="maskWidth">Width of the image.</param>
/// <param name="maskHeight">Its height.</param>
internal sealed class Brush(int windowWidth, int windowHeight, int bar, int maskWidth, int maskHeight)
{
    /// <summary>The largest size.</summary>
    public const int MaxSize = 100;

    /// <summary>The smallest size that the wheel gives, as in the original; keys go down to 1.</summary>
    public const int MinWheelSize = 3;

    /// <summary>The window's width.</summary>
    public int WindowWidth => windowWidth;

    /// <summary>The window's height, without the bar.</summary>
    public int WindowHeight => windowHeight;

    /// <summary>The window in which an image is seen as a whole.</summary>
    /// <param name="longest">The window's longest side; null where <paramref name="exact"/> is given.</param>
    /// <param name="exact">Width and height of the window; null where <paramref name="longest"/> is given.</param>
    /// <param name="bar">Height of the bar above the image.</param>
    /// <param name="maskWidth">Width of the image.</param>
    /// <param name="maskHeight">Its height.</param>
    public static Brush For(int longest, (int Width, int Height)? exact, int bar, int maskWidth, int maskHeight)
    {
        var scale = (double)longest / Math.Max(maskWidth, maskHeight);
        var (width, height) = exact ?? (Math.Max(1, (int)Math.Round(maskWidth * scale)), Math.Max(1, (int)Math.Round(maskHeight * scale)));
        return new(width, height, bar, maskWidth, maskHeight);
    }

    /// <summary>The size after the wheel was turned up.</summary>
    /// <param name="size">The size before.</param>
    public static int Larger(int size) => Math.Min(MaxSize, Math.Max(size + 1, (int)(size * 1.1)));

    /// <summary>The size after the wheel was turned down.</summary>
    /// <param name="size">The size before.</param>
    public static int Smaller(int size) => Math.Max(MinWheelSize, Math.Min(size - 1, (int)(size * 0.9)));

    /// <summary>The radius in pixels of the mask: the size scaled from the window to the mask, then rounded. Size 1 is one pixel of any mask.</summary>
    /// <param name="size">1 to <see cref="MaxSize"/>.</param>
    public int RadiusOf(int size) => size <= 1 ? 0 : Math.Clamp((int)Math.Round((double)size * maskWidth / windowWidth), 1, Disc.MaxRadius);

    /// <summary>The pixel of the mask under a point of the window.</summary>
    /// <param name="x">Pixels from the window's left.</param>
    /// <param name="y">Pixels from its top, the bar included.</param>
    public (int X, int Y) PixelAt(double x, double y) => ((int)Math.Floor(x * maskWidth / windowWidth), (int)Math.Floor((y - bar) * maskHeight / windowHeight));
}
