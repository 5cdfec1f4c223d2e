using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Writes boxes as distances of their sides from the centre of a square anchor, in sizes of the anchor (arXiv:1904.01355, equation 1).</summary>
internal static class BoxLinearCoder
{
    /// <summary>Writes boxes.</summary>
    /// <param name="anchors">(..., 4).</param>
    /// <param name="boxes">Likewise, as many.</param>
    /// <returns>(..., 4): left, top, right, bottom.</returns>
    public static Tensor Encode(Tensor anchors, Tensor boxes)
    {
        using var scope = NewDisposeScope();
        var (x, y) = Centers(anchors);
        var distances = stack([x - boxes.select(-1, 0), y - boxes.select(-1, 1), boxes.select(-1, 2) - x, boxes.select(-1, 3) - y], -1);
        return (distances / Sizes(anchors)).MoveToOuterDisposeScope();
    }

    /// <summary>Reads boxes.</summary>
    /// <param name="codes">(..., 4): left, top, right, bottom.</param>
    /// <param name="anchors">Likewise, as many.</param>
    /// <returns>(..., 4).</returns>
    public static Tensor Decode(Tensor codes, Tensor anchors)
    {
        using var scope = NewDisposeScope();
        var (x, y) = Centers(anchors);
        var distances = codes * Sizes(anchors);
        return stack([x - distances.select(-1, 0), y - distances.select(-1, 1), x + distances.select(-1, 2), y + distances.select(-1, 3)], -1).MoveToOuterDisposeScope();
    }

    private static (Tensor X, Tensor Y) Centers(Tensor anchors) =>
        ((anchors.select(-1, 0) + anchors.select(-1, 2)) * 0.5, (anchors.select(-1, 1) + anchors.select(-1, 3)) * 0.5);

    private static Tensor Sizes(Tensor anchors)
    {
        var sizes = anchors.narrow(-1, 2, 2) - anchors.narrow(-1, 0, 2);
        return cat([sizes, sizes], -1);
    }
}
