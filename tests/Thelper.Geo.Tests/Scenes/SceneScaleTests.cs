using Thelper.Geo.Native;
using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;
using Thelper.Logging;
using Thelper.Sessions;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Tests.Scenes;

/// <summary>Scenes that are large in one direction.</summary>
public class SceneScaleTests
{
    private const int Short = 256;
    private const long SmallCache = 16L << 20;
    private const long UsualCache = 128L << 20;

    // Of a tall scene the rows of one row of windows are held, whatever its height. Of a wide one the sums over the windows of a strip, twice: as they add up and as they are handed on; these take 30 MiB of the
    // small scene, and 64 of the large one. The numbers of three classes of all pixels of the large scenes would be 300 MiB. On one core some
    // 20 MiB wait for the thread that finalises.
    [Theory]
    [InlineData(false, 48)]
    [InlineData(true, 112)]
    public void Memory_is_the_same_for_scenes_of_10000_and_of_100000_pixels_a_side(bool isWide, int growth)
    {
        using var scenes = new SceneFixture();
        GdalApi.GDALSetCacheMax64(SmallCache);
        try
        {
            Most("warm", 10_000);
            var small = Most("small", 10_000);
            var large = Most("large", 100_000);
            TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{small >> 20} MiB, {large >> 20} MiB"));
            (large - small).ShouldBeLessThan((long)growth << 20);
        }
        finally
        {
            GdalApi.GDALSetCacheMax64(UsualCache);
        }

        // What is allocated and not freed, not what the system has lent: that depends on which thread was first.
        long Most(string name, int side)
        {
            var path = Write(Path.Combine(scenes.Folder, name + ".tif"), isWide ? side : Short, isWide ? Short : side);
            var options = SceneFixture.Options(Path.Combine(scenes.Results, name), 256, 32) with { Shares = false };
            var watch = new MemoryWatch();
            var report = SceneFixture.Run("pixels.pt", path, options, SessionEnvironment.Quiet() with { Progress = watch });
            report.Pixels!.Values.Sum().ShouldBe((long)side * Short);
            File.Delete(path);
            Directory.Delete(options.Folder, recursive: true);
            return watch.Most;
        }
    }

    // A core is busy with one window of 512 x 512, and four of them took a network of usual size 2.2 GB.
    [Theory]
    [InlineData(512, 1)]
    [InlineData(256, 4)]
    public void Large_windows_go_through_the_model_one_by_one(int size, int atOnce)
    {
        using var scenes = new SceneFixture();
        var path = scenes.Write("scene.tif", 4 * size, 32, (x, _, _) => (byte)x);
        var count = new BatchCount();
        SceneFixture.Run("pixels.pt", path, SceneFixture.Options(scenes.Results, size, 0), SessionEnvironment.Quiet() with { Progress = count });
        count.Batches.ShouldBe([.. Enumerable.Repeat(atOnce, 4 / atOnce)]);
    }

    [Fact]
    public void A_scene_whose_pixels_lie_in_whole_rows_is_read_with_a_warning()
    {
        using var scenes = new SceneFixture();
        using var text = new StringWriter();
        using var log = new SessionLog(text);
        var rows = scenes.Write("rows.tif", 2100, 40, (x, _, _) => (byte)x, options: []);
        SceneFixture.Run("pixels.pt", rows, SceneFixture.Options(scenes.Results, 64, 8), SessionEnvironment.Quiet() with { Log = log });
        text.ToString().ShouldContain($"{rows}: its pixels lie in whole rows, so every window reads all columns; tiled rasters are faster (gdal_translate -co TILED=YES)");
        var tiles = scenes.Write("tiles.tif", 2100, 40, (x, _, _) => (byte)x);
        text.GetStringBuilder().Clear();
        SceneFixture.Run("pixels.pt", tiles, SceneFixture.Options(scenes.Results, 64, 8), SessionEnvironment.Quiet() with { Log = log });
        text.ToString().ShouldNotContain("whole rows");
    }

    [Fact]
    public void What_is_kept_of_files_that_were_read_is_128_MiB_at_most()
    {
        using var folder = new Folder();
        const int Side = 12_000;
        using (RasterFiles.Create(folder.File("large.tif"), new(Side, Side, 1, RasterType.Byte) { Options = ["TILED=YES", "SPARSE_OK=TRUE"] }))
        {
        }

        using var raster = Raster.Open(folder.File("large.tif"));
        for (var top = 0; top < Side; top += 1000)
        {
            raster.Read(new(0, top, Side, 1000)).Dispose();
        }

        // The raster has 137.
        GdalApi.GDALGetCacheUsed64().ShouldBeInRange(100L << 20, UsualCache);
    }

    [Fact]
    public void Handles_that_nobody_uses_are_64_at_most()
    {
        var sources = Enumerable.Range(0, 80).Select(_ => new RasterSource(Folder.Original("s_a.tif"))).ToList();
        RasterPool.Count.ShouldBe(64);
        sources.ForEach(source => source.Use(raster => raster.Read(new(0, 0, 1, 1))).Dispose());
        RasterPool.Count.ShouldBe(64);
        sources.ForEach(source => source.Dispose());
        RasterPool.Count.ShouldBe(0);
    }

    private static string Write(string path, int width, int height)
    {
        const int Step = 4096;
        using var file = RasterFiles.Create(path, new(width, height, 3, RasterType.Byte)
        {
            Transform = new(300000, 0.5, 0, 5040000, 0, -0.5),
            System = SpatialReference.OfEpsg(32618),
            Options = ["TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256"],
        });
        for (var at = 0; at < Math.Max(width, height); at += Step)
        {
            var length = Math.Min(Step, Math.Max(width, height) - at);
            var (columns, rows) = width > height ? (length, height) : (width, length);
            using var values = full([rows, columns, 3], at / Step % 200, ScalarType.Byte);
            file.Write(width > height ? new(at, 0, columns, rows) : new(0, at, columns, rows), values);
        }

        file.Flush();
        return path;
    }

    private sealed class BatchCount : IProgressDisplay
    {
        public List<int> Batches { get; } = [];

        public IDisposable Begin(string label, int batches, string unit = "images") => new MemoryStream();

        public void Advance(int images) => Batches.Add(images);
    }

    // Looks at the memory in use whenever windows are done with.
    private sealed class MemoryWatch : IProgressDisplay
    {
        private readonly long before = InUse();

        public long Most { get; private set; }

        public IDisposable Begin(string label, int batches, string unit = "images") => new MemoryStream();

        public void Advance(int images) => Most = Math.Max(Most, InUse() - before);

        private static long InUse() => GC.GetTotalMemory(forceFullCollection: true) + NativeHeap.InUse;
    }
}
