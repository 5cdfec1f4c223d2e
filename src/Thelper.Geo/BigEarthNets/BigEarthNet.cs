using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Thelper.Config;
using Thelper.Data;
using Thelper.Data.Formats.Hdf5;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Geo.BigEarthNets;

/// <summary>BigEarthNet (Sumbul et al., IGARSS 2019): patches of Sentinel-2 with the land covers in them, in the archive that <see cref="HDF5Compactor"/> writes.</summary>
/// <remarks>A sample's <c>image</c> is float32, height x width x bands; <c>labels</c> an int32 vector of 0 and 1 over the names found in the archive, sorted.</remarks>
[TypeName("thelper.data.geo.bigearthnet.BigEarthNet")]
[SampleFields("image", "labels", "idx")]
public sealed class BigEarthNet : Dataset, IDisposable
{
    private const string CacheName = "bigearthnet-meta.json";
    private readonly Archive archive;
    private readonly IReadOnlyList<string> metaKeys;
    private readonly bool normalize;

    /// <summary>Opens the archive and reads its metadata.</summary>
    /// <param name="hdf5Path">The file.</param>
    /// <param name="cachePath">A folder in which the labels are kept between runs, for as long as the archive is the same; null for none.</param>
    /// <param name="transforms">Applied to every sample.</param>
    /// <param name="metaKeys">Keys of a patch's metadata that samples have, such as <c>acquisition_date</c>; null for none.</param>
    /// <param name="useGlobalNormalization">Whether <see cref="ImageMean"/> is subtracted from each channel, which is then divided by <see cref="ImageStddev"/>.</param>
    /// <param name="keepFileOpen">Kept for the original's configurations: the file is always open.</param>
    /// <exception cref="UserErrorException">The archive cannot be read, or is none of BigEarthNet.</exception>
    public BigEarthNet(
        string hdf5Path, string? cachePath = null, ITransform? transforms = null, IReadOnlyList<string>? metaKeys = null, bool useGlobalNormalization = true, bool keepFileOpen = false)
        : this(Archive.Open(hdf5Path, cachePath, useGlobalNormalization), transforms, metaKeys ?? [], useGlobalNormalization) => _ = keepFileOpen;

    private BigEarthNet(Archive archive, ITransform? transforms, IReadOnlyList<string> metaKeys, bool normalize)
        : base(transforms)
    {
        (this.archive, this.metaKeys, this.normalize) = (archive, metaKeys, normalize);
        Task = new Classification(archive.Names, "image", "labels", ["idx", .. metaKeys], multiLabel: true);
    }

    /// <summary>Mean of each channel (B02, B03, B04, B08).</summary>
    public IReadOnlyList<double> ImageMean { get; } = Archive.Mean;

    /// <summary>Standard deviation of each channel.</summary>
    public IReadOnlyList<double> ImageStddev { get; } = [1465.65655, 1359.52390, 1452.28644, 1702.87621];

    /// <inheritdoc/>
    public override Task Task { get; }

    /// <inheritdoc/>
    public override int Count => archive.Labels.Length;

    /// <inheritdoc/>
    public override string Describe(int index) => $"{archive.Table.Path}: patch {index}";

    /// <summary>Closes the archive.</summary>
    public void Dispose() => archive.Table.Dispose();

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        using var scope = NewDisposeScope();
        var image = archive.Table.ReadTensor(Archive.Images, index).permute(1, 2, 0).to(ScalarType.Float32).contiguous();
        var labels = new int[archive.Names.Count];
        foreach (var label in archive.Labels[index])
        {
            labels[label] = 1;
        }

        var sample = new Sample
        {
            ["image"] = (normalize ? ChannelScale.Normalize(image, ImageMean, ImageStddev) : image).MoveToOuterDisposeScope(),
            ["labels"] = tensor(labels, [labels.Length], ScalarType.Int32).MoveToOuterDisposeScope(),
            ["idx"] = (long)index,
        };
        if (metaKeys.Count > 0)
        {
            var metadata = archive.Metadata(index);
            foreach (var key in metaKeys)
            {
                sample[key] = metadata.TryGetValue(key, out var value)
                    ? value
                    : throw new UserErrorException($"{Describe(index)}: its metadata have no '{key}'{NearestName.Hint(key, metadata.Keys)}");
            }
        }

        return sample;
    }

    private sealed record Archive(Hdf5Table Table, IReadOnlyList<string> Names, int[][] Labels)
    {
        public const string Images = "imgdata";
        private const string Records = "metadata";
        private const int Sampled = 1 << 16;

        public static IReadOnlyList<double> Mean { get; } = [721.22571, 878.51586, 869.68060, 2432.32815];

        public static Archive Open(string path, string? cachePath, bool normalize)
        {
            var table = new Hdf5Table(path);
            try
            {
                var (images, records) = (table.Shape(Images), table.Shape(Records));
                if (images.Count != 4 || records[0] != images[0] || images[0] > int.MaxValue)
                {
                    throw new UserErrorException($"{path}: '{Images}' ({string.Join(" x ", images)}) and '{Records}' ({string.Join(" x ", records)}) do not fit each other");
                }

                if (normalize && images[1] != Mean.Count)
                {
                    throw new UserErrorException(FormattableString.Invariant($"{path}: its patches have {images[1]} bands; the known means are of {Mean.Count}: set use_global_normalization to false"));
                }

                var key = cachePath is null ? null : KeyOf(path);
                var cache = cachePath is null ? null : Path.Combine(cachePath, CacheName);
                if (cache is not null && Cached(cache, key!, (int)images[0]) is { } known)
                {
                    return new Archive(table, known.Names!, known.Labels!);
                }

                var archive = Scan(table, (int)images[0]);
                if (cache is not null)
                {
                    Directory.CreateDirectory(cachePath!);
                    AtomicFile.RemoveOrphans(cachePath!, CacheName);
                    AtomicFile.Write(cache, stream => JsonSerializer.Serialize(stream, new Content { Key = key, Names = [.. archive.Names], Labels = archive.Labels }));
                }

                return archive;
            }
            catch
            {
                table.Dispose();
                throw;
            }
        }

        public IReadOnlyDictionary<string, object?> Metadata(int index) => Record(Table, index);

        private static Archive Scan(Hdf5Table table, int count)
        {
            var found = Enumerable.Range(0, count).Select(i => LabelsOf(Record(table, i), table.Path, i)).ToArray();
            List<string> names = [.. found.SelectMany(labels => labels).Distinct().Order(StringComparer.Ordinal)];
            if (names.Count == 0)
            {
                throw new UserErrorException($"{table.Path}: no patch has a label");
            }

            var index = names.Select((name, i) => (name, i)).ToDictionary(entry => entry.name, entry => entry.i);
            return new Archive(table, names, Array.ConvertAll(found, labels => labels.Select(label => index[label]).ToArray()));
        }

        private static List<string> LabelsOf(IReadOnlyDictionary<string, object?> record, string path, int index) =>
            record.GetValueOrDefault("labels") is System.Collections.IEnumerable list and not string && list.Cast<object?>().All(entry => entry is string)
                ? [.. list.Cast<string>()]
                : throw new UserErrorException($"{path}: the metadata of patch {index} have no list of labels");

        private static IReadOnlyDictionary<string, object?> Record(Hdf5Table table, int index)
        {
            var text = table.Read(Records, index) as string ?? throw new UserErrorException($"{table.Path}: '{Records}' holds no texts");
            try
            {
                return PythonLiteral.Parse(text) as IReadOnlyDictionary<string, object?> ?? throw new UserErrorException("it is no map");
            }
            catch (UserErrorException error)
            {
                throw new UserErrorException($"{table.Path}: the metadata of patch {index} cannot be read: {error.Message}", error);
            }
        }

        // The archive has tens of gigabytes: its size, time and both ends stand for it.
        private static string KeyOf(string path)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var file = new FileInfo(path);
            hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"1 {file.Length} {file.LastWriteTimeUtc.Ticks}\n")));
            using var handle = InputFile.OpenHandle(path);
            var bytes = new byte[Sampled];
            foreach (var at in new[] { 0, Math.Max(0, file.Length - Sampled) })
            {
                hash.AppendData(bytes.AsSpan(0, RandomAccess.Read(handle, bytes, at)));
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }

        private static Content? Cached(string path, string key, int count)
        {
            try
            {
                var content = File.Exists(path) ? JsonSerializer.Deserialize<Content>(InputFile.ReadAllBytes(path)) : null;
                return content is { Names: { } names, Labels: { } labels } && content.Key == key && labels.Length == count
                    && labels.All(list => list is not null && list.All(label => label >= 0 && label < names.Length)) ? content : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }

        private sealed record Content
        {
            public string? Key { get; init; }

            public string[]? Names { get; init; }

            public int[][]? Labels { get; init; }
        }
    }
}
