namespace Thelper.Bundles;

/// <summary>Names of a bundle's files, and the stage that each belongs to.</summary>
internal static class BundleFiles
{
    public const string Manifest = "bundle.json";
    public const string Sums = "SHA256SUMS";
    public const string Onnx = "model.onnx";
    public const string TorchScript = "model.pt";
    public const string Preprocessing = "preprocessing.json";
    public const string Labels = "labels.json";
    public const string Verification = "verification.json";
    public const string Images = "images";
    public const string Expected = "expected";

    /// <summary>Whether a folder is a bundle.</summary>
    public static bool IsBundle(string folder) => File.Exists(Path.Combine(folder, Manifest)) && File.Exists(Path.Combine(folder, Sums));

    /// <summary>The stage that a file says something of.</summary>
    /// <param name="file">Its path in the bundle.</param>
    public static BundleStage StageOf(string file) => file switch
    {
        Preprocessing => BundleStage.Normalise,
        Labels => BundleStage.PostProcessing,
        _ when file.StartsWith("model.", StringComparison.Ordinal) => BundleStage.Graph,
        _ when file.StartsWith(Images + "/", StringComparison.Ordinal) => BundleStage.Decode,
        _ => BundleStage.Answers,
    };
}
