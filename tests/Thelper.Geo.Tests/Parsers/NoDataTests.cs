using Thelper.Geo.Parsers;
using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;
using Thelper.Geo.Utils;
using Thelper.Geo.Vectors;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Geo.Tests.Parsers;

/// <summary>Whatever says that a pixel has no data: in samples it is 0, and counts for nothing.</summary>
public class NoDataTests
{
    private const int Width = 24;
    private const int Height = 16;
    private const int Hole = 10;

    // On the samples' grid, and a third of a pixel beside it.
    [Theory]
    [InlineData("mask", 0)]
    [InlineData("mask", 0.3)]
    [InlineData("alpha", 0)]
    [InlineData("alpha", 0.3)]
    [InlineData("NaN", 0)]
    [InlineData("NaN", 0.3)]
    [InlineData("value", 0)]
    [InlineData("value", 0.3)]
    public void A_pixel_without_data_is_0_in_a_sample_and_counts_for_nothing(string kind, double shift)
    {
        using var folder = new Folder();
        Write(folder, kind, new(600000 + shift, 1, 0, 5040000, 0, -1));
        folder.Write("v.geojson", GeoUtils.ExportGeojsonWithCrs([new GeoFeature(null, Shapes.Box(600002, 5039986, 600022, 5039998), new Dictionary<string, object?> { ["of"] = "water" })], SpatialReference.OfEpsg(32618)));
        using var data = new VectorCropDataset(folder.File("scene.vrt"), folder.File("v.geojson"), srsTarget: 32618L, classProperty: "of", classNames: new List<object?> { "water" }, validKey: "valid");
        using var sample = data.GetItem(0, TransformRandom.For(0, 0, 0));
        using var scope = torch.NewDisposeScope();
        var first = ((torch.Tensor)sample["raster"]!).select(-1, 0).to(torch.ScalarType.Float32);
        var values = first.contiguous().DataSpan<float>().ToArray();
        var valid = ((torch.Tensor)sample["valid"]!).DataSpan<byte>().ToArray();
        var mask = ((torch.Tensor)sample["mask"]!).DataSpan<byte>().ToArray();
        values.Length.ShouldBe(20 * 12);
        for (var i = 0; i < values.Length; i++)
        {
            // Samples begin at column 2; a column on either side of the edge is resampled from both.
            var column = (i % 20) + 2;
            if (column != Hole && (shift == 0 || column != Hole - 1))
            {
                (values[i], valid[i], mask[i]).ShouldBe(column < Hole ? (0, (byte)0, (byte)255) : (50, (byte)1, (byte)0), $"column {column}");
            }

            float.IsFinite(values[i]).ShouldBeTrue();
            (valid[i] == 0 || values[i] > 0).ShouldBeTrue($"column {column}");
        }
    }

    [Fact]
    public void Where_the_last_raster_alone_is_read_another_ones_data_do_not_count()
    {
        // Tile 3 lies in one raster and touches the edge of the other, which comes last.
        object rasters = new List<object?> { Folder.Original("s_b.tif"), Folder.Original("s_a.tif") };
        TileDataset Tiles(string mosaic) => new(rasters, Folder.Original("v.geojson"), 64L, 8L, pxSize: 10L, srsTarget: 32618L, mosaic: mosaic, classProperty: "TYPECE", classNames: new List<object?> { "background", "21", "10" }, validKey: "valid");
        foreach (var (mosaic, hasData) in new[] { ("last", false), ("fill", true) })
        {
            using var data = Tiles(mosaic);
            using var sample = data.GetItem(3, TransformRandom.For(0, 0, 0));
            using var measured = data.ValidOf(3)!;
            ((torch.Tensor)sample["raster"]!).DataSpan<int>().ContainsAnyExcept(0).ShouldBe(hasData);
            ((torch.Tensor)sample["valid"]!).DataSpan<byte>().Contains((byte)1).ShouldBe(hasData);
            measured.DataSpan<byte>().Contains((byte)1).ShouldBe(hasData);
            ((torch.Tensor)sample["mask"]!).DataSpan<byte>().ContainsAnyExcept((byte)255).ShouldBe(hasData);
        }
    }

    // 50 everywhere, whose columns left of the hole's edge have no data.
    private static void Write(Folder folder, string kind, GeoTransform transform)
    {
        var isReal = kind == "NaN";
        using (var raster = RasterFiles.Create(folder.File("values.tif"), new(Width, Height, 1, isReal ? RasterType.Float32 : RasterType.Byte)))
        using (var left = torch.full([Height, Hole], isReal ? float.NaN : kind == "value" ? 7 : 99, isReal ? torch.ScalarType.Float32 : torch.ScalarType.Byte))
        {
            raster.Fill(50);
            raster.Write(new(0, 0, Hole, Height), left);
        }

        using (var mask = RasterFiles.Create(folder.File("mask.tif"), new(Width, Height, 1, RasterType.Byte)))
        using (var left = torch.zeros([Height, Hole], torch.ScalarType.Byte))
        {
            mask.Fill(255);
            mask.Write(new(0, 0, Hole, Height), left);
        }

        string Source(string file) => $"<SimpleSource><SourceFilename relativeToVRT=\"1\">{file}</SourceFilename><SourceBand>1</SourceBand></SimpleSource>";
        string Band(string file, string more = "", string attributes = "band=\"1\"", string type = "Byte") => $"<VRTRasterBand dataType=\"{type}\" {attributes}>{more}{Source(file)}</VRTRasterBand>";
        var bands = kind switch
        {
            "mask" => Band("values.tif") + $"<MaskBand>{Band("mask.tif", attributes: "")}</MaskBand>",
            "alpha" => Band("values.tif") + Band("mask.tif", "<ColorInterp>Alpha</ColorInterp>", "band=\"2\""),
            "value" => Band("values.tif", "<NoDataValue>7</NoDataValue>"),
            _ => Band("values.tif", type: "Float32"),
        };
        folder.Write("scene.vrt", $"<VRTDataset rasterXSize=\"{Width}\" rasterYSize=\"{Height}\"><SRS>EPSG:32618</SRS><GeoTransform>{string.Join(", ", transform.ToArray().Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)))}</GeoTransform>{bands}</VRTDataset>");
    }
}
