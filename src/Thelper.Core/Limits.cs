namespace Thelper;

/// <summary>The limits that can be raised. Files and configurations may come from anyone, and a few bytes can ask for any amount of memory or time.</summary>
public static class Limits
{
    /// <summary>Size of a configuration, or of a file with class names or colours, in MiB.</summary>
    public static Limit ConfigMiB { get; } = new("THELPER_MAX_CONFIG_MIB", 16);

    /// <summary>Values in such a file, those that aliases repeat included.</summary>
    public static Limit ConfigValues { get; } = new("THELPER_MAX_CONFIG_VALUES", 1_000_000);

    /// <summary>Size of an annotation file or a list of files, in MiB. COCO's largest has half a GiB.</summary>
    public static Limit AnnotationMiB { get; } = new("THELPER_MAX_ANNOTATION_MIB", 1024);

    /// <summary>Rows of a list of files, or entries of a list in an annotation file.</summary>
    public static Limit Rows { get; } = new("THELPER_MAX_ROWS", 5_000_000);

    /// <summary>Samples of a dataset, or that an epoch draws.</summary>
    public static Limit Samples { get; } = new("THELPER_MAX_SAMPLES", 100_000_000);

    /// <summary>Pixels of an image that is decoded or made.</summary>
    public static Limit Pixels { get; } = new("THELPER_MAX_PIXELS", 1L << 28);

    /// <summary>What the weights of a model take, in MiB: usually half of the memory that this machine or container gives.</summary>
    public static Limit ModelMiB { get; } = new("THELPER_MAX_MODEL_MIB", Math.Max(1, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 21));
}
