using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;
using static Thelper.Vision.Transforms.TorchvisionArguments;

namespace Thelper.Vision.Transforms;

/// <summary>Cuts out a region at a random place.</summary>
[TypeName("torchvision.transforms.RandomCrop", "torchvision.transforms.transforms.RandomCrop")]
public sealed class RandomCrop : TorchvisionSpatialOperation
{
    private readonly (int Height, int Width) size;
    private readonly int[]? padding;
    private readonly object? paddingArgument;
    private readonly bool padIfNeeded;
    private readonly Padding border;

    /// <summary>Creates the operation.</summary>
    /// <param name="size">Height and width, or one number for both.</param>
    /// <param name="padding">A border that is added first, as for <see cref="Pad"/>; null for none.</param>
    /// <param name="padIfNeeded">Whether a smaller image gets a border; otherwise it is an error.</param>
    /// <param name="fill">Value of a constant border: a number, or one per channel.</param>
    /// <param name="paddingMode"><c>constant</c>, <c>edge</c>, <c>reflect</c> or <c>symmetric</c>.</param>
    public RandomCrop(object? size, object? padding = null, bool padIfNeeded = false, object? fill = null, string paddingMode = "constant")
    {
        this.size = Size(size, "size");
        this.padding = padding is null ? null : Padding.Sides(padding, "padding");
        paddingArgument = padding;
        this.padIfNeeded = padIfNeeded;
        border = new Padding(fill, paddingMode);
    }

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random)
    {
        var links = new List<Warp> { Warps.Same(scene.Height, scene.Width) };
        void Add(Func<long, long, Warp> next) => links.Add(next(links[^1].OutHeight, links[^1].OutWidth));
        if (padding is not null)
        {
            Add((h, w) => border.WarpOf(h, w, padding));
        }

        var (sides, ends) = ((int)Math.Max(size.Width - links[^1].OutWidth, 0), (int)Math.Max(size.Height - links[^1].OutHeight, 0));
        if (padIfNeeded && sides + ends > 0)
        {
            Add((h, w) => border.WarpOf(h, w, [sides, ends, sides, ends]));
        }

        var (height, width) = (links[^1].OutHeight, links[^1].OutWidth);
        if (height < size.Height || width < size.Width)
        {
            throw new UserErrorException($"the crop of {size.Height} x {size.Width} is larger than the image of {height} x {width}; set pad_if_needed");
        }

        var top = random.NextInt((int)height - size.Height + 1);
        var left = random.NextInt((int)width - size.Width + 1);
        Add((h, w) => Cut(h, w, left, top, size.Height, size.Width));
        return new ChainWarp(links);
    }

    /// <inheritdoc/>
    protected override string Arguments() => $"size={TransformArguments.Tuple((long)size.Height, (long)size.Width)}, padding={PythonRepr.Of(paddingArgument)}";

    /// <summary>Cuts a rectangle out that lies in the image.</summary>
    internal static Warp Cut(long height, long width, long left, long top, long outHeight, long outWidth) => Warps.Crop(
        height, width, left, top, outHeight, outWidth, BorderMode.Constant, (image, x, y, h, w) => image.narrow(0, y, h).narrow(1, x, w));
}
