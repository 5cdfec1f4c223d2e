using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>The convolutions of a VGG-16 (arXiv:1409.1556, table 1, D), as SSD starts from them.</summary>
internal static class VGG16Features
{
    private const int Hidden = 4096;
    private static readonly (int Count, int Channels)[] Stages = [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)];

    /// <summary>Builds them; with their draws, libtorch's generator does those of the classifier behind them, which is not kept.</summary>
    /// <param name="weights">Name of published weights; null for none.</param>
    /// <param name="progress">Whether a download shows its progress.</param>
    public static Sequential Build(string? weights, bool progress)
    {
        var address = PublishedWeights.Find("vgg16", weights, [("IMAGENET1K_FEATURES", "vgg16_features-amdegroot-88682ab5.pth"), ("IMAGENET1K_V1", "vgg16-397923af.pth")]);
        var path = address is null || WeightsLoading.IsSkipped ? null : WeightsCache.Default.Fetch(address, progress);
        var features = nn.Sequential();
        var channels = 3;
        foreach (var (count, next) in Stages)
        {
            for (var i = 0; i < count; i++)
            {
                features.append(nn.Conv2d(channels, next, 3, padding: 1)).append(nn.ReLU(inplace: true));
                channels = next;
            }

            features.append(nn.MaxPool2d(2, stride: 2));
        }

        using var classifier = nn.Sequential(nn.Linear(Stages[^1].Channels * 49, Hidden), nn.Linear(Hidden, Hidden), nn.Linear(Hidden, ResNetVariant.ImageNetClasses));
        foreach (var conv in features.OfType<Conv2d>())
        {
            nn.init.kaiming_normal_(conv.weight, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
            nn.init.zeros_(conv.bias!);
        }

        foreach (var linear in classifier.OfType<Linear>())
        {
            nn.init.normal_(linear.weight, 0, 0.01);
        }

        if (path is not null)
        {
            Load(features, path);
        }

        return features;
    }

    // The published classifier is not kept, and in the first of the files filled with no numbers.
    private static void Load(Sequential features, string path)
    {
        const string Prefix = "features.";
        var content = Checkpoints.Load(path);
        try
        {
            var own = new PyDict();
            foreach (var (key, value) in content as PyDict ?? [])
            {
                if (key is string name && name.StartsWith(Prefix, StringComparison.Ordinal))
                {
                    own[name[Prefix.Length..]] = value;
                }
            }

            StateDictionaries.LoadInto(features, own, path);
        }
        finally
        {
            Checkpoints.Release(content);
        }
    }
}
