using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Export;

/// <summary>What a detector sees where there is nothing to see.</summary>
internal static class EmptyScene
{
    private const double Least = 0.25;
    private const double AlongWidth = 0.35;
    private const double AlongHeight = 0.25;

    /// <summary>A slope of grey, steeper to the right and below, so that no two places are alike.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <returns>(height, width), between 0 and 1.</returns>
    public static Tensor Of(long height, long width)
    {
        using var scope = NewDisposeScope();
        var y = arange(0, height).to(ScalarType.Float32).div(height).view(-1, 1);
        var x = arange(0, width).to(ScalarType.Float32).div(width).view(1, -1);
        return (x.pow(2).mul(AlongWidth) + y.pow(2).mul(AlongHeight) + Least).MoveToOuterDisposeScope();
    }
}
