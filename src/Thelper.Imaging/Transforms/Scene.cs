using Thelper.Torch;

namespace Thelper.Imaging.Transforms;

/// <summary>What a spatial operation may look at when it draws: the size of the image and, for those that keep clear of objects, what is in it.</summary>
/// <param name="Height">Height of the image.</param>
/// <param name="Width">Width of the image.</param>
public sealed record Scene(long Height, long Width)
{
    /// <summary>Whether the image holds real numbers: some libraries compute these in other ways than bytes.</summary>
    public bool IsReal { get; init; }

    /// <summary>The boxes in the image; empty where it has none or they do not move with it.</summary>
    public IReadOnlyList<BoxEdges> Boxes { get; init; } = [];

    /// <summary>The label map of the image, H×W; null where it has none or it does not move with it.</summary>
    public torch.Tensor? LabelMap { get; init; }

    /// <summary>The scene after a warp: what an operation behind it may look at.</summary>
    /// <param name="warp">A warp for images of this size.</param>
    public Scene After(Warp warp)
    {
        ArgumentNullException.ThrowIfNull(warp);
        return warp.StaysPut ? this : this with
        {
            Height = warp.OutHeight,
            Width = warp.OutWidth,
            Boxes = [.. Boxes.Select(warp.Box).Where(box => box is not null).Select(box => box!.Value.Edges)],
            LabelMap = LabelMap is null ? null : warp.Labels(LabelMap, 0),
        };
    }
}
