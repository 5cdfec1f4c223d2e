using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Gives each proposed box a true one, by intersection over union.</summary>
/// <param name="High">From here on, a box belongs to the true box that it overlaps most.</param>
/// <param name="Low">Below, it belongs to none; between the two it is left out.</param>
/// <param name="AllowLowQuality">Whether the boxes that overlap a true one more than all others belong to it however little that is.</param>
internal sealed record Matcher(double High, double Low, bool AllowLowQuality)
{
    /// <summary>Mark of a box that belongs to no true one.</summary>
    public const long Background = -1;

    /// <summary>Mark of a box that is left out.</summary>
    public const long Between = -2;

    /// <summary>Assigns the boxes.</summary>
    /// <param name="quality">(true, proposed), both at least 1.</param>
    /// <returns>(proposed), int64: index of the true box, or a mark.</returns>
    public Tensor Match(Tensor quality)
    {
        using var scope = NewDisposeScope();
        var (values, best) = aten.max_dim(quality, 0);
        var low = values.lt(Low);
        var between = aten.logical_and(values.ge(Low), values.lt(High));
        var matches = best.masked_fill(low, Background).masked_fill(between, Between);
        if (AllowLowQuality)
        {
            var (highest, _) = aten.max_dim(quality, 1);
            var pairs = where(quality.eq(highest.unsqueeze(1)));
            matches = matches.index_put_([pairs[1]], best.index_select(0, pairs[1]));
        }

        return matches.MoveToOuterDisposeScope();
    }
}
