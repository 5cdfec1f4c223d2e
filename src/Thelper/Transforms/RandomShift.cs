using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Shifts an image by a random distance, independently along both axes.</summary>
[TypeName("thelper.transforms.operations.RandomShift", "thelper.transforms.RandomShift")]
public sealed class RandomShift : SpatialOperation
{
    private readonly object[] min;
    private readonly object[] max;
    private readonly double probability;
    private readonly int flags;
    private readonly BorderMode border;
    private readonly object? borderArgument;
    private readonly double[] borderValue;

    /// <summary>Creates the operation.</summary>
    /// <param name="min">Smallest shift in pixels: one number, or one for x and one for y.</param>
    /// <param name="max">Largest shift in pixels, in the same form.</param>
    /// <param name="probability">How often the image is shifted at all, 0 to 1.</param>
    /// <param name="flags">Interpolation: OpenCV's number or name; linear by default.</param>
    /// <param name="borderMode">What lies outside the image: OpenCV's number or name; constant by default.</param>
    /// <param name="borderVal">Value outside for a constant border: a list with one number per channel, or one number for the first channel (OpenCV's rule).</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomShift(object? min, object? max, double probability = 1.0, object? flags = null, object? borderMode = null, object? borderVal = null)
    {
        if ((TransformArguments.Number(min) is null) != (TransformArguments.Number(max) is null))
        {
            throw new UserErrorException($"'min' and 'max' must both be a number or both be a pair, got {PythonRepr.Of(min)} and {PythonRepr.Of(max)}");
        }

        var (lowX, lowY) = TransformArguments.Pair(min, "min");
        var (highX, highY) = TransformArguments.Pair(max, "max");
        (this.min, this.max) = ([lowX, lowY], [highX, highY]);
        if (!(TransformArguments.Number(highX) >= TransformArguments.Number(lowX) || TransformArguments.Number(highY) >= TransformArguments.Number(lowY)))
        {
            throw new UserErrorException("'max' must not be below 'min' on both axes");
        }

        this.probability = probability is >= 0 and <= 1 ? probability : throw new UserErrorException("'probability' must lie between 0 and 1");
        this.flags = TransformArguments.Flag(flags, "flags", (int)Interpolation.Linear);
        border = TransformArguments.Border(borderMode, "border_mode");
        borderArgument = borderVal ?? 0L;
        borderValue = TransformArguments.BorderValue(borderVal, "border_val");
    }

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random)
    {
        if (random.NextDouble() >= probability)
        {
            return Warps.Same(scene.Height, scene.Width);
        }

        var x = random.Uniform(TransformArguments.Number(min[0])!.Value, TransformArguments.Number(max[0])!.Value);
        var y = random.Uniform(TransformArguments.Number(min[1])!.Value, TransformArguments.Number(max[1])!.Value);
        return Warps.Affine(scene.Height, scene.Width, [1, 0, x, 0, 1, y], scene.Height, scene.Width, flags, border, borderValue);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Invert(torch.Tensor image) => throw new UserErrorException("cannot be inverted, as the shift is random");

    /// <inheritdoc/>
    protected override string Arguments() =>
        $"min={TransformArguments.Tuple(min)}, max={TransformArguments.Tuple(max)}, probability={TransformArguments.Text(probability)}, " +
        $"flags={flags}, border_mode={(int)border}, border_val={TransformArguments.Text(borderArgument)}";
}
