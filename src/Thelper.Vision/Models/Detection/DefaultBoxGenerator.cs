using System.Globalization;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Lays SSD's default boxes: sizes are shares of the image, two squares and two boxes for each aspect ratio (arXiv:1512.02325, section 2.2).</summary>
public sealed class DefaultBoxGenerator : AnchorSource
{
    private readonly IReadOnlyList<IReadOnlyList<int>> aspectRatios;
    private readonly IReadOnlyList<double> scales;
    private readonly IReadOnlyList<int>? steps;

    /// <summary>Creates the generator.</summary>
    /// <param name="aspectRatios">For each feature map, ratios of width to height; each box is laid upright too.</param>
    /// <param name="minRatio">Size on the first map, unless <paramref name="scales"/> are given.</param>
    /// <param name="maxRatio">Size on the last map, unless <paramref name="scales"/> are given.</param>
    /// <param name="scales">Size for each map, and one more; null for sizes at equal distances.</param>
    /// <param name="steps">For each map, pixels of the image between its pixels; null for as its size says.</param>
    /// <exception cref="UserErrorException">The lists do not fit.</exception>
    public DefaultBoxGenerator(
        IReadOnlyList<IReadOnlyList<int>> aspectRatios, double minRatio = 0.15, double maxRatio = 0.9, IReadOnlyList<double>? scales = null, IReadOnlyList<int>? steps = null)
    {
        ArgumentNullException.ThrowIfNull(aspectRatios);
        var maps = aspectRatios.Count;
        this.aspectRatios = aspectRatios;
        this.steps = steps;
        this.scales = scales
            ?? (maps > 1 ? [.. Enumerable.Range(0, maps).Select(k => minRatio + ((maxRatio - minRatio) * k / (maps - 1.0))), 1.0] : [minRatio, maxRatio]);
        if (this.scales.Count <= maps || (steps is not null && steps.Count != maps))
        {
            throw new UserErrorException($"default boxes for {maps} feature maps need {maps + 1} scales and {maps} steps (got {this.scales.Count} and {steps?.Count})");
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> CountsPerLocation => [.. aspectRatios.Select(ratios => 2 + (2 * ratios.Count))];

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">There are more or fewer feature maps than lists of ratios.</exception>
    public override Tensor Generate(ImageList images, IReadOnlyList<Tensor> features)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(features);
        if (features.Count != aspectRatios.Count)
        {
            throw new UserErrorException($"the default boxes have ratios for {aspectRatios.Count} feature maps, the backbone makes {features.Count}");
        }

        using var scope = NewDisposeScope();
        var (height, width) = (images.Tensors.shape[2], images.Tensors.shape[3]);
        var all = cat([.. features.Select((map, k) => Grid(k, map.shape[2], map.shape[3], height, width))]).to(features[0].dtype);
        var (centers, half) = (all.narrow(1, 0, 2), all.narrow(1, 2, 2) * 0.5);
        var size = tensor([width, height]);
        return cat([(centers - half) * size, (centers + half) * size], -1).to(features[0].device).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var ratios = string.Join(", ", aspectRatios.Select(list => $"[{string.Join(", ", list)}]"));
        var sizes = string.Join(", ", scales.Select(scale => scale.ToString("R", CultureInfo.InvariantCulture)));
        return $"DefaultBoxGenerator(aspect_ratios=[{ratios}], clip=True, scales=[{sizes}], steps={(steps is null ? "None" : $"[{string.Join(", ", steps)}]")})";
    }

    // Centre, width and height of the boxes of a map, as shares of the image. Sizes are cut at the image's, places are not.
    private Tensor Grid(int map, long rows, long columns, long height, long width)
    {
        var shapes = Shapes(map);
        var (across, down) = steps is null ? (columns, (double)rows) : ((double)width / steps[map], (double)height / steps[map]);
        var x = (arange(0, columns, ScalarType.Int64) + 0.5) / across;
        var y = (arange(0, rows, ScalarType.Int64) + 0.5) / down;
        var grid = meshgrid([y, x]);
        var centers = stack([grid[1].reshape(-1), grid[0].reshape(-1)], -1).unsqueeze(1).expand(-1, shapes.shape[0], -1).reshape(-1, 2);
        return cat([centers, shapes.repeat(rows * columns, 1)], 1);
    }

    private Tensor Shapes(int map)
    {
        var (own, next) = (scales[map], scales[map + 1]);
        var between = Math.Sqrt(own * next);
        List<float> values = [(float)own, (float)own, (float)between, (float)between];
        foreach (var ratio in aspectRatios[map])
        {
            var root = Math.Sqrt(ratio);
            var (wide, high) = ((float)(own * root), (float)(own / root));
            values.AddRange([wide, high, high, wide]);
        }

        return tensor(values.ToArray()).view(-1, 2).clamp(0, 1);
    }
}
