namespace Thelper.Geo.Rasters;

/// <summary>The files that a raster comes from: what was made of it is out of date when one of them changes.</summary>
internal static class SourceFiles
{
    /// <summary>All of them, virtual rasters within virtual ones too, in the order of their names.</summary>
    /// <param name="raster">The raster.</param>
    public static IReadOnlyList<string> Of(Raster raster)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var further = new Stack<string>(raster.Files());
        while (further.TryPop(out var file))
        {
            if (OnDisk(file) is { } there && found.Add(Path.GetFullPath(there)))
            {
                foreach (var source in SourceGuard.NamedIn(there))
                {
                    further.Push(source);
                }
            }
        }

        return [.. found];
    }

    /// <summary>Names, sizes and times of all of them.</summary>
    /// <param name="raster">The raster.</param>
    public static IReadOnlyList<string> Marks(Raster raster) => [.. Of(raster).Select(MarkOf)];

    /// <summary>The first file that is another one than it was; what is gone since counts for nothing, as an open handle reads on.</summary>
    /// <param name="marks">What <see cref="Marks"/> said before.</param>
    /// <returns>Its name; null where all are the same.</returns>
    public static string? Changed(IReadOnlyList<string> marks) => marks
        .Select(mark => (Mark: mark, Name: mark[..mark.LastIndexOf(' ', mark.LastIndexOf(' ') - 1)]))
        .FirstOrDefault(entry => File.Exists(entry.Name) && MarkOf(entry.Name) != entry.Mark).Name;

    private static string MarkOf(string file)
    {
        var found = new FileInfo(file);
        return FormattableString.Invariant($"{file} {found.Length} {found.LastWriteTimeUtc.Ticks}");
    }

    // Of what lies in an archive (/vsizip/ARCHIVE/NAME), the archive.
    private static string? OnDisk(string file)
    {
        var path = file.StartsWith("/vsi", StringComparison.Ordinal) && file.IndexOf('/', 1) is > 0 and var at ? file[(at + 1)..] : file;
        while (!string.IsNullOrEmpty(path) && !File.Exists(path) && path != file)
        {
            path = Path.GetDirectoryName(path);
        }

        return File.Exists(path) ? path : null;
    }
}
