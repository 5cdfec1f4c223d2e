namespace Thelper.Config;

/// <summary>Type names of older thelper versions and where those types went.</summary>
public static class ImportRenames
{
    private static readonly (string Old, string New)[] Table =
    [
        ("thelper.modules", "thelper.nn"),
        ("thelper.samplers", "thelper.data.samplers"),
        ("thelper.optim.BinaryAccuracy", "thelper.optim.metrics.Accuracy"),
        ("thelper.optim.metrics.BinaryAccuracy", "thelper.optim.metrics.Accuracy"),
        ("thelper.optim.CategoryAccuracy", "thelper.optim.metrics.Accuracy"),
        ("thelper.optim.metrics.CategoryAccuracy", "thelper.optim.metrics.Accuracy"),
        ("thelper.optim.ClassifLogger", "thelper.train.utils.ClassifLogger"),
        ("thelper.optim.metrics.ClassifLogger", "thelper.train.utils.ClassifLogger"),
        ("thelper.optim.ClassifReport", "thelper.train.utils.ClassifReport"),
        ("thelper.optim.metrics.ClassifReport", "thelper.train.utils.ClassifReport"),
        ("thelper.optim.ConfusionMatrix", "thelper.train.utils.ConfusionMatrix"),
        ("thelper.optim.metrics.ConfusionMatrix", "thelper.train.utils.ConfusionMatrix"),
        ("thelper.transforms.ImageTransformWrapper", "thelper.transforms.TransformWrapper"),
        ("thelper.transforms.wrappers.ImageTransformWrapper", "thelper.transforms.wrappers.TransformWrapper"),
    ];

    /// <summary>The current name of a type.</summary>
    /// <param name="name">A name from a configuration or a checkpoint.</param>
    /// <returns>The name itself where it is current.</returns>
    /// <exception cref="UserErrorException">The type was removed and has no successor.</exception>
    public static string Apply(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!name.StartsWith("thelper.", StringComparison.Ordinal))
        {
            return name;
        }

        foreach (var (old, current) in Table)
        {
            name = name.Replace(old, current, StringComparison.Ordinal);
        }

        return name is "thelper.optim.metrics.RawPredictions" or "thelper.optim.RawPredictions"
            ? throw new UserErrorException($"'{name}' was removed in thelper 0.3.5 and has no successor; remove it from the metrics")
            : name;
    }
}
