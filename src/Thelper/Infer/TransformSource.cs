using Thelper.Config;
using Thelper.Export;
using Thelper.Nn;
using Thelper.Torch.Serialization;

namespace Thelper.Infer;

/// <summary>Finds the configuration that says what a model's pictures go through.</summary>
internal static class TransformSource
{
    private static readonly string[] Endings = [".json", ".yml", ".yaml"];

    /// <summary>That of a file or folder that the user named.</summary>
    /// <param name="path">A configuration, a session or a checkpoint.</param>
    /// <exception cref="UserErrorException">It cannot be read.</exception>
    public static ConfigNode Read(string path)
    {
        if (Endings.Contains(Path.GetExtension(path).ToLowerInvariant()))
        {
            return ConfigLoader.Load(path);
        }

        return CheckpointChoice.Open(CheckpointChoice.Find(path, latest: false), file => Of(file, Checkpoints.LoadStructure(file) as PyDict ?? []));
    }

    /// <summary>That of a checkpoint.</summary>
    /// <param name="file">Its file.</param>
    /// <param name="content">Its content.</param>
    /// <exception cref="UserErrorException">It has none.</exception>
    public static ConfigNode Of(string file, PyDict content) => content.TryGetValue("config", out var config) && config is PyDict
        ? ConfigNode.FromPlain(PickledValues.Plain(config, file, "config"), $"checkpoint {file}", "")
        : throw new CheckpointException(file, "not a checkpoint of a session: it has no 'config'.");

    /// <summary>That of an exported model.</summary>
    /// <param name="file">The file.</param>
    /// <param name="metadata">What it says beside the model: <c>base_transforms</c>, <c>transforms</c> (JSON), <c>channel_order</c>.</param>
    /// <exception cref="UserErrorException">It has none.</exception>
    public static ConfigNode Of(string file, IReadOnlyDictionary<string, string> metadata) => PictureTransforms.Of(metadata, file)?.ToConfig($"{file} (metadata)")
        ?? throw new UserErrorException($"{file}: its metadata has no '{PictureTransforms.BaseKey}', so nothing says what its pictures go through; name the configuration, session or checkpoint that does (--transforms PATH).");
}
