using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Writes an image as a JPEG file of random quality and reads it again.</summary>
[TypeName("albumentations.JpegCompression")]
public sealed class JpegCompression : ImageCompression
{
    /// <summary>Creates the operation.</summary>
    /// <param name="qualityLower">Least quality, 0 to 100.</param>
    /// <param name="qualityUpper">Greatest quality.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public JpegCompression(int qualityLower = 99, int qualityUpper = 100, bool alwaysApply = false, double p = 0.5)
        : base(qualityLower, qualityUpper, null, alwaysApply, p)
    {
    }
}
