using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Repeats the channel of a grey image three times, H×W×3.</summary>
[TypeName("thelper.transforms.operations.ToColor", "thelper.transforms.ToColor")]
public sealed class ToColor : Operation
{
    private static readonly ToGray Inverse = new();

    /// <inheritdoc/>
    protected override torch.Tensor Apply(torch.Tensor image, TransformRandom random)
    {
        var shape = image.shape;
        var gray = shape switch
        {
            [_, _] => image.unsqueeze(2),
            [_, _, 1] => image,
            _ => throw new UserErrorException($"needs an image with one channel, got the shape [{string.Join(", ", shape)}]"),
        };
        return image.dtype is torch.ScalarType.Byte or torch.ScalarType.Float32 ? ImageOps.ConvertColor(gray, ColorConversion.GrayToBgr)
            : TransformArguments.IsImageType(image.dtype) ? ImageOps.SelectChannels(gray, [0, 0, 0])
            : aten.expand(gray, [shape[0], shape[1], 3]).contiguous();
    }

    /// <summary>Makes the image grey again.</summary>
    /// <param name="image">H×W×3.</param>
    protected override torch.Tensor Invert(torch.Tensor image) => (torch.Tensor)Inverse.Apply(image, TransformRandom.For(0, 0, 0))!;
}
