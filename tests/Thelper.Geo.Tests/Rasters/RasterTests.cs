using Thelper.Geo.Parsers;
using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;
using Thelper.Geo.Utils;
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

        // Beyond the last row and the first column.
        var below = source.Use(raster => raster.ReadValuesPadded(new(-2, 118, 3, 4), [2]));
        using (below)
        {
            var column = source.Use(raster => raster.Read(new(0, 118, 1, 2), [2]));
            using (column)
            {
                below.DataSpan<int>().ToArray().ShouldBe([0, 0, column.DataSpan<int>()[0], 0, 0, column.DataSpan<int>()[1], 0, 0, 0, 0, 0, 0]);
            }
        }
    }

    [Theory]
    [InlineData(RasterType.Int64)]
    [InlineData(RasterType.UInt64)]
    public void Whole_numbers_of_64_bits_are_read_to_the_last_and_have_no_data(RasterType type)
    {
        using var folder = new Folder();
        var path = folder.File("wide.tif");
        long[] numbers = [7, (1L << 53) + 1, long.MaxValue - 1, 8, type == RasterType.Int64 ? long.MinValue : 0, 3];
        using (var values = torch.tensor(numbers, [2, 3]))
        using (var made = RasterFiles.Create(path, new(3, 2, 1, type) { Transform = new(600000, 10, 0, 5040000, 0, -10), System = SpatialReference.OfEpsg(32618), NoData = 7 }))
        {
            made.Write(made.Info.Window, values);
            made.Flush();
        }

        using var raster = Raster.Open(path);
        raster.Info.Bands[0].NoData.ShouldBe(7);
        using var read = raster.Read(raster.Info.Window);
        read.DataSpan<long>().ToArray().ShouldBe(numbers);
        using var valid = raster.ReadValid(raster.Info.Window);
        valid.DataSpan<byte>().ToArray().ShouldBe(new byte[] { 0, 1, 1, 1, 1, 1 });

        // In a sample no data are 0, and what is next to them stays.
        var (rasters, _) = GeoUtils.ParseRasters([path], SpatialReference.OfEpsg(32618));
        var corners = raster.Info.Transform.Extent(0, 0, 3, 2);
        using var crop = new CropReader(rasters, SpatialReference.OfEpsg(32618)).Read(new(0, [], null, Shapes.Ring(corners), corners[0], corners[2], [0], 3, 2, raster.Info.Transform), CropReader.Last);
        crop.DataSpan<long>().ToArray().ShouldBe([0, .. numbers[1..]]);
        rasters[0].Source.Dispose();
    }

    [Fact]
    public void Whole_numbers_that_no_tensor_holds_are_refused_unless_they_are_no_data()
    {
        // Between 2^63 and 2^64, and a real number as well.
        const double Wide = 1e19;
        using var folder = new Folder();
        foreach (var noData in new double?[] { null, Wide })
        {
            using (var made = RasterFiles.Create(folder.File("wide.tif"), new(3, 2, 1, RasterType.UInt64) { NoData = noData }))
            {
                made.Fill(Wide);
                made.Flush();
            }

            using var raster = Raster.Open(folder.File("wide.tif"));
            using var reals = raster.Read(raster.Info.Window, dtype: torch.ScalarType.Float64);
            reals.DataSpan<double>().ToArray().ShouldAllBe(value => value == Wide);
            if (noData is null)
            {
                Should.Throw<GeoException>(() => raster.Read(raster.Info.Window)).Message.ShouldContain("wide.tif: band 1 holds whole numbers above 9223372036854775807, which are not read");
            }
            else
            {
                using var values = raster.Read(raster.Info.Window);
                values.DataSpan<long>().ToArray().ShouldAllBe(value => value == long.MaxValue);
            }
        }
    }

    [Fact]
    public void No_data_are_one_number_and_not_those_near_it()
    {
        // 2^31 - 1 and the numbers below it are one in 24 bits.
        using var folder = new Folder();
        using (var values = torch.tensor(new[] { int.MaxValue, int.MaxValue - 1, int.MaxValue - 40, 5 }, [2, 2]))
        using (var made = RasterFiles.Create(folder.File("high.tif"), new(2, 2, 1, RasterType.Int32) { Transform = new(600000, 10, 0, 5040000, 0, -10), System = SpatialReference.OfEpsg(32618), NoData = int.MaxValue }))
        {
            made.Write(made.Info.Window, values);
            made.Flush();
        }

        var (rasters, _) = GeoUtils.ParseRasters([folder.File("high.tif")], SpatialReference.OfEpsg(32618));
        var corners = rasters[0].Extent;
        using var crop = new CropReader(rasters, SpatialReference.OfEpsg(32618)).Read(new(0, [], null, Shapes.Ring(corners), corners[0], corners[2], [0], 2, 2, rasters[0].Geotransform), CropReader.Last);
        crop.DataSpan<int>().ToArray().ShouldBe([0, int.MaxValue - 1, int.MaxValue - 40, 5]);
        rasters[0].Source.Dispose();
    }

    [Theory]
    [InlineData(RasterType.Byte, -9999)]
    [InlineData(RasterType.Byte, 1e30)]
    [InlineData(RasterType.Int16, 99999)]
    [InlineData(RasterType.Int32, 1e300)]
    [InlineData(RasterType.Float32, -9999)]
    public void No_data_that_the_type_does_not_hold_are_none(RasterType type, double noData)
    {
        // 241 is -9999 in eight bits.
        using var folder = new Folder();
        using (var made = RasterFiles.Create(folder.File("a.tif"), new(2, 2, 1, type) { Transform = new(600000, 10, 0, 5040000, 0, -10), System = SpatialReference.OfEpsg(32618), NoData = noData }))
        {
            made.Fill(241);
            made.Flush();
        }

        var (rasters, _) = GeoUtils.ParseRasters([folder.File("a.tif")], SpatialReference.OfEpsg(32618));
        var corners = rasters[0].Extent;
        using var crop = new CropReader(rasters, SpatialReference.OfEpsg(32618)).Read(new(0, [], null, Shapes.Ring(corners), corners[0], corners[2], [0], 2, 2, rasters[0].Geotransform), CropReader.Last);
        using var wide = crop.to(torch.ScalarType.Float64);
        wide.DataSpan<double>().ToArray().ShouldBe([241, 241, 241, 241]);
        rasters[0].Source.Dispose();
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
