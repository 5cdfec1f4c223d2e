using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>Cuts out a region at a random place.</summary>
[TypeName("torchvision.transforms.RandomCrop", "torchvision.transforms.transforms.RandomCrop")]
public sealed class RandomCrop : TorchvisionOperation
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
    public RandomCrop([ConfigValue(Holds = [typeof(long), typeof(List<long>)], Example = "[224, 224]")] object? size, [ConfigValue(Holds = [typeof(long), typeof(List<long>)])] object? padding = null, bool padIfNeeded = false, object? fill = null, string paddingMode = "constant")
    {
        this.size = Size(size, "size");
        this.padding = padding is null ? null : Padding.Sides(padding, "padding");
        paddingArgument = padding;
        this.padIfNeeded = padIfNeeded;
        border = new Padding(fill, paddingMode);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random)
    {
        image = padding is null ? image : border.Add(image, padding);
        var (sides, ends) = ((int)Math.Max(size.Width - image.shape[1], 0), (int)Math.Max(size.Height - image.shape[0], 0));
        if (padIfNeeded && sides + ends > 0)
        {
            image = border.Add(image, [sides, ends, sides, ends]);
        }

        var (height, width) = (image.shape[0], image.shape[1]);
        if (height < size.Height || width < size.Width)
        {
            throw new UserErrorException($"the crop of {size.Height} x {size.Width} is larger than the image of {height} x {width}; set pad_if_needed");
        }

        var top = random.NextInt((int)height - size.Height + 1);
        var left = random.NextInt((int)width - size.Width + 1);
        return image.narrow(0, top, size.Height).narrow(1, left, size.Width);
    }

    /// <inheritdoc/>
    protected override string Arguments() => $"size={TransformArguments.Tuple((long)size.Height, (long)size.Width)}, padding={PythonRepr.Of(paddingArgument)}";
}
