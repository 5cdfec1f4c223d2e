using Thelper.Config;

namespace Thelper.Transforms;

/// <summary>How key points are written, and which of them are kept: albumentations' <c>KeypointParams</c>.</summary>
internal sealed class KeypointParams
{
    private static readonly string[] Formats = ["xy", "yx", "xya", "xys", "xyas", "xysa"];

    /// <summary>The order of a point's numbers: <c>xy</c>, <c>yx</c>, <c>xya</c>, <c>xys</c>, <c>xyas</c> or <c>xysa</c>; a is an angle, s a size.</summary>
    [Key("format")]
    public string Format { get; set; } = "xy";

    /// <summary>Fields of the sample that have an entry for each point; entries go with their points.</summary>
    [Key("label_fields")]
    public List<string>? LabelFields { get; set; }

    /// <summary>Whether points are dropped that have left the image.</summary>
    [Key("remove_invisible")]
    public bool RemoveInvisible { get; set; } = true;

    /// <summary>Whether angles are degrees, or else radians.</summary>
    [Key("angle_in_degrees")]
    public bool AngleInDegrees { get; set; } = true;

    /// <summary>Whether points are looked at after each operation; here a point that has left the image never comes back.</summary>
    [Key("check_each_transform")]
    public bool CheckEachTransform { get; set; } = true;

    /// <summary>Reports values that are out of range.</summary>
    public void Check(ConfigNode node, ConfigErrors errors)
    {
        if (!Formats.Contains(Format))
        {
            errors.Add(node.Get("format") ?? node, $"there is no format '{Format}' of key points{NearestName.Hint(Format, Formats)}");
        }
    }
}
