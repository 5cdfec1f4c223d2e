using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Multiplies real numbers by the greatest value of a type, and makes integers of them.</summary>
[TypeName("albumentations.FromFloat")]
public sealed class FromFloat : PixelOperation<bool>
{
    private readonly torch.ScalarType type;
    private readonly double maxValue;

    /// <summary>Creates the operation.</summary>
    /// <param name="dtype"><c>uint8</c>, <c>uint16</c> (int32 here, as the engine has no such type), <c>float32</c> or <c>float64</c>.</param>
    /// <param name="maxValue">The factor, above 0; null for that of the type: 255, 65535 or 1.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public FromFloat(string dtype = "uint16", double? maxValue = null, bool alwaysApply = false, double p = 1.0)
        : base(alwaysApply, p)
    {
        (type, var most) = Ranges.OneOf(dtype[(dtype.LastIndexOf('.') + 1)..], "dtype", "uint8", "uint16", "float32", "float64") switch
        {
            "uint8" => (torch.ScalarType.Byte, 255.0),
            "uint16" => (torch.ScalarType.Int32, 65535.0),
            "float64" => (torch.ScalarType.Float64, 1.0),
            _ => (torch.ScalarType.Float32, 1.0),
        };
        this.maxValue = maxValue is { } given ? Ranges.Between(given, "max_value", 1e-9) : most;
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.AnyType;

    /// <summary>Chance decides nothing.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override bool Draw(torch.Tensor image, TransformRandom random) => true;

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, bool draw) => image.is_floating_point()
        ? image.mul(maxValue).to(type)
        : throw new UserErrorException($"needs an image of real numbers, got {image.dtype}");
}
