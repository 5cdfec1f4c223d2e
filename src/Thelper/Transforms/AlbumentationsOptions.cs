using Thelper.Config;

namespace Thelper.Transforms;

/// <summary>What a stage of albumentations says about samples.</summary>
internal sealed class AlbumentationsOptions
{
    private static readonly string[] Targets = ["image", "mask", "bboxes", "keypoints"];

    /// <summary>How often the stage is applied, 0 to 1.</summary>
    [Key("probability")]
    public double Probability { get; set; } = 1;

    /// <summary>How boxes are written and kept.</summary>
    [Key("bbox_params")]
    public BboxParams BboxParams { get; set; } = new();

    /// <summary>How key points are written and kept.</summary>
    [Key("keypoint_params")]
    public KeypointParams KeypointParams { get; set; } = new();

    /// <summary>More fields, each treated as another target: <c>image</c>, <c>mask</c>, <c>bboxes</c> or <c>keypoints</c>.</summary>
    [Key("add_targets", "additional_targets")]
    public Dictionary<string, string>? AddTargets { get; set; }

    /// <summary>The field of the image.</summary>
    [Key("image_key")]
    public string ImageKey { get; set; } = "image";

    /// <summary>The field of the boxes.</summary>
    [Key("bboxes_key")]
    public string BboxesKey { get; set; } = "bbox";

    /// <summary>The field of the mask.</summary>
    [Key("mask_key")]
    public string MaskKey { get; set; } = "mask";

    /// <summary>The field of the key points.</summary>
    [Key("keypoints_key")]
    public string KeypointsKey { get; set; } = "keypoints";

    /// <summary>Accepted for old configurations, which made boxes of key points so that operations knew them: all operations move points here. Points are clamped to the image first.</summary>
    [Key("cvt_kpts_to_bboxes")]
    public bool CvtKptsToBboxes { get; set; }

    /// <summary>Whether copies of a sample share one draw.</summary>
    [Key("linked_fate")]
    public bool LinkedFate { get; set; } = true;

    /// <summary>Where <c>ReplayCompose</c> writes what it did.</summary>
    [Key("save_key")]
    public string SaveKey { get; set; } = "replay";

    /// <summary>Reports values that are out of range.</summary>
    public void Check(ConfigNode node, ConfigErrors errors)
    {
        if (!(Probability is >= 0 and <= 1))
        {
            errors.Add(node.Get("probability") ?? node, "must lie within 0 and 1");
        }

        BboxParams.Check(node.Get("bbox_params") ?? node, errors);
        KeypointParams.Check(node.Get("keypoint_params") ?? node, errors);
        foreach (var (key, kind) in AddTargets ?? [])
        {
            if (!Targets.Contains(kind))
            {
                errors.Add(node.Get("add_targets", "additional_targets") ?? node, $"'{key}': there is no target '{kind}'{NearestName.Hint(kind, Targets)}");
            }
        }
    }
}
