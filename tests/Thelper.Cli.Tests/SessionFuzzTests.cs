using System.Text;
using Thelper.Config;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Cli.Tests;

/// <summary>
/// Whole sessions with absurd values anywhere in their configurations: <c>check</c> builds all of it and tries a batch, or says what is wrong (code 2). What ends in
/// code 1 would be a bug.
/// </summary>
[NoLeaks]
public class SessionFuzzTests
{
    // What somebody may write: no sizes that are merely large, which a machine may well have memory for.
    private static readonly object?[] Values =
    [
        null, true, false, 0L, 1L, -1L, 2L, 3L, 255L, int.MaxValue, long.MaxValue, long.MinValue, 1L << 32, 0.0, 0.5, -0.5, 1.0, 1e-300, 1e300, double.NaN, double.PositiveInfinity,
        "", "a", "0", "-1", "1e999", "cpu", "cuda:99", "../x", "/dev/null", "digits", "thelper.nn.lenet.LeNet", "torch.nn.MSELoss", "\u202e", "a\nb", "None", "%s", "${x}",
    ];

    private const string Small = """
        {"name": "s", "bypass_queries": true,
         "datasets": {"digits": {"type": "thelper.data.ImageFolderDataset", "params": {"root": "data"}}},
         "loaders": {"batch_size": 8, "workers": 0, "skip_norm": true, "test_seed": 0, "valid_seed": 1, "torch_seed": 2, "numpy_seed": 3, "random_seed": 4,
          "base_transforms": [{"operation": "thelper.transforms.ToGray", "target_key": "image"},
           {"operation": "thelper.transforms.Resize", "params": {"dsize": [32, 32]}, "target_key": "image"},
           {"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [127], "max": [255]}, "target_key": "image"},
           {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}],
          "train_augments": {"append": false, "transforms": [{"operation": "thelper.transforms.RandomResizedCrop", "params": {"output_size": [32, 32], "input_size": [0.5, 1.0], "probability": 0.5}, "target_key": "image"}]},
          "train_sampler": {"type": "thelper.data.WeightedSubsetRandomSampler", "pass_labels": true, "params": {"stype": "uniform", "scale": 1.0}},
          "train_split": {"digits": 0.6}, "valid_split": {"digits": 0.2}, "test_split": {"digits": 0.2}},
         "model": {"type": "thelper.nn.lenet.LeNet", "params": {"input_shape": [1, 32, 32], "conv1_filters": 6, "conv2_filters": 16, "hidden1_size": 20, "hidden2_size": 10}},
         "trainer": {"epochs": 3, "device": "cpu", "monitor": "accuracy", "save_freq": 1, "use_tbx": false,
          "optimization": {"loss": {"type": "torch.nn.CrossEntropyLoss", "params": {"weight": [0.5, 0.5]}},
           "optimizer": {"type": "torch.optim.SGD", "params": {"lr": 0.001, "momentum": 0.9, "weight_decay": 1e-6, "nesterov": true}},
           "scheduler": {"type": "torch.optim.lr_scheduler.StepLR", "params": {"step_size": 3, "gamma": 0.1}}},
          "metrics": {"accuracy": {"type": "thelper.optim.Accuracy", "params": {"top_k": 1}},
           "f1": {"type": "thelper.optim.metrics.ExternalMetric", "params": {"metric_name": "sklearn.metrics.f1_score", "metric_type": "classif_best", "metric_goal": "max", "target_name": "7"}},
           "auc": {"type": "thelper.optim.metrics.ROCCurve", "params": {"target_name": "3"}},
           "log": {"type": "thelper.train.ClassifLogger", "params": {"top_k": 2}}}}}
        """;

    private const string Segmentation = """
        {"name": "s", "bypass_queries": true,
         "datasets": {"shapes": {"type": "thelper.data.ShapesDataset", "params": {"task": "segm", "count": 12, "image_size": 32, "seed": 1}}},
         "loaders": {"batch_size": 4, "workers": 1, "skip_norm": true, "test_seed": 0, "valid_seed": 1, "torch_seed": 2, "numpy_seed": 3, "random_seed": 4,
          "base_transforms": [{"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [0], "max": [255]}, "target_key": "image"},
           {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}],
          "train_split": {"shapes": 0.6}, "valid_split": {"shapes": 0.4}},
         "model": {"type": "thelper.nn.UNet", "params": {"in_channels": 3, "mid_channels": 16, "coordconv": false}},
         "trainer": {"epochs": 3, "device": "cpu", "monitor": "iou",
          "optimization": {"loss": {"type": "torch.nn.CrossEntropyLoss", "params": {"ignore_index": 255}},
           "optimizer": {"type": "torch.optim.Adam", "params": {"lr": 0.001, "betas": [0.9, 0.999]}}},
          "metrics": {"iou": {"type": "thelper.optim.metrics.IntersectionOverUnion", "params": {"global_score": true}}}}}
        """;

    public static TheoryData<string, string> Sessions => new() { { "classification", Small }, { "segmentation", Segmentation } };

    [Theory]
    [MemberData(nameof(Sessions))]
    public void Absurd_values_in_whole_configurations(string name, string text)
    {
        using var work = new Workspace();
        foreach (var kind in new[] { "3", "7" })
        {
            Directory.CreateDirectory(work[$"data/{kind}"]);
            foreach (var file in Directory.GetFiles(work[$"digits/{kind}"], "*.png").Order(StringComparer.Ordinal).Take(12))
            {
                File.Copy(file, work[$"data/{kind}/{Path.GetFileName(file)}"]);
            }
        }

        var plain = ConfigLoader.Parse(text, "c.json").ToPlain();
        Try(Encoding.UTF8.GetBytes(text));
        var before = Soak.SoakSessions.Outside(work, "digits");
        var handles = torch.Diagnostics.LiveHandles;
        FuzzRounds.Run(
            $"session-{name}",
            (random, _) => Encoding.UTF8.GetBytes(ConfigWriter.ToJson(Mutated(plain, random))),
            bytes =>
            {
                Try(bytes);
                if (torch.Diagnostics.LiveHandles > handles)
                {
                    // A constructor that fails half-way leaves what it made to the collector.
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                }

                torch.Diagnostics.LiveHandles.ShouldBeLessThanOrEqualTo(handles, "it leaves handles");
            },
            error => error is UserErrorException);
        File.Delete(work["c.json"]);
        Soak.SoakSessions.Outside(work, "digits").ShouldBe(before.Where(file => !file.StartsWith("c.json ", StringComparison.Ordinal)));
    }

    private static void Try(byte[] configuration)
    {
        File.WriteAllBytes("c.json", configuration);
        var (code, _, error) = Workspace.Run("--silent", "check", "c.json");
        if (code != 0)
        {
            throw code == 2 ? new UserErrorException(error) : new InvalidOperationException($"code {code}: {error}");
        }
    }

    // One to three places of the tree get another value, lose it, or get what stands elsewhere.
    private static object? Mutated(object? plain, System.Random random)
    {
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var places = new List<object?[]>();
            Collect(plain, [], places);
            var path = places[random.Next(places.Count)];
            var elsewhere = ValueAt(plain, places[random.Next(places.Count)]);
            var value = random.Next(8) switch
            {
                0 => new List<object?>(),
                1 => new Dictionary<string, object?>(),
                2 => elsewhere,
                3 => new List<object?> { Values[random.Next(Values.Length)], Values[random.Next(Values.Length)] },
                _ => Values[random.Next(Values.Length)],
            };
            plain = With(plain, path, value, remove: random.Next(6) == 0);
        }

        return plain;
    }

    private static void Collect(object? value, object?[] path, List<object?[]> places)
    {
        if (path.Length > 0)
        {
            places.Add(path);
        }

        foreach (var (key, child) in Children(value))
        {
            Collect(child, [.. path, key], places);
        }
    }

    private static IEnumerable<(object Key, object? Value)> Children(object? value) => value switch
    {
        IReadOnlyDictionary<string, object?> map => map.Select(pair => ((object)pair.Key, pair.Value)),
        IReadOnlyList<object?> list => list.Select((item, i) => ((object)i, item)),
        _ => [],
    };

    private static object? ValueAt(object? value, object?[] path) => path.Aggregate(value, (at, key) => Children(at).First(child => child.Key.Equals(key)).Value);

    private static object? With(object? value, ReadOnlySpan<object?> path, object? replacement, bool remove)
    {
        if (path.Length == 0)
        {
            return replacement;
        }

        var children = new List<(object Key, object? Value)>();
        foreach (var (key, child) in Children(value))
        {
            var isOnPath = key.Equals(path[0]);
            if (!(isOnPath && path.Length == 1 && remove))
            {
                children.Add((key, isOnPath ? With(child, path[1..], replacement, remove) : child));
            }
        }

        return value is IReadOnlyList<object?>
            ? children.Select(child => child.Value).ToList()
            : new OrderedDictionary<string, object?>(children.Select(child => KeyValuePair.Create((string)child.Key, child.Value)));
    }
}
