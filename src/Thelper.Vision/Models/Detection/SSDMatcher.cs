using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Gives each default box a true one: from a least overlap on, and the best box of every true one besides (arXiv:1512.02325, section 2.2).</summary>
/// <param name="Least">The least overlap.</param>
internal sealed record SSDMatcher(double Least)
{
    /// <summary>Assigns the boxes.</summary>
    /// <param name="quality">(true, default), both at least 1.</param>
    /// <returns>(default), int64: index of the true box, or <see cref="Matcher.Background"/>.</returns>
    public Tensor Match(Tensor quality)
    {
        using var scope = NewDisposeScope();
        var matches = new Matcher(Least, Least, AllowLowQuality: false).Match(quality);
        var (_, best) = aten.max_dim(quality, 1);
        return matches.index_put_([best], arange(0, best.shape[0], ScalarType.Int64, best.device)).MoveToOuterDisposeScope();
    }
}
