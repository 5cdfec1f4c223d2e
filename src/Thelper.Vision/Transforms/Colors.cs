using Thelper.Torch;
using static Thelper.Vision.Transforms.TorchvisionImage;
using F = Thelper.Vision.torchvision.transforms.functional;

namespace Thelper.Vision.Transforms;

/// <summary>Colours of images H×W×C: bytes as PIL changes them, real numbers as torchvision's tensors.</summary>
internal static class Colors
{
    /// <summary>Mixes with black: 1 leaves the image.</summary>
    public static torch.Tensor Brightness(torch.Tensor image, double factor) =>
        image.is_floating_point() ? OnPlanes(image, planes => F.adjust_brightness(planes, factor)) : PilColor.Brightness(image, factor);

    /// <summary>Mixes with the mean: 1 leaves the image.</summary>
    public static torch.Tensor Contrast(torch.Tensor image, double factor) =>
        image.is_floating_point() ? OnPlanes(image, planes => F.adjust_contrast(planes, factor)) : PilColor.Contrast(image, factor);

    /// <summary>Mixes with grey: 1 leaves the image.</summary>
    public static torch.Tensor Saturation(torch.Tensor image, double factor) =>
        image.is_floating_point() ? OnPlanes(image, planes => F.adjust_saturation(planes, factor)) : PilColor.Saturation(image, factor);

    /// <summary>Turns the circle of colours.</summary>
    public static torch.Tensor Hue(torch.Tensor image, double factor) =>
        image.is_floating_point() ? OnPlanes(image, planes => F.adjust_hue(planes, factor)) : PilColor.Hue(image, factor);

    /// <summary>Mixes with a smoothed image: 1 leaves the image.</summary>
    public static torch.Tensor Sharpness(torch.Tensor image, double factor) =>
        image.is_floating_point() ? OnPlanes(image, planes => F.adjust_sharpness(planes, factor)) : PilColor.Sharpness(image, factor);

    /// <summary>White becomes black.</summary>
    public static torch.Tensor Invert(torch.Tensor image) => image.is_floating_point() ? 1 - image : PilColor.Map(image, value => (byte)(255 - value));

    /// <summary>Inverts what is at least as bright as the threshold.</summary>
    public static torch.Tensor Solarize(torch.Tensor image, double threshold) => image.is_floating_point()
        ? OnPlanes(image, planes => F.solarize(planes, threshold))
        : PilColor.Map(image, value => value < threshold ? value : (byte)(255 - value));

    /// <summary>Keeps the upper bits.</summary>
    public static torch.Tensor Posterize(torch.Tensor image, int bits)
    {
        RequireBytes(image);
        var mask = (byte)(0xFF << (8 - bits));
        return PilColor.Map(image, value => (byte)(value & mask));
    }

    /// <summary>Stretches each channel to the whole range.</summary>
    public static torch.Tensor Autocontrast(torch.Tensor image) => image.is_floating_point() ? OnPlanes(image, F.autocontrast) : PilColor.Autocontrast(image);

    /// <summary>Spreads the values of each channel evenly.</summary>
    public static torch.Tensor Equalize(torch.Tensor image)
    {
        RequireBytes(image);
        return PilColor.Equalize(image);
    }

    /// <summary>Refuses arrays of real numbers.</summary>
    public static void RequireBytes(torch.Tensor image)
    {
        if (image.is_floating_point())
        {
            throw new UserErrorException("needs bytes, and the image holds real numbers; put it before torchvision.transforms.ToTensor");
        }
    }
}
