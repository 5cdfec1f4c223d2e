using Thelper.Geo.Rasters;
using Thelper.Testing;

namespace Thelper.Geo.Tests.Rasters;

/// <summary>Damaged rasters: pixels, or one message that names the file.</summary>
public sealed class RasterFuzzTests
{
    private const long MostNumbers = 1 << 20;

    [Theory]
    [InlineData("north_up.tif")]
    [InlineData("tiled.tif")]
    public void Whatever_is_damaged_is_read_or_refused(string name)
    {
        using var folder = new Folder();
        var path = folder.File(name);
        File.Copy(Folder.Golden("rasters", name), path);
        FileFuzz.Run(path, () =>
        {
            // What a header claims beyond that is another test's.
            using var raster = Raster.Open(path);
            var (size, bands) = ((long)raster.Info.Width * raster.Info.Height, raster.Info.Bands);
            if (bands.Count > 0 && size * bands.Count < MostNumbers && bands.All(band => band.Type < RasterType.ComplexInt16) && bands.Select(band => band.Type).Distinct().Count() == 1)
            {
                raster.Read(raster.Info.Window).Dispose();
                raster.ReadValid(raster.Info.Window).Dispose();
            }
        }, refused: 0.05);
    }
}
