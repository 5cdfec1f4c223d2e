using System.Diagnostics;
using System.Globalization;
using Thelper.Config;
using Thelper.Geo.Rasters;
using Thelper.Geo.Scenes;
using Thelper.Geo.Systems;
using Thelper.Nn;
using Thelper.Sessions;
using static Thelper.Torch.torch;

namespace Thelper.Bench;

/// <summary>Predictions over scenes, the counterpart of <c>bench/scenes.py</c>, which names the folder in <c>BENCH_FOLDER</c> and the side of the large scene in <c>BENCH_SCENE_SIDE</c>.</summary>
internal static class ScenesBench
{
    private const int Side = 512;
    private const int Overlap = 64;
    private const int TileBatch = 4;
    private const int Repeats = 25;

    /// <summary>The cases by name.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Func<double>>> All = new Dictionary<string, Func<Func<double>>>
    {
        ["scene-batches"] = Batches,
        ["scene-large"] = Large,
    };

    private static string Folder => Path.Combine(Environment.GetEnvironmentVariable("BENCH_FOLDER") ?? throw new UserErrorException("BENCH_FOLDER names no folder; bench/scenes.py sets it"), "scenes");

    /// <summary>Windows through the network alone, in batches; the value is their number in a second.</summary>
    private static Func<double> Batches()
    {
        var model = Model().Model;
        var content = (Torch.Serialization.PyDict)Torch.Serialization.Checkpoints.Load(model)!;
        var network = ModelFactory.Create(null, null, new TypeRegistry(), content, model);
        network.eval();
        var batch = rand(TileBatch, 3, Side, Side);
        return () =>
        {
            using var none = no_grad();
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Repeats; i++)
            {
                using var scope = NewDisposeScope();
                network.call(batch);
            }

            return Repeats * TileBatch / Stopwatch.GetElapsedTime(start).TotalSeconds;
        };
    }

    /// <summary>A large scene of three bands; the value is the highest memory of the process in MiB.</summary>
    private static Func<double> Large()
    {
        var side = int.Parse(Environment.GetEnvironmentVariable("BENCH_SCENE_SIDE") ?? "20000", CultureInfo.InvariantCulture);
        var (model, transforms) = Model();
        var scene = Scene(side);
        return () =>
        {
            SceneInference.Run(model, [scene], Options(Path.Combine(Folder, FormattableString.Invariant($"large{side}")), transforms), SessionEnvironment.Quiet(), TextWriter.Null);
            var peak = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return double.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
        };
    }

    private static SceneOptions Options(string folder, string transforms) => new()
    {
        Folder = folder,
        Shares = false,
        Tiles = new() { Size = Side, Overlap = Overlap },
        Predictor = new() { Device = "cpu", Transforms = transforms },
    };

    private static string Scene(int side)
    {
        var path = Path.Combine(Folder, FormattableString.Invariant($"scene{side}.tif"));
        if (File.Exists(path))
        {
            return path;
        }

        Directory.CreateDirectory(Folder);
        var draft = path + ".new";
        using (var file = RasterFiles.Create(draft, new(side, side, 3, RasterType.Byte) { Transform = new(600000, 0.5, 0, 5040000, 0, -0.5), System = SpatialReference.OfEpsg(32618) }))
        {
            for (var top = 0; top < side; top += 256)
            {
                var rows = Math.Min(256, side - top);
                var bytes = new byte[3 * side * rows];
                for (var i = 0; i < bytes.Length; i++)
                {
                    bytes[i] = (byte)((i % (3 * side) * 7 / 50) + ((top + (i / (3 * side))) * 3 / 20));
                }

                using var band = tensor(bytes, [rows, side, 3]);
                file.Write(new(0, top, side, rows), band);
            }

            file.Flush();
        }

        File.Move(draft, path);
        return path;
    }

    private static (string Model, string Transforms) Model()
    {
        var folder = Path.Combine(Folder, "model");
        var (model, transforms) = (Path.Combine(folder, "bench.export.pth"), Path.Combine(folder, "transforms.json"));
        if (!File.Exists(model))
        {
            Directory.CreateDirectory(folder);
            var config = Path.Combine(folder, "export.json");
            File.WriteAllText(config, """
                {"name": "segmenter", "model": {"type": "thelper.nn.unet.UNet", "params": {"in_channels": 3, "mid_channels": WIDTH}},
                 "export": {"ckpt_name": "bench.export.pth",
                            "task": {"type": "thelper.tasks.Segmentation", "params": {"class_names": ["a", "b", "c"], "input_key": "image", "label_map_key": "map"}}}}
                """.Replace("WIDTH", Environment.GetEnvironmentVariable("BENCH_SCENE_WIDTH") ?? "128", StringComparison.Ordinal));
            File.WriteAllText(transforms, """
                {"loaders": {"base_transforms": [
                    {"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [0], "max": [255]}, "target_key": "image"},
                    {"operation": "thelper.transforms.Transpose", "params": {"axes": [2, 0, 1]}, "target_key": "image"}]}}
                """);
            File.Copy(Session.Export(config, folder, SessionEnvironment.Quiet()), model);
        }

        return (model, transforms);
    }
}
