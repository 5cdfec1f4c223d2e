using Thelper.Geo.Rasters;
using Thelper.Geo.Vectors;
using Thelper.Testing;

namespace Thelper.Geo.Tests.Rasters;

/// <summary>Cut files, files that name servers or themselves, and headers that claim the sky: one clear message, little memory, no network.</summary>
public sealed class HostileFileTests
{
    private const string System32618 = "EPSG:32618";

    [Theory]
    [InlineData("https://example.invalid/scene.tif")]
    [InlineData("/vsicurl/https://example.invalid/scene.tif")]
    [InlineData("/vsis3/bucket/scene.tif")]
    [InlineData("/vsizip//vsicurl/https://example.invalid/scene.zip/a.tif")]
    [InlineData("/vsigs/bucket/scene.tif")]
    [InlineData("/vsimem/scene.tif")]
    [InlineData("/vsistdin/")]
    [InlineData("WMS:https://example.invalid/wms")]
    public void Servers_and_pipes_are_refused_by_name(string path) =>
        Should.Throw<GeoException>(() => Raster.Open(path)).Message.ShouldContain("only files on this machine are read");

    [Theory]
    [InlineData("/vsicurl/http://127.0.0.1:9/scene.tif")]
    [InlineData("http://127.0.0.1:9/scene.tif")]
    public void A_virtual_raster_that_names_a_server_is_refused(string source)
    {
        using var folder = new Folder();
        var path = folder.Write("far.vrt", Virtual(source));
        var message = Should.Throw<GeoException>(() => Raster.Open(path)).Message;
        message.ShouldContain(path);
        message.ShouldContain(source);
        message.ShouldContain("nothing is fetched");
    }

    [Theory]
    [InlineData("/vsicurl/http://127.0.0.1:9/a.geojson")]
    [InlineData("http://127.0.0.1:9/a.geojson")]
    public void A_virtual_vector_file_that_names_a_server_is_refused(string source)
    {
        using var folder = new Folder();
        var path = folder.Write("far.vrt", $"""<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{source}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>""");
        var message = Should.Throw<GeoException>(() => VectorLayer.Open(path)).Message;
        message.ShouldContain(source);
        message.ShouldContain("nothing is fetched");
    }

    [Fact]
    public void A_virtual_raster_that_names_itself_is_refused()
    {
        using var folder = new Folder();
        var path = folder.Write("loop.vrt", Virtual("loop.vrt"));
        Should.Throw<GeoException>(() => Raster.Open(path)).Message.ShouldBe($"{path}: the virtual file names itself; name the rasters that it stands for");
        folder.Write("a.vrt", Virtual("b.vrt"));
        folder.Write("b.vrt", Virtual("a.vrt"));
        Should.Throw<GeoException>(() => Raster.Open(folder.File("a.vrt"))).Message.ShouldContain("the virtual file names itself by way of");
    }

    [Fact]
    public void A_header_that_claims_the_sky_takes_no_memory()
    {
        using var folder = new Folder();
        var path = folder.Write("huge.vrt", Virtual("nothing.tif", 1_000_000_000));
        var before = ResidentMemory.ResetPeak();
        var message = Should.Throw<GeoException>(() =>
        {
            using var raster = Raster.Open(path);
            raster.Read(raster.Info.Window).Dispose();
        }).Message;
        message.ShouldContain(path);
        File.WriteAllText(folder.File("large.vrt"), Virtual("nothing.tif", 20_000));
        using (var large = Raster.Open(folder.File("large.vrt")))
        {
            Should.Throw<GeoException>(() => large.Read(large.Info.Window)).Message.ShouldContain("a window of 20000 x 20000 pixels in 1 bands is more than is read at once (268435456 pixels)");
            Should.Throw<GeoException>(() => large.ReadValidPadded(new(-5, -5, 20_000, 20_000))).Message.ShouldContain("is more than is read at once");
        }

        (ResidentMemory.Peak - before).ShouldBeLessThan(256L << 20);

        // In one piece: nobody can read a row of it.
        var bytes = File.ReadAllBytes(Folder.Golden("rasters", "south_up.tif"));
        var wide = Damaged(bytes, 256, 1_000_000_000);
        File.WriteAllBytes(folder.File("wide.tif"), Damaged(wide, 257, 1_000_000_000));
        before = ResidentMemory.ResetPeak();
        Should.Throw<GeoException>(() =>
        {
            using var raster = Raster.Open(folder.File("wide.tif"));
            raster.Read(new(0, 0, 10, 10)).Dispose();
        }).Message.ShouldContain(folder.File("wide.tif"));
        (ResidentMemory.Peak - before).ShouldBeLessThan(256L << 20);
    }

    [Fact]
    public void A_truncated_raster_is_named()
    {
        using var folder = new Folder();
        var whole = File.ReadAllBytes(Folder.Original("s_a.tif"));
        foreach (var length in new[] { 3, 100, whole.Length / 2, whole.Length - 40 })
        {
            var path = folder.File("cut.tif");
            File.WriteAllBytes(path, whole[..length]);
            Should.Throw<GeoException>(() =>
            {
                using var raster = Raster.Open(path);
                raster.Read(raster.Info.Window).Dispose();
            }).Message.ShouldStartWith(path);
        }
    }

    [Fact]
    public void What_is_not_there_is_said()
    {
        Should.Throw<GeoException>(() => Raster.Open("/no/such.tif")).Message.ShouldBe("/no/such.tif: no such file");
        using var folder = new Folder();
        Should.Throw<GeoException>(() => Raster.Open(folder.Write("text.tif", "nothing"))).Message.ShouldStartWith(folder.File("text.tif"));
        using var raster = Raster.Open(Folder.Original("s_a.tif"));
        Should.Throw<GeoException>(() => raster.Read(new(0, 0, 1, 1), [5])).Message.ShouldContain("there is no band 5; it has 4, the first of which is number 1");
    }

    [Fact]
    public void A_shapefile_without_its_index_says_how_to_make_it()
    {
        using var folder = new Folder();
        var path = folder.File("waters.shp");
        var document = GeoJson.Read(Folder.Original("v.geojson"));
        VectorFiles.Write(path, [.. document.Features], document.System);
        using (var layer = VectorLayer.Open(path))
        {
            layer.Count.ShouldBe(7);
        }

        File.Move(folder.File("waters.dbf"), folder.File("other.dbf"));
        Should.Throw<GeoException>(() => VectorLayer.Open(path)).Message.ShouldBe($"{path}: a shapefile is several files, of which waters.dbf is missing; copy it too");
        File.Move(folder.File("other.dbf"), folder.File("waters.dbf"));
        File.Delete(folder.File("waters.shx"));
        Should.Throw<GeoException>(() => VectorLayer.Open(path)).Message.ShouldBe(
            $"{path}: a shapefile is several files, of which waters.shx is missing; copy it too, or make it anew: ogrinfo --config SHAPE_RESTORE_SHX YES {path}");
    }

    private static string Virtual(string source, int size = 10) => $"""
        <VRTDataset rasterXSize="{size}" rasterYSize="{size}"><SRS>{System32618}</SRS><GeoTransform>600000, 10, 0, 5040000, 0, -10</GeoTransform>
        <VRTRasterBand dataType="Byte" band="1"><SimpleSource><SourceFilename relativeToVRT="{(source.Contains("://", StringComparison.Ordinal) ? 0 : 1)}">{source}</SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>
        """;

    // A TIFF's tag with another number.
    private static byte[] Damaged(byte[] bytes, int tag, int value)
    {
        var changed = bytes.ToArray();
        var (at, count) = (BitConverter.ToInt32(bytes, 4), BitConverter.ToUInt16(bytes, BitConverter.ToInt32(bytes, 4)));
        for (var i = 0; i < count; i++)
        {
            var entry = at + 2 + (i * 12);
            if (BitConverter.ToUInt16(bytes, entry) == tag)
            {
                BitConverter.GetBytes((ushort)4).CopyTo(changed, entry + 2);
                BitConverter.GetBytes(value).CopyTo(changed, entry + 8);
            }
        }

        return changed;
    }
}
