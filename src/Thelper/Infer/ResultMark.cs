namespace Thelper.Infer;

/// <summary>What marks a PNG file as a result of predictions, so that the next ones may replace it: a text behind its header (ISO/IEC 15948, 11.3.4.3). Whatever else changes the file writes its own.</summary>
internal static class ResultMark
{
    /// <summary>The program that the text names.</summary>
    public const string Software = "thelper infer";

    // The signature and the header with its length, name and checksum.
    private const int HeaderEnd = 8 + 25;

    private static ReadOnlySpan<byte> Chunk => "\0\0\0\u0016tEXtSoftware\0thelper infer"u8;

    /// <summary>Whether a file has it.</summary>
    /// <param name="file">The file; one that cannot be read has none.</param>
    public static bool IsOn(string file)
    {
        Span<byte> start = stackalloc byte[HeaderEnd + Chunk.Length];
        try
        {
            using var stream = InputFile.OpenRead(file);
            return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start[HeaderEnd..].SequenceEqual(Chunk);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or UserErrorException)
        {
            return false;
        }
    }
}
