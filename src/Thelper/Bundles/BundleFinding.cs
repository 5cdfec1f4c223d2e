namespace Thelper.Bundles;

/// <summary>Something that is not as it was bundled.</summary>
/// <param name="Stage">Where.</param>
/// <param name="What">What, in words.</param>
internal sealed record BundleFinding(BundleStage Stage, string What)
{
    /// <summary>The stage as messages call it.</summary>
    public string StageName => Stage switch
    {
        BundleStage.PostProcessing => "post-processing",
        BundleStage.EndToEnd => "end to end",
        BundleStage.Answers => "expected answers",
        var stage => stage.ToString().ToLowerInvariant(),
    };

    /// <inheritdoc/>
    public override string ToString() => $"{StageName}: {What}";
}
