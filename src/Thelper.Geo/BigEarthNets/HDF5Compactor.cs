using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Thelper.Data.Formats.Hdf5;
using Thelper.Geo.Rasters;
using Thelper.Imaging;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.BigEarthNets;

/// <summary>Packs the folders of BigEarthNet, one for each patch with a file for each band, into one archive that <see cref="BigEarthNet"/> and the original read.</summary>
public sealed partial class HDF5Compactor
{
    /// <summary>The bands that are packed unless others are asked for: blue, green, red, near infrared, at 10 m.</summary>
    public static readonly IReadOnlyList<string> UsualBands = ["B02", "B03", "B04", "B08"];

    private const int BandsOfPatch = 12;
    private static readonly string[] Keys = ["labels", "coordinates", "projection", "tile_source", "acquisition_date"];
    private readonly IReadOnlyList<string> folders;

    /// <summary>Lists the patches; no picture is opened.</summary>
    /// <param name="root">The folder of the patches' folders, which are called <c>MISSION_MSIL2A_YYYYMMDDTHHMMSS_COLUMN_ROW</c>.</param>
    /// <exception cref="UserErrorException">It is missing, or has no patch.</exception>
    public HDF5Compactor(string root)
    {
        if (!Directory.Exists(root))
        {
            throw new UserErrorException($"the folder '{root}' does not exist");
        }

        folders = [.. Directory.GetDirectories(root).Where(folder => PatchName().IsMatch(Path.GetFileName(folder))).Order(StringComparer.Ordinal)];
        if (folders.Count == 0)
        {
            throw new UserErrorException($"the folder '{root}' holds no folder that is called as the patches of BigEarthNet are, such as S2A_MSIL2A_20170613T101031_0_45");
        }
    }

    /// <summary>How many patches there are.</summary>
    public int Count => folders.Count;

    /// <summary>Writes the archive, which appears when it is whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bands">Bands in the order of the channels; null for <see cref="UsualBands"/>.</param>
    /// <param name="targetSize">Width and height of the patches; bands of another size are resized by a cubic.</param>
    /// <param name="compress">Whether pictures are compressed (<c>chunk_lz4</c>).</param>
    /// <param name="progress">Told how many are done; null for nobody.</param>
    /// <exception cref="UserErrorException">A patch is not complete, or a file cannot be read.</exception>
    public void Export(string path, IReadOnlyList<string>? bands = null, int targetSize = 120, bool compress = true, Action<int>? progress = null)
    {
        bands ??= UsualBands;
        Hdf5TableWriter.Write(path, table =>
        {
            foreach (var (key, value) in new OrderedDictionary<string, object>
            {
                ["source"] = Environment.MachineName,
                ["git_sha1"] = "unknown",
                ["version"] = typeof(HDF5Compactor).Assembly.GetName().Version!.ToString(3),
                ["target_size"] = new long[] { targetSize, targetSize },
                ["target_bands"] = PythonRepr.Of(bands),
                ["target_dtype"] = "uint16",
                ["norm_meanstddev"] = "None",
                ["metadata_compression"] = "none",
                ["image_compression"] = compress ? "chunk_lz4" : "none",
                ["patch_count"] = (long)folders.Count,
            })
            {
                table.Attributes[key] = value;
            }

            table.AddTexts("metadata", folders.Count);
            table.AddArray("imgdata", "<u2", [bands.Count, targetSize, targetSize], folders.Count, compress);
            for (var i = 0; i < folders.Count; i++)
            {
                RequireWhole(folders[i]);
                table.AddRow("metadata", Metadata(folders[i]));
                table.AddRow("imgdata", Pixels(folders[i], bands, targetSize));
                progress?.Invoke(i + 1);
            }
        });
    }

    private static void RequireWhole(string folder)
    {
        var (pictures, texts) = (Directory.GetFiles(folder, "*.tif").Length, Directory.GetFiles(folder, "*.json").Length);
        if (pictures != BandsOfPatch || texts != 1)
        {
            throw new UserErrorException(FormattableString.Invariant($"{folder}: a patch has {BandsOfPatch} files .tif and one .json, this one {pictures} and {texts}; is the data set unpacked as a whole?"));
        }
    }

    // The original writes a dictionary as Python prints it.
    private static string Metadata(string folder)
    {
        var path = Directory.GetFiles(folder, "*.json")[0];
        try
        {
            using var document = JsonDocument.Parse(InputFile.ReadAllBytes(path));
            var record = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
            foreach (var key in Keys)
            {
                record[key] = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(key, out var value)
                    ? Plain(value)
                    : throw new UserErrorException($"{path}: the key '{key}' is missing");
            }

            return PythonRepr.Of(record);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The latter of a text that is no Unicode: it is looked at when it is asked for.
            throw new UserErrorException($"{path}: this is no JSON: {error.Message}", error);
        }
    }

    private static object? Plain(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? whole : (object)element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => element.EnumerateArray().Select(Plain).ToList(),
        JsonValueKind.Object => new OrderedDictionary<string, object?>(element.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, Plain(member.Value)))),
        _ => null,
    };

    private static byte[] Pixels(string folder, IReadOnlyList<string> bands, int size)
    {
        var row = new ushort[bands.Count * size * size];
        for (var b = 0; b < bands.Count; b++)
        {
            var path = Path.Combine(folder, $"{Path.GetFileName(folder)}_{bands[b]}.tif");
            using var raster = Raster.Open(path);
            using var stored = raster.Read(raster.Info.Window, [1], ScalarType.Float32);
            using var resized = stored.shape[0] == size && stored.shape[1] == size ? null : ImageOps.Resize(stored, size, size, Interpolation.Cubic);
            var values = (resized ?? stored).DataSpan<float>();
            for (var i = 0; i < values.Length; i++)
            {
                row[(b * size * size) + i] = (ushort)Math.Clamp(MathF.Round(values[i]), 0, ushort.MaxValue);
            }
        }

        return MemoryMarshal.AsBytes<ushort>(row).ToArray();
    }

    [GeneratedRegex(@"^\w+_MSIL2A_\d{8}T\d{6}_\d+_\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex PatchName();
}
