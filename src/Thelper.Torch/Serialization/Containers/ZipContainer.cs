using System.Globalization;
using System.IO.Compression;
using System.Text;
using Thelper.Torch.Serialization.Pickling;

namespace Thelper.Torch.Serialization.Containers;

/// <summary>The layout of PyTorch 1.6 and later: a zip archive whose records are stored without compression. Archives that another program packed
/// again, with compression, are read as torch.load reads them.</summary>
internal sealed class ZipContainer : ICheckpointContainer
{
    private const int NewestFormat = 10;

    private readonly string file;
    private readonly Dictionary<string, ZipArchiveEntry> records;
    private readonly string folder;

    /// <summary>Reads the directory of an archive; the stream stays the caller's.</summary>
    public ZipContainer(Stream stream, string file)
    {
        this.file = file;
        try
        {
            // Not disposed: it holds nothing but the stream.
            var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            records = ZipDirectory.Read(archive, stream.Length, StringComparer.Ordinal, problem => Damaged(problem));
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or ArgumentException)
        {
            throw Damaged("its directory cannot be read", exception);
        }

        var structures = records.Keys.Where(name => name.EndsWith("/data.pkl", StringComparison.Ordinal)).ToList();
        folder = structures.Count == 1 ? structures[0][..^"data.pkl".Length] : throw new CheckpointException(file, FileKinds.OfArchive(records.Keys));
    }

    /// <inheritdoc/>
    public object? ReadStructure(LoadLimits limits)
    {
        CheckFormat();
        if (Find("data.pkl")!.Length > limits.MaxPickleBytes)
        {
            throw new CheckpointException(file, $"its pickled structure is larger than allowed ({limits.MaxPickleBytes} bytes)");
        }

        var reader = new PickleReader(new(ReadSmall("data.pkl"), file), limits, storage => Find("data/" + storage.Key) switch
        {
            null => "the file does not hold it",
            var record when record.Length != storage.Bytes => $"{storage.Count} elements take {storage.Bytes} bytes, the file holds {record.Length}",
            _ => null,
        });
        return reader.Read();
    }

    /// <inheritdoc/>
    public void ReadStorage(StorageRef storage, nint destination) => ReadRecord("data/" + storage.Key, destination, storage.Bytes);

    private void CheckFormat()
    {
        if (Find("constants.pkl") is not null)
        {
            throw new CheckpointException(file, "is a TorchScript model, not a checkpoint");
        }

        if (Find("byteorder") is not null && Encoding.ASCII.GetString(ReadSmall("byteorder")) is var order && order != "little")
        {
            throw new CheckpointException(file, $"was written in '{PickleText.Printable(order)}'-endian byte order; only little-endian files are read");
        }

        // Some writers put the format's version into a second place; the older one is always there.
        var version = Find("version") ?? Find(".data/version");
        if (version is null)
        {
            throw Damaged("it holds no record 'version'");
        }

        var text = Encoding.ASCII.GetString(ReadSmall(version.FullName[folder.Length..])).Trim();
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > NewestFormat)
        {
            throw new CheckpointException(file, $"is of format version '{PickleText.Printable(text)}'; versions 1 to {NewestFormat} are read");
        }
    }

    private ZipArchiveEntry? Find(string name) => records.GetValueOrDefault(folder + name);

    private unsafe byte[] ReadSmall(string name)
    {
        var data = new byte[Find(name)!.Length];
        fixed (byte* start = data)
        {
            ReadRecord(name, (nint)start, data.Length);
        }

        return data;
    }

    private unsafe void ReadRecord(string name, nint destination, long length)
    {
        var record = Find(name)!;
        var crc = 0u;
        try
        {
            using var stream = record.Open();
            const int largest = 1 << 20;
            for (var done = 0L; done < length;)
            {
                var part = new Span<byte>((byte*)destination + done, (int)Math.Min(largest, length - done));
                stream.ReadExactly(part);

                // The checksum follows the read closely, while the bytes are still in the cache.
                crc = Crc32.Append(crc, part);
                done += part.Length;
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw Damaged($"its record '{PickleText.Printable(name)}' cannot be read", exception);
        }

        if (crc != record.Crc32)
        {
            throw Damaged($"the checksum of its record '{PickleText.Printable(name)}' is wrong");
        }
    }

    private CheckpointException Damaged(string problem, Exception? inner = null) =>
        new(file, $"is damaged or was cut short: {problem}", inner);
}
