using System.Text.Json;
using Thelper.Sessions;
using Thelper.Testing;
using Thelper.Torch.Serialization;

namespace Thelper.Cli.Tests;

/// <summary>Sessions of a few images and of seconds: <c>c.json</c>, whose session is <c>out/s</c>.</summary>
internal static class SmallSession
{
    public const string Adam = """{"type": "torch.optim.Adam", "params": {"lr": 0.001}}""";

    /// <summary>Writes a configuration whose samples are made by code.</summary>
    public static void Write(Workspace work, string optimizer = Adam, string? scheduler = null, string name = "c.json")
        => Write(work, """{"type": "thelper.data.ShapesDataset", "params": {"count": 24, "image_size": 32, "classes": 2}}""", optimizer, scheduler, name);

    /// <summary>Writes a configuration of images in <c>data</c>, ten of each of two classes.</summary>
    public static void WriteWithImages(Workspace work, string order = "name")
    {
        foreach (var label in new[] { "0", "1" })
        {
            Directory.CreateDirectory(work[$"data/{label}"]);
            foreach (var image in Directory.GetFiles(Path.Combine(Repository.File("samples", "digits"), label)).Order(StringComparer.Ordinal).Take(10))
            {
                File.Copy(image, Path.Combine(work[$"data/{label}"], Path.GetFileName(image)));
            }
        }

        Write(work, """{"type": "thelper.data.ImageFolderDataset", "params": {"root": "data", "order": "ORDER"}}""".Replace("ORDER", order, StringComparison.Ordinal), Adam, scheduler: null, "c.json");
    }

    public static (int Code, string Error) New(params string[] arguments) => Run(["new", "c.json", "out", .. arguments]);

    public static (int Code, string Error) Resume(params string[] arguments) => Run(["resume", "out/s", .. arguments]);

    /// <summary>Runs the program, which must succeed; what it says is returned.</summary>
    public static string Succeed((int Code, string Error) result)
    {
        result.Code.ShouldBe(0, result.Error);
        return result.Error;
    }

    /// <summary>The options of the optimizer in the last checkpoint.</summary>
    public static PyDict Options(Workspace work) => (PyDict)((List<object?>)Checkpointed.Load(work["out/s"]).Optimizer!["param_groups"]!)[0]!;

    /// <summary>The names of the samples of a set, from the session's own log.</summary>
    public static IReadOnlyList<string> Samples(Workspace work, string set)
    {
        using var log = JsonDocument.Parse(File.ReadAllText(work["out/s/logs/d.log"]));
        var names = log.RootElement.GetProperty("samples").EnumerateArray().Select(name => name.GetString()!).ToList();
        return [.. log.RootElement.GetProperty($"{set}_idxs").EnumerateArray().Select(index => names[index.GetInt32()])];
    }

    private static (int Code, string Error) Run(string[] arguments)
    {
        var (code, _, error) = Workspace.Run(arguments);
        return (code, error);
    }

    private static void Write(Workspace work, string dataset, string optimizer, string? scheduler, string name) => File.WriteAllText(work[name], $$$$"""
        {"name": "s", "datasets": {"d": {{{{dataset}}}}},
        "loaders": {"batch_size": 4, "workers": 0, "test_seed": 0, "valid_seed": 0, "torch_seed": 0, "numpy_seed": 0, "random_seed": 0, "log_samples": true,
            "base_transforms": [
                {"operation": "thelper.transforms.Resize", "params": {"dsize": [32, 32]}, "target_key": "image"},
                {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}],
            "train_split": {"d": 0.5}, "valid_split": {"d": 0.25}, "test_split": {"d": 0.25}},
        "model": {"type": "thelper.nn.lenet.LeNet", "params": {"input_shape": [3, 32, 32]}},
        "trainer": {"epochs": 2, "device": "cpu", "monitor": "accuracy",
            "optimization": {"loss": {"type": "torch.nn.CrossEntropyLoss"}, "optimizer": {{{{optimizer}}}}{{{{(scheduler is null ? "" : $", \"scheduler\": {scheduler}")}}}}},
            "metrics": {"accuracy": {"type": "thelper.optim.Accuracy"} } } }
        """);
}
