using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Thelper.Geo.Rasters;
using Thelper.Logging;

namespace Thelper.Geo.Parsers;

/// <summary>Remembers which tiles have no data, which only reading every pixel tells: a JSON file of numbers beside the vector file, good for as long as everything that it came from is the same.</summary>
internal static class TileCache
{
    private const int Version = 1;
    private const int Sampled = 1 << 16;

    /// <summary>What the answer depends on, as a hash: parameters, the vector file's bytes, the rasters' sizes, times, first and last bytes.</summary>
    public static string KeyOf(GeoScene scene, GeoSceneOptions options, (int X, int Y) size, (int X, int Y) overlap)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        Add(string.Create(CultureInfo.InvariantCulture, $"{Version} {size} {overlap} {scene.PxSize} {scene.Target.Wkt} {options.AllowOutlying} {options.ClipOutlying} {options.InvalidGeometry}"));
        hash.AppendData(InputFile.ReadAllBytes(options.VectorPath));
        if (options.MasterRoi is { } area)
        {
            hash.AppendData(InputFile.ReadAllBytes(area));
        }

        foreach (var raster in scene.Rasters)
        {
            Add($"{raster.FilePath} {raster.ReprojPath} {raster.Srs.Wkt}");
            foreach (var file in raster.Source.Use(SourceFiles.Of))
            {
                AddEnds(hash, file);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The numbers of the tiles without data; null where they are not known.</summary>
    public static IReadOnlySet<int>? Read(string vectorPath, string key)
    {
        var path = PathOf(vectorPath, key);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var file = JsonSerializer.Deserialize<Content>(InputFile.ReadAllBytes(path));
            return file is { Empty: { } empty } && file.Version == Version && file.Key == key ? empty.ToHashSet() : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes them, where the folder lets one.</summary>
    public static void Write(string vectorPath, string key, IEnumerable<int> empty, ILogger? log)
    {
        var path = PathOf(vectorPath, key);
        try
        {
            File.WriteAllBytes(path + ".part", JsonSerializer.SerializeToUtf8Bytes(new Content { Version = Version, Key = key, Empty = [.. empty] }));
            File.Move(path + ".part", path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log?.Debug($"'{path}' cannot be written ({error.Message}): tiles are looked through again the next time");
        }
    }

    private static string PathOf(string vectorPath, string key) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(vectorPath))!, $"{key[..16]}.tiles.json");

    // Rasters are too large to read whole; one that was written again has another time, or other ends.
    private static void AddEnds(IncrementalHash hash, string path)
    {
        var file = new FileInfo(path);
        hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{file.Length} {file.LastWriteTimeUtc.Ticks}\n")));
        using var handle = InputFile.OpenHandle(path);
        var bytes = new byte[Sampled];
        foreach (var at in new[] { 0, Math.Max(0, file.Length - Sampled) })
        {
            hash.AppendData(bytes.AsSpan(0, RandomAccess.Read(handle, bytes, at)));
        }
    }

    private sealed record Content
    {
        public int Version { get; init; }

        public string? Key { get; init; }

        public int[]? Empty { get; init; }
    }
}
