using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Ops;

/// <summary>RoIAlign over a feature pyramid: each region is read from the level that fits its size (arXiv:1612.03144, equation 1).</summary>
/// <remarks>The scale of each level is worked out from the first images it meets, and kept.</remarks>
public sealed class MultiScaleRoIAlign : nn.Module
{
    private readonly long samplingRatio;
    private readonly int canonicalScale;
    private readonly int canonicalLevel;
    private double[]? scales;

    /// <summary>Creates the layer.</summary>
    /// <param name="featmapNames">Names of the levels to read from.</param>
    /// <param name="outputSize">Rows and columns of the grid over each region.</param>
    /// <param name="samplingRatio">Samples per cell and direction; 0 or less for as many as the cell has pixels.</param>
    /// <param name="canonicalScale">Size of a region that is read from the canonical level.</param>
    /// <param name="canonicalLevel">That level: the binary logarithm of its stride.</param>
    public MultiScaleRoIAlign(
        IReadOnlyList<string> featmapNames, (long Rows, long Columns) outputSize, long samplingRatio, int canonicalScale = 224, int canonicalLevel = 4)
    {
        FeatmapNames = featmapNames;
        OutputSize = outputSize;
        this.samplingRatio = samplingRatio;
        this.canonicalScale = canonicalScale;
        this.canonicalLevel = canonicalLevel;
    }

    /// <summary>Names of the levels it reads from.</summary>
    public IReadOnlyList<string> FeatmapNames { get; }

    /// <summary>Rows and columns of the grid over each region.</summary>
    public (long Rows, long Columns) OutputSize { get; }

    /// <summary>Reads the regions.</summary>
    /// <param name="features">Maps by name, finest first.</param>
    /// <param name="boxes">One (N, 4) per image, in pixels of the images.</param>
    /// <param name="imageSizes">Height and width of each image.</param>
    /// <returns>(all regions, C, rows, columns).</returns>
    public Tensor Pool(OrderedDictionary<string, Tensor> features, IReadOnlyList<Tensor> boxes, IReadOnlyList<(long Height, long Width)> imageSizes)
    {
        ArgumentNullException.ThrowIfNull(features);
        using var scope = NewDisposeScope();
        var maps = features.Where(f => FeatmapNames.Contains(f.Key)).Select(f => f.Value).ToList();
        scales ??= [.. maps.Select(map => ScaleOf(map, imageSizes))];
        var rois = torchvision.ops.convert_boxes_to_roi_format(boxes);
        if (maps.Count == 1)
        {
            return torchvision.ops.roi_align(maps[0], rois, OutputSize, scales[0], samplingRatio).MoveToOuterDisposeScope();
        }

        var levels = LevelsOf(boxes);
        if (jit.is_tracing())
        {
            return Traced(maps, rois, levels).MoveToOuterDisposeScope();
        }

        var result = zeros([rois.shape[0], maps[0].shape[1], OutputSize.Rows, OutputSize.Columns], maps[0].dtype, maps[0].device);
        for (var level = 0; level < maps.Count; level++)
        {
            using var step = NewDisposeScope();
            var at = where(levels.eq(level))[0];
            var pooled = torchvision.ops.roi_align(maps[level], rois.index_select(0, at), OutputSize, scales[level], samplingRatio);
            aten.index_put_(result, [at], pooled.to(result.dtype));
        }

        return result.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"MultiScaleRoIAlign(featmap_names=[{string.Join(", ", FeatmapNames.Select(n => $"'{n}'"))}], output_size=({OutputSize.Rows}, {OutputSize.Columns}), sampling_ratio={samplingRatio})";

    // Level after level, and then in the order of the regions: a trace has no place to write into, and does not know how many there are.
    private Tensor Traced(List<Tensor> maps, Tensor rois, Tensor levels)
    {
        var places = maps.Select((_, level) => where(levels.eq(level))[0]).ToList();
        var pooled = places.Select((at, level) => torchvision.ops.roi_align(maps[level], rois.index_select(0, at), OutputSize, scales![level], samplingRatio)).ToList();
        var (_, order) = aten.sort(cat(places), 0, descending: false);
        return cat(pooled).index_select(0, order);
    }

    // The nearest power of two to the ratio of the heights.
    private static double ScaleOf(Tensor map, IReadOnlyList<(long Height, long Width)> imageSizes) =>
        Math.Pow(2, MathF.Round(MathF.Log2((float)((double)map.shape[2] / imageSizes.Max(s => s.Height)))));

    private Tensor LevelsOf(IReadOnlyList<Tensor> boxes)
    {
        const double Eps = 1e-6;
        var (finest, coarsest) = ((long)-Math.Log2(scales![0]), (long)-Math.Log2(scales[^1]));
        var sizes = cat(boxes.Select(torchvision.ops.box_area).ToList()).sqrt();
        var levels = ((sizes / canonicalScale).log2() + canonicalLevel + tensor(Eps, sizes.dtype, sizes.device)).floor().clamp(finest, coarsest);
        return levels.to(ScalarType.Int64) - finest;
    }
}
