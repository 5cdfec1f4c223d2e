using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;

namespace Thelper.Vision.Models.Detection;

/// <summary>The convolutions of a VGG-16 (arXiv:1409.1556, table 1, D), as SSD starts from them.</summary>
internal static class VGG16Features
{
    /// <summary>Builds them. The classifier behind them is drawn too, from libtorch's generator, and not kept.</summary>
    /// <param name="weights">Name of published weights; null for none.</param>
    /// <param name="progress">Whether a download shows its progress.</param>
    public static Sequential Build(string? weights, bool progress)
    {
        var start = NetworkStart.Of("vgg16", pretrained: false, weights, progress, classes: null);
        var features = new VGG([2, 2, 3, 3, 3], batchNorm: false).TakeFeatures();
        if (start.Path is { } path)
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
