using System.Text.Json;
using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Transforms;

namespace Thelper.Export;

/// <summary>What a configuration says that pictures go through before the model sees them. Augmentation is left out.</summary>
/// <param name="DataType">Type of the data sets: those of torchvision read pictures as red, green, blue and do not turn them by their EXIF tag; null for any other.</param>
/// <param name="Own">The data sets' own <c>transforms</c>; null for none.</param>
/// <param name="Base">The <c>base_transforms</c>, which come after them; null for none.</param>
internal sealed record PictureTransforms(string? DataType, ConfigNode? Own, ConfigNode? Base)
{
    /// <summary>Key of the base transforms, in configurations and in the metadata of exported models (as JSON).</summary>
    public const string BaseKey = "base_transforms";

    /// <summary>Key of the data sets' own transforms, likewise.</summary>
    public const string OwnKey = "transforms";

    /// <summary>Key of the order of channels in the metadata of exported models: <c>rgb</c> or <c>bgr</c>.</summary>
    public const string OrderKey = "channel_order";

    /// <summary>A type of data sets that read pictures as red, green, blue.</summary>
    public const string RgbDataType = Torchvision + "ImageFolder";

    private const string Torchvision = "torchvision.datasets.";
    private static readonly string[] Loaders = ["loaders", "data_config"];

    /// <summary>Whether channels are red, green, blue; else blue, green, red.</summary>
    public bool IsRgb => DataType?.StartsWith(Torchvision, StringComparison.Ordinal) == true;

    /// <summary>The stages in their order.</summary>
    public IEnumerable<ConfigNode> Stages => new[] { Own, Base }.OfType<ConfigNode>().SelectMany(list => list.Items);

    /// <summary>Whether a configuration says anything of data.</summary>
    public static bool AreIn(ConfigNode config) => config.Get("datasets") is { Kind: ConfigKind.Map } || config.Get(Loaders) is { Kind: ConfigKind.Map };

    /// <summary>Reads a configuration.</summary>
    /// <param name="config">The configuration.</param>
    /// <exception cref="UserErrorException">Data sets differ in their transforms or their order of channels.</exception>
    public static PictureTransforms Of(ConfigNode config)
    {
        var datasets = config.Get("datasets") is { Kind: ConfigKind.Map } map ? map.Entries.Select(entry => entry.Value).ToList() : [];
        var own = datasets.ConvertAll(dataset => dataset.Get(OwnKey) is { Kind: ConfigKind.List } stages ? stages : null);
        var named = datasets.ConvertAll(dataset => dataset.Get("type")?.Value as string);
        if (own.Select(stages => stages is null ? "" : JsonSerializer.Serialize(stages.ToPlain())).Distinct().Count() > 1
            || named.Select(type => type?.StartsWith(Torchvision, StringComparison.Ordinal) == true).Distinct().Count() > 1)
        {
            throw new UserErrorException($"{config.Where}: the data sets differ in their own transforms, or in the order of their channels, so nothing says what a new picture goes through; name a configuration that does.");
        }

        var stages = config.Get(Loaders)?.Get(BaseKey);
        return new(named.FirstOrDefault(), own.FirstOrDefault(), stages is { Kind: not ConfigKind.Null } ? stages : null);
    }

    /// <summary>Reads the metadata of an exported model.</summary>
    /// <param name="metadata">The metadata.</param>
    /// <param name="file">Its file, for messages.</param>
    /// <returns>The transforms; null where the metadata say nothing of them.</returns>
    /// <exception cref="UserErrorException">An entry has another form.</exception>
    public static PictureTransforms? Of(IReadOnlyDictionary<string, string> metadata, string file)
    {
        if (!metadata.TryGetValue(BaseKey, out var stages))
        {
            return null;
        }

        var order = metadata.GetValueOrDefault(OrderKey, "bgr");
        return order is "rgb" or "bgr"
            ? new(order == "rgb" ? RgbDataType : null, metadata.TryGetValue(OwnKey, out var own) ? ListOf(own, file, OwnKey) : null, ListOf(stages, file, BaseKey))
            : throw new UserErrorException($"{file}: its metadata's '{OrderKey}' is '{order}'; there are rgb and bgr");
    }

    /// <summary>A configuration that says this and nothing else.</summary>
    /// <param name="file">Where it comes from, for messages.</param>
    public ConfigNode ToConfig(string file)
    {
        var data = new Dictionary<string, object?> { ["type"] = DataType };
        if (Own is not null)
        {
            data[OwnKey] = Own;
        }

        return ConfigNode.FromPlain(
            new Dictionary<string, object?>
            {
                ["datasets"] = new Dictionary<string, object?> { ["data"] = data },
                ["loaders"] = new Dictionary<string, object?> { [BaseKey] = Base },
            },
            file,
            "");
    }

    /// <summary>Makes the pipeline.</summary>
    /// <param name="types">Finds the operations.</param>
    /// <param name="key">The input's key in samples: stages for other keys are left out.</param>
    /// <returns>The pipeline; null where pictures go through nothing.</returns>
    /// <exception cref="UserErrorException">An operation is wrong.</exception>
    public ITransform? Load(TypeRegistry types, string key)
    {
        var errors = new ConfigErrors();
        List<ITransform> stages = [];
        foreach (var node in new[] { Own, Base }.OfType<ConfigNode>())
        {
            var own = ConfigNode.List([.. node.Items.Where(stage => IsFor(stage, key))], node.File, node.Line, node.Path);
            if (own.Items.Count > 0 && TransformsFactory.Load(own, types, errors) is { } loaded)
            {
                stages.Add(loaded);
            }
        }

        errors.ThrowIfAny();
        return stages switch { [] => null, [var only] => only, _ => new Compose(stages) };
    }

    internal static bool IsFor(ConfigNode stage, string key) => TransformsFactory.TargetsOf(stage) is not { } targets || targets.Contains(key);

    private static ConfigNode ListOf(string json, string file, string key) =>
        ConfigLoader.Parse($"{{\"{key}\": {json}}}", $"{file} (metadata)").Get(key)
        ?? throw new UserErrorException($"{file}: its metadata's '{key}' is no list of operations");
}
