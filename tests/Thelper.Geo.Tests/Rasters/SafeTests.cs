using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Thelper.Geo.Rasters;
using Thelper.Geo.Sampling;
using Thelper.Geo.Scenes;
using Thelper.Geo.Tests.Scenes;
using Thelper.Geo.Utils;
using Thelper.Imaging.Transforms;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Tests.Rasters;

/// <summary>A product of Sentinel-2, which is a folder of images (SAFE): a stand-in of <c>tools/golden/geo_safe.py</c>.</summary>
public sealed class SafeTests
{
    private const string Name = "S2A_MSIL1C_20200607T154911_N0209_R054_T18TXR_20200607T192432";

    private static string Product => Folder.Golden("safe", Name + ".SAFE");

    private static string Metadata => Path.Combine(Product, "MTD_MSIL1C.xml");

    private static JsonElement[] Expected => [.. JsonDocument.Parse(File.ReadAllBytes(Folder.Golden("safe", "expected.json"))).RootElement.EnumerateArray()];

    [Fact]
    public void Its_parts_are_read_as_GDAL_reads_them()
    {
        using var whole = Raster.Open(Product);
        whole.Info.Bands.ShouldBeEmpty();
        whole.Info.Subdatasets.Count.ShouldBe(Expected.Length);
        foreach (var (name, expected) in whole.Info.Subdatasets.Zip(Expected))
        {
            name.ShouldContain(":" + expected.GetProperty("part").GetString() + ":");
            using var part = Raster.Open(name);
            var info = part.Info;
            new[] { info.Width, info.Height }.ShouldBe(expected.GetProperty("size").EnumerateArray().Select(size => size.GetInt32()));
            info.Transform.ToArray().ShouldBe(expected.GetProperty("transform").Numbers());
            info.System!.Epsg.ShouldBe(expected.GetProperty("epsg").GetInt32());
            info.Bands.Select(band => band.Description).ShouldBe(expected.GetProperty("bands").EnumerateArray().Select(band => band.GetString()));
            using var values = part.Read(info.Window, null, ScalarType.Int32);
            Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values.DataSpan<int>()))).ShouldBe(expected.GetProperty("sha256").GetString());

            // Six pixels are 0 in every band, which the product says are none; GDAL calls them data.
            using var valid = part.ReadValid(info.Window);
            valid.DataSpan<byte>().ToArray().Count(value => value == 0).ShouldBe(6);
            expected.GetProperty("valid").GetInt32().ShouldBe(info.Width * info.Height);
        }
    }

    [Fact]
    public void As_a_scene_it_is_its_bands_of_10_metres()
    {
        foreach (var path in new[] { Product, Product + "/", Metadata })
        {
            using var source = new RasterSource(path);
            (source.Path, source.Info.Width, source.Info.Bands.Count).ShouldBe((path, 120, 4));
            source.Info.Bands[0].Description.ShouldStartWith("B4");
            using var window = source.Use(raster => raster.Read(new(40, 50, 2, 1), [3], ScalarType.Int32));

            // B02 is the second image: 1000 and three a column, five a row.
            window.DataSpan<int>().ToArray().ShouldBe([1000 + (3 * 40) + (5 * 50), 1000 + (3 * 41) + (5 * 50)]);
        }

        var metadata = GeoUtils.ParseRasterMetadata(Product, [1, 4]);
        (metadata.Name, metadata.Path, metadata.Format).ShouldBe((Name, Product, "SENTINEL2"));
        metadata.Reader.ShouldBe($"SENTINEL2_L1C:{Metadata}:10m:EPSG_32618");
        metadata.Source.Dispose();
        var (rasters, coverage) = GeoUtils.ParseRasters([Product]);
        (rasters[0].BandCount, rasters[0].Srs.Epsg).ShouldBe((4, 32618));
        coverage.Area.ShouldBe(1200 * 1200);
        rasters[0].Source.Dispose();
    }

    [Fact]
    public void It_is_predicted_on_and_learned_from()
    {
        using var scenes = new SceneFixture();
        var results = SceneFixture.Options(scenes.Results, 64, 16) with { Bands = [1, 2, 3] };
        var report = SceneFixture.Run("pixels.pt", Product, results);
        report.Size.ShouldBe([120, 120]);
        report.Files.ShouldContain(Name + "_class.tif");
        var (info, classes) = scenes.Result(Name + "_class.tif");
        info.Transform.ToArray().ShouldBe(Expected[0].GetProperty("transform").Numbers());
        info.System!.Epsg.ShouldBe(32618);
        for (var i = 0; i < classes.Length; i++)
        {
            (classes[i] == 0).ShouldBe(i % 120 < 3 && i / 120 < 2, "no data is no class, and nothing else is no data");
        }

        // A folder with a product in it is one scene, not thirteen; another part has a name of its own.
        SceneFiles.Find([Folder.Golden("safe")]).ShouldBe([(Product, Name)]);
        var part = $"SENTINEL2_L1C:{Metadata}:20m:EPSG_32618";
        SceneFixture.Run("pixels.pt", part, results with { Folder = scenes.Results + "20" }).Files.ShouldContain(Name + "_20m_class.tif");
        using var labels = RasterFiles.Create(Path.Combine(scenes.Folder, Name + ".tif"), new(120, 120, 1, RasterType.Byte) { Transform = info.Transform, System = info.System });
        labels.Dispose();
        using var data = new SceneTileDataset(Product, Path.Combine(scenes.Folder, "{name}.tif"), new List<string> { "ground" }, tileSize: 60);
        using var sample = data.GetItem(0, TransformRandom.For(0, 0, 0));
        var map = ((Tensor)sample["label_map"]!).DataSpan<long>().ToArray();
        map.Count(value => value == 255).ShouldBe(6);
    }

    [Theory]
    [InlineData("/vsicurl/http://127.0.0.1:9/scene")]
    [InlineData("http://127.0.0.1:9/scene")]
    public void Metadata_that_name_a_server_are_refused(string image)
    {
        using var folder = new Folder();
        var product = folder.File("Z.SAFE");
        Directory.CreateDirectory(product);
        var text = File.ReadAllText(Metadata);
        var first = text[(text.IndexOf("<IMAGE_FILE>", StringComparison.Ordinal) + 12)..text.IndexOf("</IMAGE_FILE>", StringComparison.Ordinal)];
        var path = Path.Combine(product, "MTD_MSIL1C.xml");
        File.WriteAllText(path, text.Replace(first, image, StringComparison.Ordinal));
        foreach (var name in new[] { product, path, $"SENTINEL2_L1C:{path}:10m:EPSG_32618" })
        {
            var message = Should.Throw<GeoException>(() => Raster.Open(name)).Message;
            message.ShouldContain(image);
            message.ShouldContain("nothing is fetched");
        }
    }

    [Fact]
    public void A_product_without_images_or_metadata_is_named()
    {
        using var folder = new Folder();
        var product = folder.File("Z.SAFE");
        Directory.CreateDirectory(product);
        Should.Throw<GeoException>(() => new RasterSource(product)).Message.ShouldStartWith(product);
        File.Copy(Metadata, Path.Combine(product, "MTD_MSIL1C.xml"));
        Should.Throw<GeoException>(() => new RasterSource(product)).Message.ShouldStartWith(product + ": ");

        // GDAL would read zeros in place of an image that is not there.
        foreach (var file in Directory.EnumerateFiles(Product, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("_B03.jp2", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(product, Path.GetRelativePath(Product, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        var message = Should.Throw<GeoException>(() => new RasterSource(product)).Message;
        message.ShouldContain("T18TXR_20200607T154911_B03.jp2 is missing; copy the whole product");
        using (var part = Raster.Open($"SENTINEL2_L1C:{Path.Combine(product, "MTD_MSIL1C.xml")}:20m:EPSG_32618"))
        {
            part.Info.Bands.Count.ShouldBe(6);
        }

        Should.Throw<UserErrorException>(() => SceneFixture.Run("pixels.pt", folder.File("none.SAFE"), SceneFixture.Options(folder.File("out")))).Message.ShouldContain("no such file");
    }
}
