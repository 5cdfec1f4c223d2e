using System.Diagnostics;
using System.Globalization;
using Thelper.Config;
using Thelper.Imaging;
using Thelper.Infer;
using Thelper.Infer.Tiling;
using Thelper.Nn;
using Thelper.Sessions;
using static Thelper.Torch.torch;

namespace Thelper.Bench;

/// <summary>Running trained models, the counterpart of <c>bench/infer.py</c>, which makes the pictures and names the folder in <c>BENCH_IMAGES</c>.</summary>
internal static class InferBench
{
    private const int Side = 512;
    private const int Overlap = 64;
    private const int TileBatch = 4;
    private const int LargeSide = 10_000;
    private const string Transforms = """
        {"loaders": {"base_transforms": [
            {"operation": "thelper.transforms.Resize", "params": {"dsize": [96, 96]}, "target_key": "image"},
            {"operation": "thelper.transforms.NormalizeZeroMeanUnitVar", "params": {"mean": [103.53, 116.28, 123.675], "std": [57.375, 57.12, 58.395]}, "target_key": "image"},
            {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]}}
        """;

    /// <summary>The cases by name.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Func<double>>> All = new Dictionary<string, Func<Func<double>>>
    {
        ["infer-torch"] = () => Pictures("bench.export.pth"),
        ["infer-onnx"] = () => Pictures("bench.onnx"),
        ["infer-windows-512"] = () => Windows(512, () => Seconds),
        ["infer-windows-128"] = () => Windows(128, () => Seconds),
        ["infer-windows-32"] = () => Windows(32, () => Seconds),
        ["infer-windows-512-work"] = () => Windows(512, () => Work),
        ["infer-windows-128-work"] = () => Windows(128, () => Work),
        ["infer-windows-32-work"] = () => Windows(32, () => Work),
        ["infer-large-128-5"] = () => Large(128, 5),
        ["infer-large-128-21"] = () => Large(128, 21),
        ["infer-large-512-5"] = () => Large(512, 5),
        ["infer-alone-128-5"] = () => Batches(128, 5),
        ["infer-alone-128-21"] = () => Batches(128, 21),
        ["infer-alone-512-5"] = () => Batches(512, 5),
    };

    /// <summary>All pictures of the folder by ResNet-18, to the lines of a table; the value is their number.</summary>
    private static Func<double> Pictures(string model)
    {
        var images = Environment.GetEnvironmentVariable("BENCH_IMAGES") ?? throw new UserErrorException("BENCH_IMAGES names no folder; bench/infer.py sets it");

        // With a traced program the checkpoint has no weights.
        var traced = model.EndsWith(".onnx", StringComparison.Ordinal) ? "\"onnx_name\": \"bench.onnx\", \"trace_input\": \"torch.rand(1, 3, 96, 96)\", " : "";
        var folder = Exported("classifier", """
            {"name": "classifier", "model": {"type": "torchvision.models.resnet18", "params": {"num_classes": 10}},
             "export": {"ckpt_name": "bench.export.pth", TRACED
                        "task": {"type": "thelper.tasks.Classification", "params": {"class_names": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], "input_key": "image", "label_key": "label"}}}}
            """.Replace("TRACED", traced, StringComparison.Ordinal));
        var options = new PredictionOptions { Format = "csv", Predictor = new() { Device = "cpu", Transforms = Path.Combine(folder, "transforms.json"), Threads = get_num_threads() } };
        return () => Session.Predict(Path.Combine(folder, model), [images], SessionEnvironment.Quiet(), options, TextWriter.Null);
    }

    private static double Seconds => Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    private static double Work => Environment.CpuUsage.TotalTime.TotalSeconds;

    /// <summary>A picture of 4 x 4 windows that share 64 pixels, and the network alone on as many inputs in the same batches; the value is what the latter took by what the former did.</summary>
    private static Func<double> Windows(int width, Func<double> clock)
    {
        var predictor = Segmenter(width);
        var network = Network(width, 5);
        var side = (4 * Side) - (3 * Overlap);
        var image = randint(0, 256, [side, side, 3], ScalarType.Byte);
        var batch = rand(TileBatch, 3, Side, Side);
        var turn = 0;
        return () =>
        {
            using var none = no_grad();
            var (windows, alone) = turn++ % 2 == 0 ? (Took(InWindows), Took(Alone)) : Swapped(Took(Alone), Took(InWindows));
            return alone / windows;
        };

        static (double, double) Swapped(double first, double second) => (second, first);

        double Took(Action work)
        {
            var start = clock();
            work();
            return clock() - start;
        }

        void InWindows() => predictor.Predict(image);

        void Alone()
        {
            for (var i = 0; i < 16 / TileBatch; i++)
            {
                using var scope = NewDisposeScope();
                network.call(batch);
            }
        }
    }

    /// <summary>A label map of 10,000 x 10,000 pixels; the value is the highest memory of the process in MiB.</summary>
    private static Func<double> Large(int width, int classes)
    {
        var folder = Path.Combine(Folder, "large");
        Directory.CreateDirectory(folder);
        var picture = Path.Combine(folder, "large.png");
        if (!File.Exists(picture))
        {
            using var stream = File.Create(picture);
            using var png = new PngWriter(stream, LargeSide, LargeSide, PngFormat.Rgb);
            var row = new byte[3 * LargeSide];
            for (var y = 0; y < LargeSide; y++)
            {
                for (var x = 0; x < row.Length; x++)
                {
                    row[x] = (byte)((x * 7 / 50) + (y * 3 / 20));
                }

                png.Write(row);
            }

            png.End();
        }

        var model = Path.Combine(SegmenterFolder(classes, width), "bench.export.pth");
        var options = new PredictionOptions
        {
            Maps = Path.Combine(folder, "maps"),
            Predictor = new() { Device = "cpu", Transforms = Path.Combine(SegmenterFolder(classes, width), "transforms.json"), Tiles = new() { Size = Side, Overlap = Overlap } },
        };
        return () =>
        {
            Session.Predict(model, [picture], SessionEnvironment.Quiet(), options, TextWriter.Null);
            var peak = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return double.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
        };
    }

    /// <summary>Batches of ready windows through the network alone; the value is windows a second.</summary>
    private static Func<double> Batches(int width, int classes)
    {
        var network = Network(width, classes);
        var batch = rand(TileBatch, 3, Side, Side);
        return () =>
        {
            using var none = no_grad();
            var start = Seconds;
            for (var i = 0; i < 16 / TileBatch; i++)
            {
                using var scope = NewDisposeScope();
                network.call(batch);
            }

            return 16 / (Seconds - start);
        };
    }

    private static Predictor Segmenter(int width) => Predictor.Load(
        Path.Combine(SegmenterFolder(5, width), "bench.export.pth"),
        new() { Device = "cpu", Transforms = Path.Combine(SegmenterFolder(5, width), "transforms.json"), Tiles = new() { Size = Side, Overlap = Overlap }, TileBatch = TileBatch });

    private static Nn.Module Network(int width, int classes)
    {
        var content = (Torch.Serialization.PyDict)Torch.Serialization.Checkpoints.Load(Path.Combine(SegmenterFolder(classes, width), "bench.export.pth"))!;
        var network = ModelFactory.Create(null, null, new TypeRegistry(), content, "bench.export.pth");
        network.eval();
        return network;
    }

    // Of the width, a sixteenth is at full resolution: 32 channels of the network as it is by default, 8, 2 for a network that is as light as any.
    private static string SegmenterFolder(int classes, int width) => Exported($"segmenter-{width}-{classes}", """
        {"name": "segmenter", "model": {"type": "thelper.nn.unet.UNet", "params": {"in_channels": 3, "mid_channels": WIDTH}},
         "export": {"ckpt_name": "bench.export.pth",
                    "task": {"type": "thelper.tasks.Segmentation", "params": {"class_names": [NAMES], "input_key": "image", "label_map_key": "map"}}}}
        """.Replace("WIDTH", FormattableString.Invariant($"{width}"), StringComparison.Ordinal).Replace("NAMES", string.Join(", ", Enumerable.Range(0, classes).Select(i => $"\"{i}\"")), StringComparison.Ordinal));

    private static string Folder => Path.Combine(Environment.GetEnvironmentVariable("BENCH_FOLDER") ?? throw new UserErrorException("BENCH_FOLDER names no folder; bench/infer.py sets it"), "infer");

    /// <summary>The session with an exported model of drawn weights, made anew each time.</summary>
    private static string Exported(string name, string config)
    {
        var folder = Path.Combine(Folder, FormattableString.Invariant($"{name}-{Environment.ProcessId}"));
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            var file = Path.Combine(folder, "export.json");
            File.WriteAllText(file, config);
            File.WriteAllText(Path.Combine(folder, "transforms.json"), name == "classifier" ? Transforms : Transforms.Replace("[96, 96]", "[512, 512]", StringComparison.Ordinal));
            var checkpoint = Session.Export(file, folder, SessionEnvironment.Quiet());
            foreach (var made in Directory.EnumerateFiles(Path.GetDirectoryName(checkpoint)!, "bench.*", SearchOption.AllDirectories))
            {
                File.Copy(made, Path.Combine(folder, Path.GetFileName(made)));
            }
        }

        return folder;
    }
}
