using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;
using Thelper.Torch;

namespace Thelper.Geo.Tests.Rasters;

/// <summary>Opening, reading and writing rasters.</summary>
public sealed class RasterTests
{
    [Fact]
    public void What_is_written_comes_back_with_its_place_system_no_data_colours_and_names()
    {
        using var folder = new Folder();
        var path = folder.File("classes.tif");
        var profile = new RasterProfile(5, 3, 1, RasterType.Byte)
        {
            Transform = new(600000, 10, 1.5, 5040000, 1.2, -10),
            System = SpatialReference.OfEpsg(32618),
            NoData = 0,
            Colors = [[0, 0, 0], [255, 0, 0], [0, 255, 0]],
            ClassNames = ["", "lake", "river"],
            BandNames = ["class"],
            Metadata = new Dictionary<string, string> { ["made_by"] = "a test" },
        };
        using var values = torch.tensor(new byte[] { 0, 1, 2, 0, 1, 1, 1, 1, 2, 2, 0, 0, 0, 0, 2 }, [3, 5], torch.uint8);
        using (var made = RasterFiles.Create(path, profile))
        {
            made.Write(made.Info.Window, values);
            made.Flush();
        }

        using var raster = Raster.Open(path);
        raster.Info.Transform.ShouldBe(profile.Transform.Value);
        raster.Info.System.ShouldBe(profile.System);
        raster.Info.System!.Epsg.ShouldBe(32618);
        raster.Info.Metadata["made_by"].ShouldBe("a test");
        var band = raster.Info.Bands.ShouldHaveSingleItem();
        (band.Type, band.NoData, band.Description).ShouldBe((RasterType.Byte, 0.0, "class"));

        // GDAL shows no-data as transparent.
        band.Colors.Take(3).ShouldBe([[0, 0, 0, 0], [255, 0, 0, 255], [0, 255, 0, 255]]);
        band.ClassNames.ShouldBe(["", "lake", "river"]);
        using var read = raster.Read(raster.Info.Window);
        read.shape.ShouldBe([3, 5, 1]);
        read.DataSpan<byte>().ToArray().ShouldBe(values.DataSpan<byte>().ToArray());
        using var valid = raster.ReadValid(new(1, 0, 4, 2));
        valid.DataSpan<byte>().ToArray().ShouldBe(new byte[] { 1, 1, 0, 1, 1, 1, 1, 1 });
    }

    [Fact]
    public void A_window_beyond_the_raster_has_no_data_there()
    {
        using var source = new RasterSource(Folder.Original("s_a.tif"));
        var (values, valid) = source.Use(raster => raster.ReadPadded(new(158, -1, 4, 3), [3, 1]));
        using (values)
        using (valid)
        {
            values.dtype.ShouldBe(torch.ScalarType.Int32);
            values.shape.ShouldBe([3, 4, 2]);
            valid.DataSpan<byte>().ToArray().ShouldBe(new byte[] { 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0 });
            var inside = source.Use(raster => raster.Read(new(158, 0, 2, 2), [3, 1]));
            using (inside)
            {
                values.DataSpan<int>()[8..12].ToArray().ShouldBe(inside.DataSpan<int>()[..4].ToArray());
                values.DataSpan<int>()[..8].ToArray().ShouldAllBe(value => value == 0);
            }
        }
    }

    [Fact]
    public void A_cloud_optimised_copy_keeps_place_system_no_data_and_classes()
    {
        using var folder = new Folder();
        var profile = new RasterProfile(700, 600, 1, RasterType.Byte)
        {
            Transform = new(600000, 10, 0, 5040000, 0, -10),
            System = SpatialReference.OfEpsg(32618),
            NoData = 0,
            Colors = [[0, 0, 0], [255, 0, 0]],
            ClassNames = ["", "lake"],
        };
        using (var made = RasterFiles.Create(folder.File("a.tif"), profile))
        {
            made.Fill(1);
            made.Flush();
            RasterFiles.Copy(made, folder.File("cog.tif"), "COG", ["COMPRESS=DEFLATE", "OVERVIEW_RESAMPLING=MODE", "BLOCKSIZE=256"]);
        }

        using var raster = Raster.Open(folder.File("cog.tif"));
        (raster.Info.Transform, raster.Info.System!.Epsg, raster.Info.Bands[0].NoData).ShouldBe((profile.Transform.Value, 32618, 0.0));
        (raster.Info.Bands[0].BlockWidth, raster.Info.Bands[0].Overviews, raster.Info.Bands[0].Colors[1][0]).ShouldBe((256, 2, (byte)255));
        raster.Info.Bands[0].ClassNames.ShouldBe(["", "lake"]);
        using var values = raster.Read(new(690, 590, 10, 10));
        values.DataSpan<byte>().ToArray().ShouldAllBe(value => value == 1);
    }

    [Fact]
    public void Overviews_are_never_read_in_place_of_pixels()
    {
        // Averages, which the pixels, 0 or 200, are not.
        using var raster = Raster.Open(Folder.Golden("rasters", "overviews.tif"));
        raster.Info.Bands[0].Overviews.ShouldBe(2);
        using var values = raster.Read(raster.Info.Window);
        values.DataSpan<byte>().ToArray().Distinct().Order().ToArray().ShouldBe([(byte)0, (byte)200]);
        using var target = RasterFiles.InMemory(new(32, 32, 1, RasterType.Byte) { Transform = raster.Info.Transform with { PixelWidth = 20, PixelHeight = -20 }, System = raster.Info.System });
        RasterWarp.Into(raster, target, Resampling.Nearest);
        using var smaller = target.Read(target.Info.Window);
        smaller.DataSpan<byte>().ToArray().Distinct().Order().ToArray().ShouldBe([(byte)0, (byte)200]);

        // A map of half the resolution (degrees are long), for which GDAL would take the copy of half the size.
        using var folder = new Folder();
        RasterWarp.ToFile(raster, folder.File("warped.tif"), SpatialReference.OfEpsg(32617), Resampling.Nearest);
        using var warped = Raster.Open(folder.File("warped.tif"));
        using var again = warped.Read(warped.Info.Window);
        again.DataSpan<byte>().ToArray().Distinct().Order().ToArray().ShouldBe([(byte)0, (byte)200]);
    }

    [Fact]
    public void Arrays_of_two_dimensions_and_every_type_are_exported()
    {
        using var folder = new Folder();
        var transform = new GeoTransform(600000, 10, 0, 5040000, 0, -10);
        foreach (var type in new[] { torch.ScalarType.Byte, torch.ScalarType.Int16, torch.ScalarType.Int32, torch.ScalarType.Float32, torch.ScalarType.Float64 })
        {
            using var flat = torch.ones([3, 4], type);
            Thelper.Geo.Utils.GeoUtils.ExportGeotiff(folder.File("flat.tif"), flat, SpatialReference.OfEpsg(32618), transform);
            using var deep = torch.ones([3, 4, 5], type);
            Thelper.Geo.Utils.GeoUtils.ExportGeotiff(folder.File("deep.tif"), deep, SpatialReference.OfEpsg(32618), transform);
            foreach (var (name, bands) in new[] { ("flat.tif", 1), ("deep.tif", 5) })
            {
                using var raster = Raster.Open(folder.File(name));
                (raster.Info.Bands.Count, raster.Info.Type.ToScalarType(), raster.Info.Transform).ShouldBe((bands, type, transform));
            }
        }
    }
}
