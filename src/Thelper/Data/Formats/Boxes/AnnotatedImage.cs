using Thelper.Imaging;
using Thelper.Torch;
using Thelper.Vision.Formats;

namespace Thelper.Data.Formats.Boxes;

/// <summary>Reads images whose annotation says how large they are.</summary>
internal sealed class AnnotatedImage
{
    private const string Ignore = "ignore";
    private readonly bool applyExif;
    private readonly bool check;

    /// <summary>Reads the options.</summary>
    /// <param name="applyExif">The option <c>apply_exif</c>.</param>
    /// <param name="onSizeMismatch">The option <c>on_size_mismatch</c>.</param>
    /// <exception cref="UserErrorException"><paramref name="onSizeMismatch"/> is unknown.</exception>
    public AnnotatedImage(bool applyExif, string onSizeMismatch = BoxRules.Fail)
    {
        string[] choices = [BoxRules.Fail, Ignore];
        this.applyExif = applyExif;
        check = onSizeMismatch switch
        {
            BoxRules.Fail => true,
            Ignore => false,
            _ => throw new UserErrorException($"on_size_mismatch: unknown value '{onSizeMismatch}'{NearestName.Hint(onSizeMismatch, choices)}"),
        };
    }

    /// <summary>Decodes an image.</summary>
    /// <param name="path">The image.</param>
    /// <param name="size">Columns and rows that the annotation gives the image; null where it gives none.</param>
    /// <param name="annotation">The annotation, for the message.</param>
    /// <returns>uint8, H×W×3, blue, green, red.</returns>
    /// <exception cref="ImageException">The image cannot be read.</exception>
    /// <exception cref="AnnotationException">It has another size than its annotation says.</exception>
    public torch.Tensor Read(string path, (long Width, long Height)? size = null, string annotation = "")
    {
        var image = Decode(path, applyExif);
        var (width, height) = (image.shape[1], image.shape[0]);
        if (!check || size is not { } said || said == (width, height))
        {
            return image;
        }

        image.Dispose();
        throw new AnnotationException(FormattableString.Invariant(
            $"{path}: the image has {width} x {height} pixels, its annotation ({annotation}) says {said.Width} x {said.Height}; {Advice(path, said, (width, height))}"));
    }

    /// <summary>The size that an annotation gives, where it does: zeros and the like stand for an unknown one.</summary>
    public static (long Width, long Height)? SizeOf(double? width, double? height) =>
        width is > 0 and < int.MaxValue && height is > 0 and < int.MaxValue && double.IsInteger(width.Value) && double.IsInteger(height.Value)
            ? ((long)width.Value, (long)height.Value)
            : null;

    private static torch.Tensor Decode(string path, bool applyExif) => ImageCodec.Decode(path, applyExif ? DecodeMode.Color : DecodeMode.ColorUnrotated);

    private string Advice(string path, (long Width, long Height) said, (long Width, long Height) actual)
    {
        const string Mend = "mend the annotation, or set \"on_size_mismatch\": \"ignore\" if it is right all the same";
        if (said != (actual.Height, actual.Width))
        {
            return $"was the image resized after it was annotated? Use the images that were annotated, {Mend}";
        }

        using var other = Decode(path, !applyExif);
        var turns = (other.shape[1], other.shape[0]) == said;
        return !turns ? $"width and height are swapped, and the image has no EXIF orientation that would explain it: {Mend}"
            : applyExif ? "the file's EXIF orientation turns the image, and the annotation was made without it: set \"apply_exif\": false"
            : "the file's EXIF orientation turns the image, and the annotation was made with it: set \"apply_exif\": true";
    }
}
