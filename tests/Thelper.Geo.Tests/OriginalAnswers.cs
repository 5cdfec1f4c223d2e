using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Thelper.Geo.Systems;
using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Geo.Tests;

/// <summary>What thelper 0.6.2 answered on the files of Golden/original: larger arrays by shape, type, sum and SHA-1 of their bytes.</summary>
internal static class OriginalAnswers
{
    private static readonly Lazy<JsonElement> Whole = new(() => JsonDocument.Parse(File.ReadAllBytes(Folder.Original("expected.json"))).RootElement);

    public static JsonElement Of(string name) => Whole.Value.GetProperty(name);

    public static double[] Numbers(this JsonElement list) => [.. list.EnumerateArray().Select(entry => entry.GetDouble())];

    public static void ShouldBeArray(this torch.Tensor tensor, JsonElement expected)
    {
        tensor.shape.ShouldBe([.. expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())]);
        using var wide = tensor.to(torch.ScalarType.Float64);
        using var packed = wide.contiguous();
        var values = packed.DataSpan<double>().ToArray();
        values.Sum().ShouldBe(expected.GetProperty("sum").GetDouble());
        byte[] bytes = expected.GetProperty("dtype").GetString() switch
        {
            "uint8" => Array.ConvertAll(values, value => (byte)value),
            "uint16" => MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(values, value => (ushort)value)).ToArray(),
            "float32" => MemoryMarshal.AsBytes<float>(Array.ConvertAll(values, value => (float)value)).ToArray(),
            var other => throw new InvalidOperationException(other),
        };
#pragma warning disable CA5350 // The reference is given so.
        Convert.ToHexStringLower(SHA1.HashData(bytes)).ShouldBe(expected.GetProperty("sha1").GetString());
#pragma warning restore CA5350
    }

    public static void ShouldBeShape(this Geometry geometry, JsonElement expected)
    {
        geometry.GeometryType.ShouldBe(expected.GetProperty("type").GetString());
        var bounds = geometry.EnvelopeInternal;
        double[] found = [bounds.MinX, bounds.MinY, bounds.MaxX, bounds.MaxY];
        for (var i = 0; i < 4; i++)
        {
            found[i].ShouldBe(expected.GetProperty("bounds")[i].GetDouble(), 1e-8);
        }

        var area = expected.GetProperty("area").GetDouble();
        geometry.Area.ShouldBe(area, 1e-9 * Math.Max(1, area));
    }

    public static void ShouldBeCrop(this Sample sample, JsonElement expected)
    {
        ((torch.Tensor)sample["raster"]!).ShouldBeArray(expected.GetProperty("raster"));
        ((torch.Tensor)sample["mask"]!).ShouldBeArray(expected.GetProperty("mask"));
        new WKTReader().Read((string)sample["roi"]!).ShouldBeShape(expected.GetProperty("roi"));
        foreach (var key in new[] { "roi_tl", "roi_br", "geotransform", "raster_hits" })
        {
            ((IReadOnlyList<object?>)sample[key]!).Select(System.Convert.ToDouble).ShouldBe(expected.GetProperty(key).Numbers(), key);
        }

        ((long)sample["crop_width"]!, (long)sample["crop_height"]!).ShouldBe((expected.GetProperty("crop_width").GetInt64(), expected.GetProperty("crop_height").GetInt64()));
        using var features = JsonDocument.Parse((string)sample["features"]!);
        features.RootElement.GetProperty("features").EnumerateArray().Select(feature => feature.GetProperty("properties").GetProperty("name").GetString())
            .ShouldBe(expected.GetProperty("feature_names").EnumerateArray().Select(name => name.GetString()));
    }

    public static GeoTransform Transform(this JsonElement numbers) => GeoTransform.Of(numbers.Numbers());
}
