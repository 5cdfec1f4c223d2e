namespace Thelper.Imaging;

/// <summary>Recognises, by its first bytes, what stands in many a file that is named like an image and is none that is read.</summary>
internal static class ForeignContent
{
    /// <summary>What the content is; null if it is nothing known.</summary>
    /// <param name="data">The file's bytes.</param>
    public static string? Of(ReadOnlySpan<byte> data) =>
        data.StartsWith("GIF8"u8) ? "a GIF, which is not read; convert it to PNG"
        : data.Length > 12 && data[4..8].SequenceEqual("ftyp"u8) ? Brand(data[8..12])
        : data.StartsWith("version https://git-lfs"u8) ? "a pointer of Git LFS; fetch the image by 'git lfs pull'"
        : data.StartsWith("PK\u0003\u0004"u8) ? "a ZIP archive; unpack it"
        : data.StartsWith("%PDF"u8) ? "a PDF document"
        : data.StartsWith("8BPS"u8) ? "a Photoshop document; export it as PNG"
        : data.StartsWith((ReadOnlySpan<byte>)[0x00, 0x05, 0x16, 0x07]) ? "what macOS keeps beside a file (AppleDouble); delete it"
        : Markup(data.TrimStart(" \t\r\n\uFEFF"u8));

    private static string Brand(ReadOnlySpan<byte> brand) =>
        brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8) ? "an AVIF, which is not read; convert it to PNG"
        : brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("hevc"u8) ? "a HEIC, which is not read; convert it to PNG"
        : "a video";

    private static string? Markup(ReadOnlySpan<byte> text) =>
        StartsLike(text, "<!doctype html"u8) || StartsLike(text, "<html"u8) ? "a web page, as a server sends one in place of a missing image; fetch it again"
        : StartsLike(text, "<svg"u8) || StartsLike(text, "<?xml"u8) ? "XML or SVG, which is not read"
        : null;

    private static bool StartsLike(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
        text.Length >= word.Length && System.Text.Ascii.EqualsIgnoreCase(text[..word.Length], word);
}
