using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo;

/// <summary>Mean and standard deviation of each channel that a data set was published with.</summary>
internal static class ChannelScale
{
    /// <summary>Subtracts means and divides by deviations, channels last; the image stays its owner's.</summary>
    public static Tensor Normalize(Tensor image, IReadOnlyList<double> mean, IReadOnlyList<double> deviation)
    {
        using var scope = NewDisposeScope();
        var means = tensor(mean.Select(value => (float)value).ToArray(), [mean.Count], ScalarType.Float32);
        var deviations = tensor(deviation.Select(value => (float)value).ToArray(), [deviation.Count], ScalarType.Float32);
        return image.to(ScalarType.Float32).sub(means).div(deviations).MoveToOuterDisposeScope();
    }
}
