using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The options of a normalisation by channel statistics.</summary>
internal sealed record ChannelNormOptions(long NumFeatures, double Eps, double? Momentum, bool Affine, bool TrackRunningStats)
{
    /// <summary>Whether the first input decides the number of features; it is 0 until then.</summary>
    public bool Open { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{NumFeatures}, eps={PythonText.Of(Eps)}, momentum={PythonText.Of(Momentum)}, "
        + $"affine={PythonText.Of(Affine)}, track_running_stats={PythonText.Of(TrackRunningStats)}";
}
