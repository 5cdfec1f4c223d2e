using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Draws and arguments that operations share which move pixels.</summary>
internal static class Moves
{
    /// <summary>A side of a crop.</summary>
    public static int Side(int value, string name) => Ranges.Between(value, name, 1, 65536);

    /// <summary>A crop that lies inside the image.</summary>
    public static Warp Crop(Scene scene, long left, long top, long height, long width) => height <= scene.Height && width <= scene.Width
        ? Warps.Crop(scene.Height, scene.Width, left, top, height, width)
        : throw TooLarge(scene, height, width);

    /// <summary>A crop and a change of size after it.</summary>
    public static Warp CropAndResize(Scene scene, (long Left, long Top, long Height, long Width) crop, long height, long width, Interpolation interpolation)
    {
        var cut = Crop(scene, crop.Left, crop.Top, crop.Height, crop.Width);
        return (crop.Height, crop.Width) == (height, width) ? cut : new ChainWarp([cut, Warps.Resize(crop.Height, crop.Width, height, width, interpolation)]);
    }

    /// <summary>The error for a crop that does not fit.</summary>
    public static UserErrorException TooLarge(Scene scene, long height, long width) =>
        new($"the crop of {height} x {width} (height x width) is larger than the image of {scene.Height} x {scene.Width}; put albumentations.PadIfNeeded before it");

    /// <summary>The constant that an image is filled with where a border is; null is 0.</summary>
    public static double[] Fill(object? value, string name) => TransformArguments.BorderValue(value, name);

    /// <summary>The constant that a mask is filled with: the first number; null where none is given.</summary>
    public static double? MaskFill(object? value, string name) => value is null ? null : TransformArguments.BorderValue(value, name)[0];

    /// <summary>A border type, mirrored without the edge where none is given.</summary>
    public static BorderMode Border(object? value, string name, BorderMode missing = BorderMode.Reflect101) => value is null ? missing : TransformArguments.Border(value, name);

    /// <summary>OpenCV's matrix of a turn (degrees, counter-clockwise) and a factor about a point; pixels lie at whole numbers.</summary>
    public static double[] Turn(double degrees, double scale, double centerX, double centerY)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var (a, b) = (scale * cos, scale * sin);
        return [a, b, ((1 - a) * centerX) - (b * centerY), -b, a, (b * centerX) + ((1 - a) * centerY)];
    }
}
