using System.Globalization;
using Microsoft.Extensions.Logging;
using Thelper.Config;

namespace Thelper.Data.Caching;

/// <summary>The <c>cache</c> key of the <c>loaders</c> section: <c>"ram"</c>, <c>"disk"</c>, or a map with the keys below.</summary>
public sealed class CacheOptions
{
    private static readonly (string Unit, int Shift)[] Units = [("TB", 40), ("GB", 30), ("MB", 20), ("KB", 10), ("B", 0)];

    /// <summary>Where samples are kept: <c>ram</c> or <c>disk</c>.</summary>
    [Key("type", Required = true, Choices = ["ram", "disk"])]
    public string Type { get; set; } = "";

    /// <summary>How much is kept: bytes, or a text such as <c>"4 GB"</c> (1024 MB). By default half of the memory or of the free disk space.</summary>
    [Key("limit", Min = 0, Holds = [typeof(long), typeof(string)])]
    public ConfigNode? Limit { get; set; }

    /// <summary>Where the file of a disk cache is made; the system's folder for temporary files by default.</summary>
    [Key("folder")]
    public string? Folder { get; set; }

    /// <summary>Makes the cache that a section asks for.</summary>
    /// <param name="node">The value of the key; null for no cache.</param>
    /// <param name="errors">Receives every mistake.</param>
    /// <returns>A function that makes the cache, which tells its log when it is full; null for none.</returns>
    internal static Func<ILogger?, SampleCache>? Bind(ConfigNode? node, ConfigErrors errors)
    {
        if (node is null || node.Kind == ConfigKind.Null)
        {
            return null;
        }

        CacheOptions options;
        if (node.Value is string type)
        {
            options = new CacheOptions { Type = type };
            if (type is not ("ram" or "disk"))
            {
                errors.Add(node, $"expected \"ram\", \"disk\" or a map such as {{\"type\": \"ram\", \"limit\": \"4 GB\"}}, got '{type}'");
                return null;
            }
        }
        else
        {
            options = OptionsBinder.Bind<CacheOptions>(node, errors);
        }

        if (options.Type == "ram" && options.Folder is not null)
        {
            errors.Add(node.Get("folder")!, "a cache in memory needs no folder; remove it, or set \"type\": \"disk\"");
        }

        var limit = options.Limit is null ? (long?)null : Bytes(options.Limit, errors);
        var folder = options.Folder ?? Path.GetTempPath();
        return log => options.Type == "ram"
            ? new RamCache(limit ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2, log)
            : new DiskCache(Existing(folder), limit ?? FreeBytes(folder) / 2, log);
    }

    private static string Existing(string folder) =>
        Directory.Exists(folder) ? folder : throw new UserErrorException($"loaders.cache.folder: the folder '{folder}' does not exist; make it, or name another one");

    private static long FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UserErrorException($"the cache of samples cannot be made in the folder '{folder}': {error.Message}", error);
        }
    }

    private static long Bytes(ConfigNode node, ConfigErrors errors)
    {
        if (node.Value is long and >= 0 and var whole)
        {
            return whole;
        }

        var text = (node.Value as string)?.Trim() ?? "";
        foreach (var (unit, shift) in Units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length).Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number >= 0 && number * (1L << shift) < long.MaxValue)
            {
                return (long)(number * (1L << shift));
            }
        }

        errors.Add(node, $"expected a number of bytes, or a text such as \"512 MB\" or \"4 GB\", got {node.Describe()}");
        return 0;
    }
}
