using System.IO.Compression;

namespace Thelper.Torch.Serialization.Containers;

/// <summary>The directory of a zip archive that may be a stranger's.</summary>
internal static class ZipDirectory
{
    // What compressed records may unpack to in all: weights hardly shrink, so a file far beyond this is made to fill the memory.
    private const long LargestRatio = 100;

    /// <summary>Reads it. No record takes more than the file has, nor all of them together; this bounds everything that is allocated later.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="size">Bytes of its file.</param>
    /// <param name="names">Which names are the same.</param>
    /// <param name="damaged">Makes the exception for a problem.</param>
    /// <returns>The records by name.</returns>
    public static Dictionary<string, ZipArchiveEntry> Read(ZipArchive archive, long size, StringComparer names, Func<string, Exception> damaged)
    {
        var records = new Dictionary<string, ZipArchiveEntry>(names);
        var (stored, unpacked) = (0L, 0L);
        foreach (var entry in archive.Entries)
        {
            var (inside, outside) = (entry.CompressedLength, entry.Length);
            if (inside < 0 || inside > size || outside < 0 || (inside == outside && outside > size))
            {
                throw damaged("its directory does not match its size");
            }

            stored += inside;
            if (stored > size || !records.TryAdd(entry.FullName, entry))
            {
                throw damaged("its records overlap");
            }

            // Compared before it is added: sizes up to 2^63 - 1 do not overflow.
            if (outside > (size * LargestRatio) - unpacked)
            {
                throw damaged($"its compressed records unpack to more than {LargestRatio} times its size");
            }

            unpacked += outside;
        }

        return records;
    }
}
