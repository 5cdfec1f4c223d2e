using System.Globalization;
using System.Text.Json;
using Thelper.Geo.Parsers;
using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;
using Thelper.Geo.Utils;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Geo.Tests.Rasters;

/// <summary>What GDAL and rasterio read of rasters of many kinds (tools/golden/geo.py) is what is read here.</summary>
public sealed class GoldenRasterTests
{
    private static readonly Lazy<JsonElement> Expected = new(() => JsonDocument.Parse(File.ReadAllBytes(Folder.Golden("rasters", "expected.json"))).RootElement);

    public static TheoryData<string> Names => [.. Expected.Value.GetProperty("rasters").EnumerateObject().Select(raster => raster.Name)];

    public static TheoryData<int> Crops => [.. Enumerable.Range(0, 5)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_raster_is_read_as_GDAL_and_rasterio_read_it(string name)
    {
        var expected = Expected.Value.GetProperty("rasters").GetProperty(name);
        using var raster = Raster.Open(Folder.Golden("rasters", name));
        var info = raster.Info;
        new double[] { info.Width, info.Height }.ShouldBe(expected.GetProperty("size").Numbers());
        info.Transform.ShouldBe(expected.GetProperty("transform").Transform());
        info.System?.Epsg.ShouldBe(expected.GetProperty("epsg").GetInt32());
        (info.System is null).ShouldBe(expected.GetProperty("epsg").ValueKind == JsonValueKind.Null);
        var band = info.Bands[0];
        band.NoData.ShouldBe(expected.GetProperty("nodata").GetString() is { } text ? double.Parse(text.Replace("nan", "NaN", StringComparison.Ordinal), CultureInfo.InvariantCulture) : null);
        (band.Scale, band.Offset, band.Description).ShouldBe((Number(expected, "scale") ?? 1, Number(expected, "offset") ?? 0, expected.GetProperty("description").GetString()!));
        using var values = raster.Read(info.Window);
        if (expected.GetProperty("values").ValueKind != JsonValueKind.Null)
        {
            using var wanted = GoldenArray.Tensor(expected.GetProperty("values"));
            ShouldBeSame(values, wanted);
        }

        using var real = values.to(torch.ScalarType.Float64);
        using var packed = real.contiguous();
        packed.DataSpan<double>().ToArray().Where(value => !double.IsNaN(value)).Sum().ShouldBe(expected.GetProperty("sum").GetDouble(), 1e-6);
        using var valid = raster.ReadValid(info.Window);
        using var wantedValid = GoldenArray.Tensor(expected.GetProperty("valid"));
        ShouldBeSame(valid, wantedValid);
    }

    [Fact]
    public void Pixel_is_point_moves_nothing_and_is_said()
    {
        using var point = Raster.Open(Folder.Golden("rasters", "point.tif"));
        using var area = Raster.Open(Folder.Golden("rasters", "north_up.tif"));
        (point.Info.PixelIsPoint, area.Info.PixelIsPoint).ShouldBe((true, false));
        point.Info.Transform.ShouldBe(area.Info.Transform);
    }

    [Theory]
    [MemberData(nameof(Crops))]
    public void A_crop_in_another_grid_is_what_ReprojectImage_makes(int number)
    {
        var expected = Expected.Value.GetProperty("crops")[number];
        var target = SpatialReference.OfEpsg(expected.GetProperty("epsg").GetInt32());
        var (rasters, _) = GeoUtils.ParseRasters([Folder.Golden(expected.GetProperty("folder").GetString()!, expected.GetProperty("file").GetString()!)], target);
        var size = expected.GetProperty("size").Numbers();
        var transform = expected.GetProperty("transform").Transform();
        var corners = transform.Extent(0, 0, size[0], size[1]);
        var crop = new GeoCrop(0, [], null, Shapes.Ring(corners), corners[0], corners[2], [0], (int)size[0], (int)size[1], transform);
        var reader = new CropReader(rasters, target);
        using var values = reader.Read(crop, CropReader.Last);
        using var wanted = GoldenArray.Tensor(expected.GetProperty("values"));
        GoldenArray.ShouldMatch(values, wanted, values.is_floating_point() ? 1e-6 : 0, "crop");

        // Without data there is 0, and of these files nothing else is.
        using var valid = reader.Valid(crop, CropReader.Last);
        using var bands = wanted.ne(0);
        using var any = bands.any(-1);
        var (found, has) = (valid.DataSpan<byte>().ToArray(), any.DataSpan<bool>().ToArray());

        // Linear resampling reaches half a pixel beyond the nearest pixel's share, and no more.
        found.Zip(has).Count(pair => pair.First != 0 != pair.Second).ShouldBeLessThan(found.Length / 20);
        found.ShouldContain((byte)1);
        rasters[0].Source.Dispose();
    }

    [Fact]
    public void Known_places_are_where_they_are_in_every_system()
    {
        foreach (var place in Expected.Value.GetProperty("places").EnumerateArray())
        {
            var (lon, lat) = (place.GetProperty("lon").GetDouble(), place.GetProperty("lat").GetDouble());
            foreach (var entry in place.EnumerateObject().Where(entry => char.IsDigit(entry.Name[0])))
            {
                using var there = new CoordinateTransform(SpatialReference.Wgs84, SpatialReference.Parse(entry.Name));
                using var back = new CoordinateTransform(SpatialReference.Parse($"EPSG:{entry.Name}"), SpatialReference.OfEpsg(4326));
                var (x, y) = there.Transform(lon, lat);
                x.ShouldBe(entry.Value[0].GetDouble(), 1e-6);
                y.ShouldBe(entry.Value[1].GetDouble(), 1e-6);
                if (entry.Name is "32618" or "32631" or "3035" or "3857" && Math.Abs(lon) < 100)
                {
                    var (lon2, lat2) = back.Transform(x, y);
                    (lon2, lat2).ShouldSatisfyAllConditions(pair => pair.lon2.ShouldBe(lon, 1e-6), pair => pair.lat2.ShouldBe(lat, 1e-6));
                }
            }
        }

        // The Eiffel Tower, from the EPSG's own axis order: northing first in LAEA Europe.
        using var laea = new CoordinateTransform(SpatialReference.Wgs84, SpatialReference.OfEpsg(3035));
        var (easting, northing) = laea.Transform(2.2945, 48.8584);
        easting.ShouldBe(3756583, 1);
        northing.ShouldBe(2890125, 1);
    }

    private static double? Number(JsonElement parent, string name) => parent.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    private static void ShouldBeSame(torch.Tensor found, torch.Tensor wanted)
    {
        (found.dtype, found.shape.Length).ShouldBe((wanted.dtype, wanted.shape.Length));
        found.shape.ShouldBe(wanted.shape);
        found.bytes.SequenceEqual(wanted.bytes).ShouldBeTrue("a value differs");
    }
}
