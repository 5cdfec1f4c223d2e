using Thelper.Config;

namespace Thelper.Viz;

/// <summary>What t-SNE and UMAP have in common: which samples are projected, and how they are drawn.</summary>
public abstract class ProjectionSettings
{
    /// <summary>Accepted for the original's sake, which opens a window: pictures are files, and events of TensorBoard.</summary>
    [Key("draw")]
    public bool Draw { get; set; }

    /// <summary>Colours of classes: a map from name or index, or a list, of red, green and blue from 0 to 255; of others the palette's.</summary>
    [Key("color_map", Holds = [typeof(Dictionary<string, List<int>>), typeof(List<List<int>>)])]
    public ConfigNode? ColorMap { get; set; }

    /// <summary>The most batches; null for all.</summary>
    [Key("max_samples", Min = 1)]
    public int? MaxSamples { get; set; }

    /// <summary>Metadata of the samples to write: true for all that the task names, or a list of keys.</summary>
    [Key("return_meta", Holds = [typeof(bool), typeof(List<string>)])]
    public ConfigNode? ReturnMeta { get; set; }

    /// <summary>Width and height of the picture, in inches.</summary>
    [Key("figsize")]
    public List<double> FigSize { get; set; } = [6, 6];

    /// <summary>Pixels of an inch.</summary>
    [Key("dpi", Min = 10, Max = 1000)]
    public int Dpi { get; set; } = 160;

    /// <summary>The colour of points that have no class, <c>#RRGGBB</c>.</summary>
    [Key("default_color")]
    public string DefaultColor { get; set; } = "#666666";

    /// <summary>The picture's heading.</summary>
    [Key("title")]
    public string? Title { get; set; }

    /// <summary>Whether small pictures of the samples are written, for the page of <c>thelper browse</c>.</summary>
    [Key("thumbnails")]
    public bool Thumbnails { get; set; } = true;

    /// <summary>Checks what single values do not show.</summary>
    /// <param name="section">Where they stand.</param>
    /// <param name="errors">Receives every mistake.</param>
    internal void Check(ConfigNode section, ConfigErrors errors)
    {
        ArgumentNullException.ThrowIfNull(section);
        if (FigSize is not [> 0 and <= 50, > 0 and <= 50])
        {
            errors.Add(section.Get("figsize") ?? section, "expected width and height in inches, such as [6, 6]");
        }

        if (!System.Text.RegularExpressions.Regex.IsMatch(DefaultColor, "^#[0-9A-Fa-f]{6}$"))
        {
            errors.Add(section.Get("default_color") ?? section, "expected a colour such as \"#666666\"");
        }

        if (ReturnMeta is { } keys && keys is not ({ Kind: ConfigKind.Null } or { Value: bool }) && !(keys.Kind == ConfigKind.List && keys.Items.All(item => item.Value is string)))
        {
            errors.Add(keys, "expected true, false or a list of keys, such as [\"path\"]");
        }

        foreach (var color in Colors().Where(color => color.Value.Entries.Count > 0 || color.Value.Items.Count != 3 || !color.Value.Items.All(part => part.Value is long and >= 0 and <= 255)))
        {
            errors.Add(color.Value, "expected red, green and blue from 0 to 255, such as [255, 0, 0]");
        }
    }

    /// <summary>The given colours by name or index.</summary>
    internal IEnumerable<KeyValuePair<string, ConfigNode>> Colors() => ColorMap switch
    {
        { Kind: ConfigKind.Map } map => map.Entries,
        { Kind: ConfigKind.List } list => list.Items.Select((color, i) => KeyValuePair.Create(i.ToString(System.Globalization.CultureInfo.InvariantCulture), color)),
        _ => [],
    };
}
