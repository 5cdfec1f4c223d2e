using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Resizes an image; the result is always H×W×C.</summary>
[TypeName("thelper.transforms.operations.Resize", "thelper.transforms.Resize")]
public sealed class Resize : SpatialOperation
{
    private readonly (long Width, long Height)? size;
    private readonly double fx;
    private readonly double fy;
    private readonly Interpolation interpolation;
    private readonly bool buffer;

    /// <summary>Creates the operation.</summary>
    /// <param name="dsize">New size: width and height, or one number for both; null to use the factors.</param>
    /// <param name="fx">Factor of the width, where no size is given.</param>
    /// <param name="fy">Factor of the height, where no size is given.</param>
    /// <param name="interp">Interpolation: OpenCV's number or name, such as <c>cv2.INTER_AREA</c>; linear by default.</param>
    /// <param name="buffer">Accepted for old configurations; memory is always taken from the engine's pool.</param>
    /// <exception cref="UserErrorException">There is neither a size nor a pair of factors above 0, or a value has another form.</exception>
    public Resize([ConfigValue(Holds = [typeof(long), typeof(List<long>)], Example = "[224, 224]")] object? dsize = null, double fx = 0, double fy = 0, object? interp = null, bool buffer = false)
    {
        if (dsize is not null)
        {
            var (x, y) = TransformArguments.Pair(dsize, "dsize");
            if (!TransformArguments.IsInteger(x) || !TransformArguments.IsInteger(y))
            {
                throw new UserErrorException("'dsize' must hold integers (width, height)");
            }

            var (width, height) = ((long)TransformArguments.Number(x)!.Value, (long)TransformArguments.Number(y)!.Value);
            size = (width, height) == (0, 0) ? null : (width, height);
        }

        if (size is { } given ? given.Width < 1 || given.Height < 1 : !(fx > 0 && fy > 0))
        {
            throw new UserErrorException("needs a 'dsize' (width, height) above 0, or 'fx' and 'fy' above 0");
        }

        this.fx = fx;
        this.fy = fy;
        this.buffer = buffer;
        interpolation = TransformArguments.Interpolation(interp, "interp");
    }

    /// <inheritdoc/>
    public override bool IsRandom => false;

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random) => size is { } target
        ? Warps.Resize(scene.Height, scene.Width, target.Height, target.Width, interpolation)
        : ByFactors(scene.Height, scene.Width);

    /// <inheritdoc/>
    protected override torch.Tensor MoveImage(Warp warp, torch.Tensor image)
    {
        var resized = base.MoveImage(warp, image);
        return resized.ndim == 2 ? resized.unsqueeze(2) : resized;
    }

    /// <inheritdoc/>
    protected override string Arguments()
    {
        var text = size is { } target ? TransformArguments.Tuple(target.Width, target.Height) : "(0, 0)";
        return $"dsize={text}, fx={Factor(fx)}, fy={Factor(fy)}, interp={(int)interpolation}, buffer={TransformArguments.Text(buffer)}";
    }

    // OpenCV takes the factors as they are, not the ratio of the rounded sizes.
    private MatrixWarp ByFactors(long height, long width) => new(
        height,
        width,
        Math.Max(1, (long)Math.Round(height * fy)),
        Math.Max(1, (long)Math.Round(width * fx)),
        PlaneMap.Scale(fx, fy),
        image => ImageOps.Scale(image, fx, fy, interpolation),
        ByFactors,
        (labels, _) => LabelMaps.Through(labels, map => ImageOps.Scale(map, fx, fy, interpolation is Interpolation.Nearest ? Interpolation.Nearest : Interpolation.NearestExact)));

    private static string Factor(double factor) => factor == 0 ? "0" : TransformArguments.Text(factor);
}
