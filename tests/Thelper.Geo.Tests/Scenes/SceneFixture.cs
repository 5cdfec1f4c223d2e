using System.Text.Json;
using Thelper.Geo.Rasters;
using Thelper.Geo.Scenes;
using Thelper.Geo.Systems;
using Thelper.Infer;
using Thelper.Infer.Tiling;
using Thelper.Logging;
using Thelper.Sessions;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Tests.Scenes;

/// <summary>A folder for scenes and what is written of them, and the models of <c>tools/golden/scenes.py</c>.</summary>
internal sealed class SceneFixture : IDisposable
{
    public SceneFixture() => Directory.CreateDirectory(Folder);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "thelper-scenes-" + Path.GetRandomFileName());

    public string Results => Path.Combine(Folder, "results");

    public static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "scenes", name);

    public static SceneOptions Options(string folder, int tile = 32, int overlap = 8, WindowBlend blend = WindowBlend.Gaussian) => new()
    {
        Folder = folder,
        Tiles = new() { Size = tile, Overlap = overlap, Blend = blend },
        Predictor = new() { Device = "cpu" },
    };

    public static SceneReport Run(string model, string scene, SceneOptions options, SessionEnvironment? environment = null)
    {
        using var output = new StringWriter();
        var report = SceneInference.Run(Golden(model), [scene], options, environment ?? SessionEnvironment.Quiet(), output).ShouldHaveSingleItem();
        JsonDocument.Parse(output.ToString()).RootElement.GetProperty("scene").GetString().ShouldBe(scene);
        return report;
    }

    /// <summary>Writes a raster.</summary>
    public string Write(string name, int width, int height, Func<int, int, int, byte> value, int bands = 3, GeoTransform? transform = null, int? epsg = 32618, double? noData = null, IReadOnlyList<string>? options = null, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var path = Path.Combine(Folder, name);
        var bytes = new byte[width * height * bands];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = value(i / bands % width, i / bands / width, i % bands);
        }

        using var file = RasterFiles.Create(path, new(width, height, bands, RasterType.Byte)
        {
            Transform = transform ?? new(600000, 0.5, 0, 5040000, 0, -0.5),
            System = epsg is { } code ? SpatialReference.OfEpsg(code) : null,
            NoData = noData,
            Options = options ?? ["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"],
            Metadata = metadata ?? new Dictionary<string, string>(),
        });
        using var values = tensor(bytes, [height, width, bands]);
        file.Write(new(0, 0, width, height), values);
        file.Flush();
        return path;
    }

    public static (RasterInfo Info, float[] Values) Read(string path)
    {
        using var raster = Raster.Open(path);
        using var values = raster.Read(new(0, 0, raster.Info.Width, raster.Info.Height), null, ScalarType.Float32);
        return (raster.Info, values.DataSpan<float>().ToArray());
    }

    /// <summary>How many numbers differ by more than a tolerance.</summary>
    public static int Differing(float[] found, float[] expected, float tolerance = 0)
    {
        found.Length.ShouldBe(expected.Length);
        return found.Zip(expected).Count(pair => !(Math.Abs(pair.First - pair.Second) <= tolerance));
    }

    public (RasterInfo Info, float[] Values) Result(string name) => Read(Path.Combine(Results, name));

    /// <summary>What stops after a number of windows.</summary>
    public static SessionEnvironment StoppedAfter(int windows)
    {
        var stop = new StopRequest();
        return SessionEnvironment.Quiet() with { Stop = stop, Progress = new Countdown(windows, stop) };
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private sealed class Countdown(int windows, StopRequest stop) : IProgressDisplay
    {
        private int left = windows;

        public IDisposable Begin(string label, int batches, string unit = "images") => new MemoryStream();

        public void Advance(int images)
        {
            left -= images;
            if (left <= 0)
            {
                stop.Request(130);
            }
        }
    }
}
