using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>What turning operations share.</summary>
internal static class Turns
{
    /// <summary>OpenCV's matrix of a turn and a factor about the image's centre.</summary>
    public static double[] AboutCenter(Scene scene, double degrees, double scale) => Moves.Turn(degrees, scale, (scene.Width - 1) / 2.0, (scene.Height - 1) / 2.0);

    /// <summary>The only way that boxes are turned here.</summary>
    public static void RequireLargestBox(string method)
    {
        if (method != "largest_box")
        {
            throw new UserErrorException($"'rotate_method': '{method}' is not supported; a box becomes what bounds its turned corners (largest_box)");
        }
    }

    /// <summary>The largest rectangle with the image's axes inside the turned image.</summary>
    public static (long Height, long Width) Inner(long height, long width, double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        (sin, cos) = (Math.Abs(sin), Math.Abs(cos));
        var (longSide, shortSide) = (Math.Max(width, height), Math.Min(width, height));
        double innerWidth, innerHeight;
        if (shortSide <= 2 * sin * cos * longSide || Math.Abs(sin - cos) < 1e-10)
        {
            // Two corners touch the long sides, the others lie on the line between their middles.
            var half = 0.5 * shortSide;
            (innerWidth, innerHeight) = width >= height ? (half / sin, half / cos) : (half / cos, half / sin);
        }
        else
        {
            var double2 = (cos * cos) - (sin * sin);
            (innerWidth, innerHeight) = (((width * cos) - (height * sin)) / double2, ((height * cos) - (width * sin)) / double2);
        }

        return (Math.Clamp((long)innerHeight, 1, height), Math.Clamp((long)innerWidth, 1, width));
    }
}
