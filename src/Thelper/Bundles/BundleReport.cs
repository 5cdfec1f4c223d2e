namespace Thelper.Bundles;

/// <summary>What a verification saw.</summary>
/// <param name="Findings">What differs, the earliest stage first; empty where all is as it was.</param>
/// <param name="Engines">What ran the model, and the greatest difference of its answers (relative to the greatest number of each).</param>
/// <param name="Cases">How many cases there were.</param>
/// <param name="Allowed">How far answers could lie from the expected ones.</param>
/// <param name="NotTried">Engines for which there is no model, and its file.</param>
internal sealed record BundleReport(
    IReadOnlyList<BundleFinding> Findings, IReadOnlyList<(string Engine, double Maximum)> Engines, int Cases, double Allowed, IReadOnlyList<(string Engine, string File)> NotTried);
