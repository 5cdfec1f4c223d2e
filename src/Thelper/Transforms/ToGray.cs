using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Makes an image grey, H×W×1.</summary>
/// <remarks>
/// Three channels are blue, green, red and weigh 0.114, 0.587, 0.299 (OpenCV, rounded to the element type); any other number of
/// channels is averaged, as float64 for integers. One channel stays as it is.
/// </remarks>
[TypeName("thelper.transforms.operations.ToGray", "thelper.transforms.ToGray")]
public sealed class ToGray : Operation
{
    /// <inheritdoc/>
    protected override torch.Tensor Apply(torch.Tensor image, TransformRandom random)
    {
        switch (ImageShape(image))
        {
            case [_, _]:
                return image.unsqueeze(2);
            case [_, _, 1]:
                return image;
            case [_, _, 3]:
                var gray = ImageOps.ConvertColor(image, ColorConversion.BgrToGray);
                return gray.unsqueeze(2);
            default:
                var floating = image.dtype is torch.ScalarType.Float32 or torch.ScalarType.Float64;
                return aten.mean_dim(image, [2], keepdim: true, dtype: floating ? null : torch.ScalarType.Float64);
        }
    }
}
