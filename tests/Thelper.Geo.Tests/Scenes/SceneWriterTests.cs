using Thelper.Geo.Rasters;
using Thelper.Geo.Scenes;
using Thelper.Geo.Systems;
using Thelper.Geo.Vectors;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Tests.Scenes;

/// <summary>What is written of scenes with many classes, and of classes with names from elsewhere.</summary>
public class SceneWriterTests
{
    [Theory]
    [InlineData(254, 1, true)]
    [InlineData(255, 1, true)]
    [InlineData(256, 2, false)]
    [InlineData(700, 2, false)]
    public void Numbers_of_classes_are_as_large_as_there_are_classes(int count, int size, bool hasColors)
    {
        using var scenes = new SceneFixture();
        var scene = SceneFixture.Read(scenes.Write("s.tif", 900, 2, (_, _, _) => 1)).Info;
        var legend = new ClassLegend([.. Enumerable.Range(0, count).Select(i => $"c{i}")], [.. Enumerable.Range(0, count).Select(i => (IReadOnlyList<byte>)[(byte)i, 1, 2])]);
        legend.Size.ShouldBe(size);
        using var scratch = new SceneScratch(Path.Combine(scenes.Folder, "work"), "");
        var rasters = ClassRasters.Open(scratch, 900, 2, legend, withShares: false);
        using (var scope = NewDisposeScope())
        {
            // In the second row there are no data.
            rasters.WriteLabels(arange(0, 1800).remainder(count).reshape(2, 900) + 1, cat([ones([1, 900], uint8), zeros([1, 900], uint8)], 0), 0, 0);
        }

        var path = Path.Combine(scenes.Folder, "c.tif");
        new SceneRasters(scene, scratch.Folder, SceneFixture.Options(scenes.Folder)).WriteClasses(path, rasters, legend);
        var (info, values) = SceneFixture.Read(path);
        values.ShouldBe([.. Enumerable.Range(0, 900).Select(i => (float)((i % count) + 1)), .. new float[900]]);
        (info.Type, info.Bands[0].NoData, info.Bands[0].Colors.Count > 0).ShouldBe((size == 1 ? RasterType.Byte : RasterType.UInt16, 0.0, hasColors));
        info.Metadata["CLASS_NAMES"].ShouldEndWith($",c{count - 1}");
    }

    [Theory]
    [InlineData(VectorFormat.GeoJson)]
    [InlineData(VectorFormat.GeoJsonCrs)]
    [InlineData(VectorFormat.GeoPackage)]
    [InlineData(VectorFormat.Shapefile)]
    public void Names_of_classes_from_anywhere_come_back(VectorFormat format)
    {
        using var scenes = new SceneFixture();
        var path = Path.Combine(scenes.Folder, "out" + SceneVectors.EndingOf(format));
        Directory.CreateDirectory(scenes.Results);
        using (var file = SceneVectors.Create(Path.Combine(scenes.Results, "draft" + SceneVectors.EndingOf(format)), format, SpatialReference.OfEpsg(32618), withScores: true, tolerance: 0.05))
        {
            file.Add(new(Shapes.Box(600000, 5040000, 600010, 5040010), "Wälder, 森 \"x\"", 3, 0.25, null));
            file.Publish(path);
        }

        using var layer = VectorLayer.Open(path);
        var feature = layer.Features().ShouldHaveSingleItem();
        (feature.Properties["class"], feature.Properties["number"], feature.Properties["score"]).ShouldBe(("Wälder, 森 \"x\"", 3L, 0.25));
    }

    [Fact]
    public void A_GeoPackage_whose_polygons_did_not_come_to_the_disk_is_not_put_in_its_place()
    {
        using var scenes = new SceneFixture();
        var (draft, path) = (Path.Combine(scenes.Folder, "draft.gpkg"), Path.Combine(scenes.Folder, "out.gpkg"));
        using (var file = SceneVectors.Create(draft, VectorFormat.GeoPackage, SpatialReference.OfEpsg(32618), withScores: true, tolerance: 0))
        {
            file.Add(new(Shapes.Box(600000, 5040000, 600010, 5040010), "roof", 3, 0.25, null));

            // As good as a disk that fails: SQLite cannot end what it has begun.
            File.Delete(draft + "-journal");
            Should.Throw<GeoException>(() => file.Publish(path)).Message.ShouldStartWith($"{path}: ");
        }

        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public void What_a_killed_program_left_beside_a_GeoPackage_is_not_played_back_into_the_new_one()
    {
        using var scenes = new SceneFixture();
        var (draft, path) = (Path.Combine(scenes.Folder, "draft.gpkg"), Path.Combine(scenes.Folder, "out.gpkg"));
        foreach (var end in new[] { "-journal", "-wal", "-shm" })
        {
            File.WriteAllText(draft + end, "left");
            File.WriteAllText(path + end, "left");
        }

        using (var file = SceneVectors.Create(draft, VectorFormat.GeoPackage, SpatialReference.OfEpsg(32618), withScores: true, tolerance: 0))
        {
            file.Add(new(Shapes.Box(600000, 5040000, 600010, 5040010), "roof", 3, 0.25, null));
            file.Publish(path);
        }

        Directory.EnumerateFiles(scenes.Folder).ShouldBe([path]);
        using var layer = VectorLayer.Open(path);
        layer.Features().ShouldHaveSingleItem();
    }

    [Fact]
    public void Bands_of_shares_are_called_after_their_classes()
    {
        using var scenes = new SceneFixture();
        SceneFixture.Run("pixels.pt", SceneFixture.Golden("scene.tif"), SceneFixture.Options(scenes.Results));
        scenes.Result("scene_probs.tif").Info.Bands.Select(band => band.Description).ShouldBe(["ground", "water", "roof"]);
    }
}
