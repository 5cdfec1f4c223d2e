using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Moves the pixels of an image by an affine map of coordinates.</summary>
[TypeName("thelper.transforms.operations.Affine", "thelper.transforms.Affine")]
public sealed class Affine : SpatialOperation
{
    private const int InverseMap = 16;
    private readonly double[] matrix;
    private readonly (long Width, long Height)? outSize;
    private readonly int flags;
    private readonly BorderMode border;
    private readonly object? borderArgument;
    private readonly double[] borderValue;

    /// <summary>Creates the operation.</summary>
    /// <param name="transf">2×3 matrix from source to target coordinates (x, y, 1): two lists of three numbers, or six numbers.</param>
    /// <param name="outSize">Width and height of the result; the image's own by default.</param>
    /// <param name="flags">Interpolation, optionally with <c>cv2.WARP_INVERSE_MAP</c>: OpenCV's number or names; linear by default.</param>
    /// <param name="borderMode">What lies outside the image: OpenCV's number or name; constant by default.</param>
    /// <param name="borderVal">Value outside for a constant border: a list with one number per channel, or one number for the first channel (OpenCV's rule).</param>
    /// <exception cref="UserErrorException">The matrix, the size, a flag or a border value has another form.</exception>
    public Affine(object? transf, IReadOnlyList<long>? outSize = null, object? flags = null, object? borderMode = null, object? borderVal = null)
    {
        matrix = Matrix(transf);
        if (outSize is not null)
        {
            this.outSize = outSize is [> 0 and var width, > 0 and var height]
                ? (width, height)
                : throw new UserErrorException($"'out_size' must hold a width and a height above 0, got [{string.Join(", ", outSize)}]");
        }

        this.flags = TransformArguments.Flag(flags, "flags", (int)Interpolation.Linear);
        border = TransformArguments.Border(borderMode, "border_mode");
        borderArgument = borderVal ?? 0L;
        borderValue = TransformArguments.BorderValue(borderVal, "border_val");
    }

    /// <inheritdoc/>
    public override bool IsRandom => false;

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random) => WarpOf(scene, flags);

    /// <inheritdoc/>
    protected override torch.Tensor Invert(torch.Tensor image) => outSize is null
        ? MoveImage(WarpOf(SizeOf(image), flags ^ InverseMap), image)
        : throw new UserErrorException("cannot be inverted: with an 'out_size' parts of the image may be lost");

    /// <inheritdoc/>
    protected override string Arguments() =>
        $"transf={NumpyText.Of(matrix, 3)}, out_size={(outSize is { } size ? TransformArguments.Tuple(size.Width, size.Height) : "None")}, " +
        $"flags={flags}, border_mode={(int)border}, border_val={TransformArguments.Text(borderArgument)}";

    private Warp WarpOf(Scene scene, int warpFlags)
    {
        var (width, height) = outSize ?? (scene.Width, scene.Height);
        return Warps.Affine(scene.Height, scene.Width, matrix, height, width, warpFlags, border, borderValue);
    }

    private static double[] Matrix(object? transf)
    {
        var rows = TransformArguments.Items(transf);
        if (rows is [not null, not null] && TransformArguments.Items(rows[0]) is { Count: 3 } first && TransformArguments.Items(rows[1]) is { Count: 3 } second)
        {
            return [.. TransformArguments.Numbers(first, "transf"), .. TransformArguments.Numbers(second, "transf")];
        }

        return rows is { Count: 6 }
            ? TransformArguments.Numbers(rows, "transf")
            : throw new UserErrorException($"'transf' must be a 2×3 matrix (two lists of three numbers, or six numbers), got {PythonRepr.Of(transf)}");
    }
}
