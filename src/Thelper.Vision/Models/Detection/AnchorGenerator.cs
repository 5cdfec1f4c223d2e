using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Lays boxes of fixed sizes and shapes around every pixel of every feature map (arXiv:1506.01497, section 3.1.1).</summary>
public sealed class AnchorGenerator : AnchorSource
{
    private readonly IReadOnlyList<IReadOnlyList<double>> sizes;
    private readonly IReadOnlyList<IReadOnlyList<double>> aspectRatios;

    /// <summary>Creates the generator.</summary>
    /// <param name="sizes">For each feature map, sizes in pixels of the image.</param>
    /// <param name="aspectRatios">For each feature map, ratios of height to width.</param>
    /// <exception cref="UserErrorException">The lists are not of one length.</exception>
    public AnchorGenerator(IReadOnlyList<IReadOnlyList<double>> sizes, IReadOnlyList<IReadOnlyList<double>> aspectRatios)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(aspectRatios);
        if (sizes.Count != aspectRatios.Count)
        {
            throw new UserErrorException($"anchors need sizes and aspect ratios for the same feature maps (got {sizes.Count} and {aspectRatios.Count})");
        }

        (this.sizes, this.aspectRatios) = (sizes, aspectRatios);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> CountsPerLocation => [.. sizes.Zip(aspectRatios, (s, r) => s.Count * r.Count)];

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">There are more or fewer feature maps than lists of sizes.</exception>
    public override Tensor Generate(ImageList images, IReadOnlyList<Tensor> features)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(features);
        if (features.Count != sizes.Count)
        {
            throw new UserErrorException($"the anchors have sizes for {sizes.Count} feature maps, the backbone makes {features.Count}");
        }

        using var scope = NewDisposeScope();
        var (height, width) = (images.Tensors.shape[2], images.Tensors.shape[3]);
        var all = features.Select((map, i) => Grid(BaseBoxes(sizes[i], aspectRatios[i]).to(map), map.shape[2], map.shape[3], height / map.shape[2], width / map.shape[3]));
        return cat(all.ToList()).MoveToOuterDisposeScope();
    }

    // Boxes around the origin, rounded to whole pixels; in float32, as the rounding may depend on it.
    private static Tensor BaseBoxes(IReadOnlyList<double> sizes, IReadOnlyList<double> ratios)
    {
        var scale = tensor(sizes.Select(s => (float)s).ToArray());
        var high = tensor(ratios.Select(r => (float)r).ToArray()).sqrt();
        var wide = aten.reciprocal(high);
        var w = (wide.unsqueeze(1) * scale.unsqueeze(0)).view(-1);
        var h = (high.unsqueeze(1) * scale.unsqueeze(0)).view(-1);
        return (stack([-w, -h, w, h], 1) / 2).round();
    }

    private static Tensor Grid(Tensor boxes, long rows, long columns, long strideY, long strideX)
    {
        var x = arange(0, columns, ScalarType.Int32, boxes.device) * strideX;
        var y = arange(0, rows, ScalarType.Int32, boxes.device) * strideY;
        var grid = meshgrid([y, x]);
        var (shiftY, shiftX) = (grid[0].reshape(-1), grid[1].reshape(-1));
        var shifts = stack([shiftX, shiftY, shiftX, shiftY], 1);
        return (shifts.view(-1, 1, 4) + boxes.view(1, -1, 4)).reshape(-1, 4);
    }
}
