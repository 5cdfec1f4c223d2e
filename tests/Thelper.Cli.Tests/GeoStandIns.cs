using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>Stand-ins for the data of geospatial configurations and pages (tools/golden/geo_standins.py).</summary>
internal static class GeoStandIns
{
    /// <summary>Puts them into the folder <c>data</c>.</summary>
    public static void Bring(Workspace work)
    {
        foreach (var folder in Directory.GetDirectories(Repository.File("tests", "Thelper.Cli.Tests", "Golden", "geo")))
        {
            Directory.CreateSymbolicLink(work[$"data/{Path.GetFileName(folder)}"], folder);
        }

        // Copied: what tiles remember is written beside the vector file.
        Directory.CreateDirectory(work["data/geo"]);
        foreach (var file in new[] { "s_a.tif", "s_b.tif", "v.geojson" })
        {
            File.Copy(Repository.File("tests", "Thelper.Geo.Tests", "Golden", "original", file), work[$"data/geo/{file}"]);
        }
    }
}
