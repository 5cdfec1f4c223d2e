using Thelper.Torch;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;

namespace Thelper.Export;

/// <summary>
/// Puts the objects of two engines side by side, by what they are: scores that are equal but for rounding come in either order. A mask is stretched over whole pixels, so where rounding put a side on another one
/// the masks of that object cannot be compared. A key point is the greatest of a map's pixels: where two of them are equal but for rounding it lies at either, with the same score.
/// </summary>
/// <param name="names">Names of the results: <c>boxes</c>, <c>labels</c>, <c>scores</c>, perhaps <c>masks</c> or <c>keypoints</c>, and others; the first axis counts objects.</param>
/// <param name="maskSide">Side of a mask before it is stretched; 0 without masks.</param>
internal sealed class DetectedObjects(IReadOnlyList<string> names, int maskSide)
{
    // Neighbours among the pixels of a map are one apart, but for rounding.
    private const double NextPixel = 0.5;

    // More than that is no chance: whoever exchanges width and height moves all.
    private const double MostTies = 0.1;

    /// <summary>Where the labels are in what <see cref="Align"/> returns.</summary>
    public int LabelsAt => Index("labels") + 1;

    /// <summary>Aligns the results of the same shapes.</summary>
    /// <param name="found">Those of a file, best first.</param>
    /// <param name="expected">Those of the model, best first.</param>
    /// <returns>What is to be equal, pair by pair: the scores as they came, and the results object by object. Of labels there are 1 and, where they differ, 0 in place of 1: the next one is no nearer than another.</returns>
    public (IReadOnlyList<Tensor> Found, IReadOnlyList<Tensor> Expected) Align(IReadOnlyList<Tensor> found, IReadOnlyList<Tensor> expected)
    {
        var (boxes, labels, scores) = (Index("boxes"), Index("labels"), Index("scores"));
        var order = Partners(found[boxes], found[labels], expected[boxes], expected[labels]);
        List<Tensor> ours = [found[scores], .. found.Select(result => result.index_select(0, order))];
        List<Tensor> theirs = [expected[scores], .. expected];
        (ours[LabelsAt], theirs[LabelsAt]) = (ours[LabelsAt].eq(theirs[LabelsAt]), ones_like(theirs[LabelsAt]));
        if (maskSide > 0 && Index("masks") is >= 0 and var masks)
        {
            var stayed = where(MaskPasting.Sides(ours[boxes + 1], maskSide).eq(MaskPasting.Sides(expected[boxes], maskSide)).all(1))[0];
            (ours[masks + 1], theirs[masks + 1]) = (ours[masks + 1].index_select(0, stayed), theirs[masks + 1].index_select(0, stayed));
        }

        if (Index("keypoints") is >= 0 and var points)
        {
            var elsewhere = (ours[points + 1] - theirs[points + 1]).abs().amax([2]).gt(NextPixel);
            if (elsewhere.sum().ToDouble() <= MostTies * elsewhere.numel())
            {
                ours[points + 1] = where(elsewhere.unsqueeze(2), theirs[points + 1], ours[points + 1]);
            }
        }

        return (ours, theirs);
    }

    private int Index(string name) => names.TakeWhile(other => other != name).Count() is var index && index < names.Count ? index : -1;

    // For each object of the model the nearest of the same label that no object before it took.
    private static Tensor Partners(Tensor boxes, Tensor labels, Tensor expectedBoxes, Tensor expectedLabels)
    {
        using var scope = NewDisposeScope();
        var far = (expectedBoxes.unsqueeze(1) - boxes.unsqueeze(0)).abs().amax([2]).masked_fill(expectedLabels.unsqueeze(1).ne(labels.unsqueeze(0)), double.PositiveInfinity);
        var order = new long[far.shape[0]];
        for (var k = 0; k < order.Length; k++)
        {
            order[k] = far[k].argmin().item<long>();
            far.select(1, order[k]).fill_(double.PositiveInfinity);
        }

        return tensor(order, ScalarType.Int64).MoveToOuterDisposeScope();
    }
}
