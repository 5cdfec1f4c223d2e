using Thelper.Config;
using Thelper.Imaging;

namespace Thelper.Data.Formats.Hdf5;

/// <summary>How a field of an archive is stored.</summary>
/// <param name="Type"><c>none</c>, <c>lz4</c>, <c>jpg</c>, <c>png</c>, <c>chunk_lz4</c> or <c>gzip</c>; for reading also <c>lzf</c> and <c>szip</c>.</param>
internal sealed record ArchiveEncoding(string Type)
{
    /// <summary>No compression.</summary>
    public static readonly ArchiveEncoding None = new("none");

    /// <summary>Whether samples are stored one after another, whatever the type.</summary>
    public bool Flatten { get; init; }

    /// <summary>What the encoder is told: OpenCV's pairs of flag and value, or one level.</summary>
    public int[] Parameters { get; init; } = [];

    /// <summary>What the image decoder makes of channels; null to follow the stored shape.</summary>
    public DecodeMode? Mode { get; init; }

    /// <summary>Whether HDF5 compresses pieces of the array, not this program each sample.</summary>
    public bool IsFilter => Type is "chunk_lz4" or "gzip" or "lzf" or "szip";

    /// <summary>Whether samples are image files.</summary>
    public bool IsImage => Type is "jpg" or "png";

    /// <summary>How to decode images of a shape so that they come back in it.</summary>
    public static DecodeMode ModeOf(ReadOnlySpan<long> shape) =>
        shape.Length < 3 || shape[^1] == 1 ? DecodeMode.Gray : shape[^1] == 3 ? DecodeMode.Color : DecodeMode.Unchanged;

    /// <summary>Brings the names for "no compression" and for JPEG down to one each.</summary>
    public static string Canonical(string? type) => type switch
    {
        null or "None" or "none" or "raw" or "" => "none",
        "jpeg" => "jpg",
        _ => type,
    };

    /// <summary>Reads the settings that an archive carries; only what a reader needs.</summary>
    /// <param name="text">A printed dictionary.</param>
    /// <param name="file">The archive.</param>
    public static IReadOnlyDictionary<string, ArchiveEncoding> ReadAll(string text, string file)
    {
        object? plain;
        try
        {
            plain = PythonLiteral.Parse(text);
        }
        catch (UserErrorException e)
        {
            throw new Hdf5Exception($"{file}: the attribute 'compression' cannot be read: {e.Message}", e);
        }

        var all = new Dictionary<string, ArchiveEncoding>(StringComparer.Ordinal);
        foreach (var (key, value) in plain as Dictionary<string, object?> ?? [])
        {
            if (value is Dictionary<string, object?> entry)
            {
                var decode = (entry.GetValueOrDefault("decode_params") ?? entry.GetValueOrDefault("decode_kwargs")) as Dictionary<string, object?>;
                all[key] = new(Canonical(entry.GetValueOrDefault("type") as string)) { Mode = Flags(decode?.GetValueOrDefault("flags"), $"{file}: compression of '{key}'") };
            }
        }

        return all;
    }

    /// <summary>Reads the <c>compression</c> map of a configuration.</summary>
    public static ArchiveEncoding Bind(ConfigNode node, ConfigErrors errors)
    {
        var options = OptionsBinder.Bind<Section>(node, errors);
        if (options.Type is { Kind: not (ConfigKind.String or ConfigKind.Null) } other)
        {
            errors.Add(other, $"expected a text, got {other.Describe()}");
        }

        var type = Canonical(options.Type?.Value as string);
        if (type is not ("none" or "lz4" or "jpg" or "png" or "chunk_lz4" or "gzip"))
        {
            errors.Add(node.Get("type") ?? node, $"cannot compress with '{type}'; use none, lz4, jpg, png, chunk_lz4 or gzip");
        }

        DecodeMode? mode = null;
        int[] parameters = [];
        try
        {
            mode = Flags(options.Decode?.Get("flags")?.Value, node.Where);
            parameters = Encoder(options.Encode, type);
        }
        catch (UserErrorException e)
        {
            errors.Add(node, e.Message);
        }

        return new(type) { Flatten = options.Flatten, Mode = mode, Parameters = parameters };
    }

    private static int[] Encoder(ConfigNode? node, string type)
    {
        foreach (var (key, value) in node?.Entries ?? [])
        {
            switch (type, key)
            {
                case ("jpg" or "png", "params") when value.Kind == ConfigKind.List && value.Items.Count % 2 == 0:
                    return [.. value.Items.Select(item => item.Value switch
                    {
                        long number => (int)Math.Clamp(number, int.MinValue, int.MaxValue),
                        string text when text.EndsWith("IMWRITE_JPEG_QUALITY", StringComparison.Ordinal) => 1,
                        string text when text.EndsWith("IMWRITE_PNG_COMPRESSION", StringComparison.Ordinal) => 16,
                        _ => throw new UserErrorException($"{item.Where}: expected OpenCV's number of a setting, or its value"),
                    })];
                case ("lz4", "compression_level"):
                case ("gzip", "compression_opts"):
                    return value.Value is long level and >= 0 and <= 16 && (type == "lz4" || level <= 9) ? [(int)level] : throw new UserErrorException($"{value.Where}: expected a level from 0 to {(type == "lz4" ? 16 : 9)}");
                default:
                    throw new UserErrorException($"{value.Where}: '{type}' takes {(type switch { "jpg" or "png" => "'params', a list such as [1, 95] (OpenCV's number of a setting, its value)", "lz4" => "'compression_level'", "gzip" => "'compression_opts'", _ => "no settings" })}");
            }
        }

        return [];
    }

    private static DecodeMode? Flags(object? flags, string where) => flags switch
    {
        null => null,
        -1L => DecodeMode.Unchanged,
        0L => DecodeMode.Gray,
        1L => DecodeMode.Color,
        string text when text.EndsWith("IMREAD_UNCHANGED", StringComparison.Ordinal) => DecodeMode.Unchanged,
        string text when text.EndsWith("IMREAD_GRAYSCALE", StringComparison.Ordinal) => DecodeMode.Gray,
        string text when text.EndsWith("IMREAD_COLOR", StringComparison.Ordinal) => DecodeMode.Color,
        _ => throw new UserErrorException($"{where}: the image flags {PythonRepr.Of(flags)} are not understood; use cv.IMREAD_COLOR (1), cv.IMREAD_GRAYSCALE (0) or cv.IMREAD_UNCHANGED (-1)"),
    };

    /// <summary>The compression of one field.</summary>
    internal sealed class Section
    {
        /// <summary>How it is compressed; not at all by default.</summary>
        [Key("type", Holds = [typeof(string)], Choices = ["none", "lz4", "jpg", "png", "chunk_lz4", "gzip", "jpeg", "raw", "None", ""])]
        public ConfigNode? Type { get; set; }

        /// <summary>What the encoder is told: <c>params</c> of images (OpenCV's flags and values), <c>compression_level</c> of LZ4, <c>compression_opts</c> of gzip.</summary>
        [Key("encode_params", "encode_kwargs", Holds = [typeof(Dictionary<string, object>)])]
        public ConfigNode? Encode { get; set; }

        /// <summary>How images are decoded again: <c>flags</c>, OpenCV's.</summary>
        [Key("decode_params", "decode_kwargs", Holds = [typeof(Dictionary<string, object>)])]
        public ConfigNode? Decode { get; set; }

        /// <summary>Whether samples are stored one after another, whatever the type.</summary>
        [Key("flatten")]
        public bool Flatten { get; set; }
    }
}
