using Thelper.Config;

namespace Thelper.Transforms;

/// <summary>How boxes are written, and which of them are kept: albumentations' <c>BboxParams</c>.</summary>
internal sealed class BboxParams
{
    /// <summary><c>coco</c> (left, top, width, height), <c>pascal_voc</c> (left, top, right, bottom), <c>albumentations</c> (the same as shares of the image) or <c>yolo</c> (centre and size as shares).</summary>
    [Key("format")]
    public string Format { get; set; } = "coco";

    /// <summary>Fields of the sample that have an entry for each box; entries go with their boxes.</summary>
    [Key("label_fields")]
    public List<string>? LabelFields { get; set; }

    /// <summary>The least area of what is left of a box, in pixels.</summary>
    [Key("min_area")]
    public double MinArea { get; set; }

    /// <summary>The least share of a box that must be left, 0 to 1; 1 keeps whole boxes.</summary>
    [Key("min_visibility")]
    public double MinVisibility { get; set; }

    /// <summary>The least width of what is left, in pixels.</summary>
    [Key("min_width")]
    public double MinWidth { get; set; }

    /// <summary>The least height of what is left, in pixels.</summary>
    [Key("min_height")]
    public double MinHeight { get; set; }

    /// <summary>Whether the share is looked at after each operation, of what there was before it; or else once, of the whole box.</summary>
    [Key("check_each_transform")]
    public bool CheckEachTransform { get; set; } = true;

    /// <summary>Reports values that are out of range.</summary>
    public void Check(ConfigNode node, ConfigErrors errors)
    {
        if (!BoxCodec.Formats.Contains(Format))
        {
            errors.Add(node.Get("format") ?? node, $"there is no format '{Format}' of boxes{NearestName.Hint(Format, BoxCodec.Formats)}");
        }

        foreach (var (key, value) in ((string, double)[])[("min_area", MinArea), ("min_visibility", MinVisibility), ("min_width", MinWidth), ("min_height", MinHeight)])
        {
            if (!(value >= 0) || (key == "min_visibility" && value > 1))
            {
                errors.Add(node.Get(key) ?? node, key == "min_visibility" ? "must lie within 0 and 1" : "must be a number of pixels, 0 or more");
            }
        }
    }
}
