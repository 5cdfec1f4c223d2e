using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>Converts between whole numbers, whose greatest is white, and real numbers from 0 to 1; takes bytes and real numbers.</summary>
[TypeName("torchvision.transforms.ConvertImageDtype", "torchvision.transforms.transforms.ConvertImageDtype")]
public sealed class ConvertImageDtype : TorchvisionOperation
{
    private readonly torch.ScalarType dtype;

    /// <summary>Creates the operation.</summary>
    /// <param name="dtype">PyTorch's name of the type, such as <c>torch.float32</c> or <c>torch.uint8</c>.</param>
    public ConvertImageDtype(string dtype)
    {
        ArgumentNullException.ThrowIfNull(dtype);
        this.dtype = dtype[(dtype.LastIndexOf('.') + 1)..] switch
        {
            "uint8" => torch.ScalarType.Byte,
            "int8" => torch.ScalarType.Int8,
            "int16" or "short" => torch.ScalarType.Int16,
            "int32" or "int" => torch.ScalarType.Int32,
            "int64" or "long" => torch.ScalarType.Int64,
            _ => TransformArguments.ElementType(dtype),
        };
    }

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random) =>
        image.dtype == dtype ? image : torchvision.transforms.functional.convert_image_dtype(image, dtype);
}
