namespace Thelper.Config;

/// <summary>The top-level keys of a configuration. Unknown ones are allowed, but not a misspelt one whose proper form is missing.</summary>
public static class ConfigSections
{
    private static readonly string[][] Known =
    [
        ["name", "session_name", "output_dir_name", "output_directory_name"],
        ["output_root_dir", "output_root_directory"],
        ["datasets"],
        ["loaders", "data_config"],
        ["model"],
        ["trainer", "runner", "tester"],
        ["annotator"],
        ["export"],
        ["split"],
        ["viz", "visualization", "visualizations"],
        ["bypass_queries"],
        ["overwrite"],
        ["sys"],
        ["plt", "pyplot", "matplotlib"],
        ["cudnn"],
        ["cudnn_benchmark"],
        ["cudnn_deterministic"],
        ["gdal"],
        ["orion"],
        ["log_samples", "log_samples_metadata"],
    ];

    /// <summary>Reports top-level keys that are probably misspelt sections.</summary>
    /// <param name="root">Root of the configuration.</param>
    /// <param name="errors">Receives the mistakes.</param>
    public static void Check(ConfigNode root, ConfigErrors errors)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(errors);
        var missing = Known.Where(aliases => !root.Has(aliases)).SelectMany(aliases => aliases).ToList();
        foreach (var (key, value) in root.Entries)
        {
            if (!Array.Exists(Known, aliases => aliases.Contains(key)) && NearestName.Find(key, missing) is { } near && NearestName.Distance(key, near, 3) < (key.Length > 5 ? 3 : 2))
            {
                errors.Add(value, $"unknown section (did you mean '{near}'?)");
            }
        }
    }
}
