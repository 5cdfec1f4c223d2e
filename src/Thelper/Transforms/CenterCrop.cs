using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Cuts the centre out of an image; a crop larger than the image is filled up.</summary>
[TypeName("thelper.transforms.operations.CenterCrop", "thelper.transforms.CenterCrop")]
public sealed class CenterCrop : SpatialOperation
{
    private readonly object x;
    private readonly object y;
    private readonly bool relative;
    private readonly BorderMode border;
    private readonly object? borderArgument;
    private readonly double[] borderValue;

    /// <summary>Creates the operation.</summary>
    /// <param name="size">Width and height of the crop, or one number for both; integers are pixels, numbers with a point are shares of the image's size.</param>
    /// <param name="bordertype">What lies outside the image: OpenCV's number or name, such as <c>cv2.BORDER_REFLECT</c>; constant by default.</param>
    /// <param name="borderval">Value outside for a constant border: a list with one number per channel, or one number for the first channel (OpenCV's rule).</param>
    /// <exception cref="UserErrorException">The size is not above 0, or a value has another form.</exception>
    public CenterCrop([ConfigValue(Holds = [typeof(double), typeof(List<double>)], Example = "[224, 224]")] object? size, object? bordertype = null, object? borderval = null)
    {
        (x, y) = TransformArguments.Pair(size, "size");
        relative = !TransformArguments.IsInteger(x);
        if (!(TransformArguments.Number(x) > 0 && TransformArguments.Number(y) > 0))
        {
            throw new UserErrorException("'size' must be above 0");
        }

        border = TransformArguments.Border(bordertype, "bordertype");
        borderArgument = borderval ?? 0L;
        borderValue = TransformArguments.BorderValue(borderval, "borderval");
    }

    /// <inheritdoc/>
    public override bool IsRandom => false;

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random)
    {
        var (width, height) = (Size(x, scene.Width), Size(y, scene.Height));
        return Warps.Crop(scene.Height, scene.Width, (scene.Width / 2) - (width / 2), (scene.Height / 2) - (height / 2), height, width, border, borderValue);
    }

    /// <inheritdoc/>
    protected override string Arguments() =>
        $"size={TransformArguments.Tuple(x, y)}, bordertype={(int)border}, borderval={TransformArguments.Text(borderArgument)}";

    private long Size(object size, long whole)
    {
        var number = TransformArguments.Number(size)!.Value;
        return (long)(relative ? Math.Round(number * whole) : number);
    }
}
