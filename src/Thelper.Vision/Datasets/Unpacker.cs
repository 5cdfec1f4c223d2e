using System.Formats.Tar;
using System.IO.Compression;
using Thelper.Torch.Serialization;

namespace Thelper.Vision.Datasets;

/// <summary>Unpacks downloaded files without letting them write anywhere else.</summary>
internal static class Unpacker
{
    /// <summary>Most that an archive may unpack to, in bytes; the largest known one takes a fifth of it.</summary>
    private const long MaxBytes = 1L << 30;

    /// <summary>Unpacks a gzip file.</summary>
    /// <param name="source">The compressed file.</param>
    /// <param name="target">The file to write.</param>
    /// <exception cref="UserErrorException">The file is damaged or unpacks to more than is plausible.</exception>
    public static void Gunzip(string source, string target) => Guard(source, () =>
    {
        using var input = new GZipStream(InputFile.OpenRead(source), CompressionMode.Decompress);
        AtomicFile.Write(target, output => CopyBounded(input, output, MaxBytes));
    });

    /// <summary>Unpacks the regular files of one folder of a .tar.gz archive.</summary>
    /// <param name="source">The archive.</param>
    /// <param name="root">Where the folder is to be.</param>
    /// <param name="folder">The folder's name; anything else in the archive is refused.</param>
    /// <param name="maxBytes">Most that the files may have together.</param>
    /// <exception cref="UserErrorException">The archive is damaged, names files outside the folder, holds links or is implausibly large.</exception>
    public static void Untar(string source, string root, string folder, long maxBytes = MaxBytes) => Guard(source, () =>
    {
        using var input = new GZipStream(InputFile.OpenRead(source), CompressionMode.Decompress);
        Extract(input, root, folder, flat: true, maxBytes);
    });

    /// <summary>Unpacks the regular files of a plain .tar archive with its folders, all below one top folder.</summary>
    /// <param name="source">The archive.</param>
    /// <param name="root">Where the top folder is to be.</param>
    /// <param name="top">The top folder's name; anything else in the archive is refused.</param>
    /// <param name="maxBytes">Most that the files may have together.</param>
    /// <exception cref="UserErrorException">The archive is damaged, names files outside the folder, holds links or is implausibly large.</exception>
    public static void UntarTree(string source, string root, string top, long maxBytes) => Guard(source, () =>
    {
        using var input = InputFile.OpenRead(source);
        Extract(input, root, top, flat: false, maxBytes);
    });

    /// <summary>Unpacks gzip files out of a folder of a .zip archive.</summary>
    /// <param name="source">The archive.</param>
    /// <param name="folder">Folder in the archive; its files that end in <c>.gz</c> are unpacked, the rest of the archive is not.</param>
    /// <param name="target">Where the unpacked files are to be, without the ending.</param>
    /// <exception cref="UserErrorException">The archive is damaged or implausibly large.</exception>
    public static void UnzipGzipped(string source, string folder, string target) => Guard(source, () =>
    {
        using var archive = ZipFile.OpenRead(InputFile.Require(source));
        foreach (var entry in archive.Entries)
        {
            var parts = entry.FullName.Split('/');
            if (parts.Length != 2 || parts[0] != folder || !parts[1].EndsWith(".gz", StringComparison.Ordinal) || parts[1] is ".." or ".gz" || parts[1].Contains('\\', StringComparison.Ordinal))
            {
                continue;
            }

            using var input = new GZipStream(entry.Open(), CompressionMode.Decompress);
            AtomicFile.Write(Path.Join(target, parts[1][..^3]), output => CopyBounded(input, output, MaxBytes));
        }
    });

    private static void Extract(Stream archive, string root, string top, bool flat, long maxBytes)
    {
        using var reader = new TarReader(archive);
        var budget = maxBytes;
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes)
            {
                continue;
            }

            var parts = entry.Name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToArray();
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || parts.Length < 2 || (flat && parts.Length > 2) || parts[0] != top
                || parts.Contains("..") || entry.Name.StartsWith('/'))
            {
                throw new InvalidDataException($"it holds '{entry.Name}', which is no plain file in the folder '{top}'");
            }

            var target = Path.Join([root, .. parts]);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            AtomicFile.Write(target, output =>
            {
                var left = CopyBounded(entry.DataStream ?? Stream.Null, output, budget);
                if (budget - left != entry.Length)
                {
                    throw new InvalidDataException($"it ends within '{entry.Name}'");
                }

                budget = left;
            });
        }
    }

    // Returns what is left of the limit. A gzip stream that is cut off just ends here, without an error.
    private static long CopyBounded(Stream input, Stream output, long limit)
    {
        var chunk = new byte[1 << 16];
        for (int count; (count = input.Read(chunk)) > 0;)
        {
            limit -= count;
            if (limit < 0)
            {
                throw new InvalidDataException("it unpacks to more than is plausible");
            }

            output.Write(chunk, 0, count);
        }

        return limit;
    }

    private static void Guard(string source, Action unpack)
    {
        try
        {
            unpack();
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new UserErrorException($"{source}: cannot be unpacked ({error.Message}); delete it and download it again", error);
        }
    }
}
