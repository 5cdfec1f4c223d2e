using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;
using Thelper.Geo.Utils;

namespace Thelper.Geo.Tests.Rasters;

/// <summary>Processes that make the same raster at the same time, and what one that was killed has left.</summary>
public sealed class RasterDraftTests
{
    [Fact]
    public void Who_makes_the_same_raster_at_the_same_time_does_not_write_into_it()
    {
        using var folder = new Folder();
        var place = folder.File("a.tif");
        using (var other = new RasterDraft(place))
        {
            File.WriteAllText(other.Draft, "half of it");
            Make(place);
            File.ReadAllText(other.Draft).ShouldBe("half of it");
            using (var made = Raster.Open(place))
            {
                made.Info.System!.Epsg.ShouldBe(32618);
            }

            File.WriteAllText(other.Draft, "all of it");
            other.Publish();
        }

        File.ReadAllText(place).ShouldBe("all of it");
        Directory.GetFiles(folder.Root).ShouldBe([place]);
    }

    [Fact]
    public void What_a_killed_process_left_is_removed_and_what_a_living_one_writes_stays()
    {
        using var folder = new Folder();
        string[] left = [".a.tif.40danaro.g5f.lock", ".a.tif.40danaro.g5f.part", ".a.tif.40danaro.g5f.part.aux.xml"];
        string[] others = [".a.tif.50danaro.g5f.lock", ".a.tif.50danaro.g5f.part", ".b.tif.40danaro.g5f.lock", ".b.tif.40danaro.g5f.part", ".a.tif.notes.lock", "a.tif.part"];
        foreach (var name in left.Concat(others))
        {
            folder.Write(name, "something");
        }

        using var living = new FileStream(folder.File(others[0]), FileMode.Open, FileAccess.Write, FileShare.None);
        Make(folder.File("a.tif"));
        Directory.GetFiles(folder.Root).Select(Path.GetFileName).ShouldBe(others.Append("a.tif"), ignoreOrder: true);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_said()
    {
        using var folder = new Folder();
        Should.Throw<GeoException>(() => Make(folder.File("none/a.tif"))).Message.ShouldStartWith($"{folder.File("none/a.tif")}: it cannot be written: ");
    }

    [Fact]
    public void A_copy_that_another_run_put_there_meanwhile_is_not_read_as_if_it_were_the_own_one()
    {
        using var folder = new Folder();
        var copy = folder.File("a.tif.reproj.tif");
        Make(copy, new Dictionary<string, string> { ["THELPER_MADE_OF"] = "/a.tif 1 2|EPSG:32618" });
        using (var own = GeoUtils.OpenCopy(copy, "/a.tif 1 2|EPSG:32618", keepOpen: true))
        {
            own.Path.ShouldBe(copy);
        }

        Should.Throw<GeoException>(() => GeoUtils.OpenCopy(copy, "/a.tif 1 2|EPSG:32617", keepOpen: true)).Message.ShouldStartWith($"{copy}: another run has written it at the same time");
        Make(copy);
        Should.Throw<GeoException>(() => GeoUtils.OpenCopy(copy, "/a.tif 1 2|EPSG:32618", keepOpen: false));
    }

    private static void Make(string path, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var source = Raster.Open(Folder.Original("deg.tif"));
        RasterWarp.ToFile(source, path, SpatialReference.OfEpsg(32618), metadata: metadata);
    }
}
