namespace Thelper.Geo.Rasters;

/// <summary>
/// A raster until it is complete, beside its place and of this attempt alone: processes that make the same file at the same time do not write into each other's.
/// A lock is held for as long as it is being made; what a killed process left is removed by the next one.
/// </summary>
internal sealed class RasterDraft : IDisposable
{
    private const string LockEnding = ".lock";
    private const string DraftEnding = ".part";

    // Eight letters or digits, a dot and three more.
    private const int RandomLength = 12;
    private readonly string place;
    private readonly FileStream guard;

    /// <summary>Begins an attempt; nothing is there yet.</summary>
    /// <param name="place">Where the raster is to be.</param>
    /// <exception cref="GeoException">Nothing can be written there.</exception>
    public RasterDraft(string place)
    {
        this.place = Path.GetFullPath(place);
        var start = Path.Combine(Path.GetDirectoryName(this.place)!, $".{Path.GetFileName(this.place)}.");
        try
        {
            RemoveOrphans(start);
            var own = start + Path.GetRandomFileName();
            guard = new FileStream(own + LockEnding, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            Draft = own + DraftEnding;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new GeoException($"{place}: it cannot be written: {error.Message}", error);
        }
    }

    /// <summary>The file to write.</summary>
    public string Draft { get; }

    /// <summary>Puts the file, which is complete, in its place.</summary>
    public void Publish() => File.Move(Draft, place, overwrite: true);

    /// <summary>Ends the attempt; what was not published is gone.</summary>
    public void Dispose()
    {
        Remove(Draft);
        File.Delete(guard.Name);
        guard.Dispose();
    }

    private static void RemoveOrphans(string start)
    {
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint, MatchType = MatchType.Simple };
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(start)!, "*" + LockEnding, options))
        {
            // To open a pipe of such a name would be to wait for its reader.
            if (!file.StartsWith(start, StringComparison.Ordinal) || file.Length != start.Length + RandomLength + LockEnding.Length || InputFile.Refusal(file) is not null)
            {
                continue;
            }

            try
            {
                using (new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.None))
                {
                    Remove(file[..^LockEnding.Length] + DraftEnding);
                    File.Delete(file);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Locked by who writes it, gone by now, or somebody else's.
            }
        }
    }

    // With what GDAL keeps beside it.
    private static void Remove(string draft)
    {
        File.Delete(draft);
        File.Delete(draft + ".aux.xml");
    }
}
