using System.Text.Json;
using Thelper.Sessions;
using Thelper.Testing;
using Thelper.Tests.Sessions;

namespace Thelper.Tests.Records;

/// <summary>A session of two epochs, of two batches each, on some digits that are turned at random.</summary>
internal static class SmallDigits
{
    /// <summary>Runs it.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="name">The folder of the session below.</param>
    /// <param name="overrides">Changes to the configuration.</param>
    /// <returns>The session's folder.</returns>
    public static string Run(TemporaryFolder folder, string name, params string[] overrides)
    {
        var config = folder.Write($"{name}.json", $$"""
            {
                "name": {{JsonSerializer.Serialize(Path.GetFileName(name))}},
                "datasets": {"digits": {"type": "thelper.data.ImageFolderDataset", "params": {"root": {{JsonSerializer.Serialize(Repository.File("samples", "digits"))}}, "order": "name"} } },
                "loaders": {
                    "batch_size": 32, "workers": 1, "test_seed": 0, "valid_seed": 1, "torch_seed": 2, "numpy_seed": 3, "random_seed": 4,
                    "base_transforms": [
                        {"operation": "thelper.transforms.ToGray", "target_key": "image"},
                        {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}
                    ],
                    "train_augments": {"append": true, "transforms": [{"operation": "torchvision.transforms.RandomErasing", "params": {"p": 0.7}, "target_key": "image"}]},
                    "train_split": {"digits": 0.03}, "valid_split": {"digits": 0.03}
                },
                "model": {"type": "thelper.nn.lenet.LeNet", "params": {"input_shape": [1, 32, 32]} },
                "trainer": {
                    "epochs": 2, "use_tbx": true,
                    "optimization": {"loss": {"type": "torch.nn.CrossEntropyLoss"}, "optimizer": {"type": "torch.optim.Adam", "params": {"lr": 0.001} } },
                    "metrics": {"accuracy": {"type": "thelper.optim.Accuracy"} },
                    "train_metrics": {"seen": {"type": "thelper.train.ClassifLogger", "params": {"top_k": 1, "format": "csv", "log_keys": ["path"]} } }
                }
            }
            """);
        var root = Path.Combine(folder.Path, Path.GetDirectoryName(name)!);
        Session.Create(config, root, SessionEnvironment.Quiet(), overrides);
        return Path.Combine(root, Path.GetFileName(name));
    }
}
