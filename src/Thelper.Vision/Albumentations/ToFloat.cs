using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Divides by the greatest value that the image's type has, or another: float32.</summary>
[TypeName("albumentations.ToFloat")]
public sealed class ToFloat : PixelOperation<bool>
{
    private readonly double? maxValue;

    /// <summary>Creates the operation.</summary>
    /// <param name="maxValue">The divisor, above 0; null for that of the type: 255 for bytes, 65535 for int32 (which stand for 16-bit files), 1 for real numbers.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public ToFloat(double? maxValue = null, bool alwaysApply = false, double p = 1.0)
        : base(alwaysApply, p) => this.maxValue = maxValue is { } given ? Ranges.Between(given, "max_value", 1e-9) : null;

    /// <inheritdoc/>
    protected override Needs Needs => Needs.AnyType;

    /// <summary>Chance decides nothing.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override bool Draw(torch.Tensor image, TransformRandom random) => true;

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, bool draw) => image.to(torch.float32).div(maxValue ?? image.dtype switch
    {
        torch.ScalarType.Byte => 255,
        torch.ScalarType.Int32 => 65535,
        torch.ScalarType.Float32 or torch.ScalarType.Float64 => 1,
        _ => throw new UserErrorException($"cannot tell the greatest value of {image.dtype}; set 'max_value'"),
    });
}
