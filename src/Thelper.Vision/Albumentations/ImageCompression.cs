using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Writes an image as a file of random quality and reads it again.</summary>
[TypeName("albumentations.ImageCompression")]
public class ImageCompression : PixelOperation<int>
{
    private const int JpegQuality = 1;
    private const int WebpQuality = 64;

    private readonly WholeRange quality;
    private readonly bool webp;

    /// <summary>Creates the operation.</summary>
    /// <param name="qualityLower">Least quality, 0 to 100; 1 or more for WebP.</param>
    /// <param name="qualityUpper">Greatest quality.</param>
    /// <param name="compressionType"><c>JPEG</c> (or 0) or <c>WEBP</c> (or 1).</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public ImageCompression(int qualityLower = 99, int qualityUpper = 100, object? compressionType = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        webp = compressionType switch
        {
            null or 0L => false,
            1L => true,
            string name => Ranges.OneOf(name[(name.LastIndexOf('.') + 1)..].ToUpperInvariant(), "compression_type", "JPEG", "WEBP") == "WEBP",
            _ => throw new UserErrorException($"'compression_type' must be JPEG (0) or WEBP (1), got {PythonRepr.Of(compressionType)}"),
        };
        quality = new(Ranges.Between(qualityLower, "quality_lower", webp ? 1 : 0, 100), Ranges.Between(qualityUpper, "quality_upper", qualityLower, 100));
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.GrayOrColor;

    /// <inheritdoc/>
    public override int Draw(torch.Tensor image, TransformRandom random) => quality.Draw(random);

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, int draw) => Pixels.AsBytes(image, bytes =>
    {
        var file = ImageCodec.Encode(bytes, webp ? ".webp" : ".jpg", webp ? WebpQuality : JpegQuality, draw);
        return Pixels.As(ImageCodec.Decode(file, Pixels.Channels(image) == 1 ? DecodeMode.Gray : DecodeMode.Color), image);
    });
}
