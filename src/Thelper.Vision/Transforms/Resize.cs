using Thelper.Imaging.Transforms;
using Thelper.Torch;
using static Thelper.Vision.Transforms.TorchvisionArguments;
using static Thelper.Vision.Transforms.TorchvisionImage;

namespace Thelper.Vision.Transforms;

/// <summary>Changes the size of an image.</summary>
[TypeName("torchvision.transforms.Resize", "torchvision.transforms.transforms.Resize")]
public sealed class Resize : TorchvisionSpatialOperation
{
    private readonly object size;
    private readonly int? shorter;
    private readonly (int Height, int Width) fixedSize;
    private readonly PilFilter filter;
    private readonly int? maxSize;
    private readonly bool antialias;

    /// <summary>Creates the operation.</summary>
    /// <param name="size">Height and width; or one number for the shorter side, which the longer follows.</param>
    /// <param name="interpolation">PIL's number or name; bilinear by default. Arrays of real numbers take nearest, bilinear and bicubic.</param>
    /// <param name="maxSize">Largest length of the longer side; only where the size is one number.</param>
    /// <param name="antialias">Whether shrinking averages over all pixels that fall together; for arrays of real numbers, as images of bytes always do.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Resize([ConfigValue(Holds = [typeof(long), typeof(List<long>)], Example = "[224, 224]")] object? size, object? interpolation = null, int? maxSize = null, bool antialias = false)
    {
        fixedSize = Size(size, "size");
        this.size = size!;
        shorter = TransformArguments.IsInteger(size) || TransformArguments.Items(size) is { Count: 1 } ? fixedSize.Height : null;
        if (maxSize is not null && (shorter is null || maxSize <= shorter))
        {
            throw new UserErrorException("'max_size' needs a size of one number, and must be above it");
        }

        filter = PilFilters.Of(interpolation, PilFilter.Bilinear);
        (this.maxSize, this.antialias) = (maxSize, antialias);
    }

    /// <inheritdoc/>
    public override bool IsRandom => false;

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random)
    {
        var (height, width) = Target((int)scene.Height, (int)scene.Width);
        return WarpOf(scene, height, width, filter, antialias);
    }

    /// <inheritdoc/>
    protected override string Arguments() =>
        $"size={PythonRepr.Of(size)}, interpolation={PilFilters.Text(filter)}, max_size={PythonRepr.Of(maxSize is { } most ? (long)most : null)}, antialias={PythonRepr.Of(antialias ? true : null)}";

    /// <summary>Resizes images of one size.</summary>
    internal static Warp WarpOf(Scene scene, long outHeight, long outWidth, PilFilter filter, bool antialias = false) => new MatrixWarp(
        scene.Height,
        scene.Width,
        outHeight,
        outWidth,
        PlaneMap.Scale(outWidth / (double)scene.Width, outHeight / (double)scene.Height),
        image => To(image, (int)outHeight, (int)outWidth, filter, antialias),
        (h, w) => WarpOf(
            scene with { Height = h, Width = w },
            Math.Max(1, (long)Math.Round(outHeight * h / (double)scene.Height)),
            Math.Max(1, (long)Math.Round(outWidth * w / (double)scene.Width)),
            filter,
            antialias),
        (labels, _) =>
        {
            // For numbers PyTorch's nearest pixel is the one at the corner, not at the centre.
            int[] Places(long input, long output) => scene.IsReal && filter == PilFilter.Nearest
                ? [.. Enumerable.Range(0, (int)output).Select(i => Math.Min((int)(i * ((float)input / output)), (int)input - 1))]
                : PilResample.Places((int)input, (int)output);
            torch.Tensor Index(long input, long output) => torch.tensor(Array.ConvertAll(Places(input, output), place => (long)place));
            using var scope = torch.NewDisposeScope();
            return labels.index_select(0, Index(scene.Height, outHeight)).index_select(1, Index(scene.Width, outWidth)).MoveToOuterDisposeScope();
        });

    /// <summary>Resizes bytes as PIL does, real numbers as PyTorch does.</summary>
    internal static torch.Tensor To(torch.Tensor image, int height, int width, PilFilter filter, bool antialias = false)
    {
        if (image.shape[0] == height && image.shape[1] == width)
        {
            return image;
        }

        if (!image.is_floating_point())
        {
            return PilResample.Resize(image, height, width, filter);
        }

        var mode = filter switch
        {
            PilFilter.Nearest => torch.InterpolationMode.Nearest,
            PilFilter.Bilinear => torch.InterpolationMode.Bilinear,
            PilFilter.Bicubic => torch.InterpolationMode.Bicubic,
            _ => throw new UserErrorException($"arrays of real numbers are resized with nearest, bilinear or bicubic, not {PilFilters.Text(filter)}"),
        };
        return OnPlanes(image, planes => torchvision.transforms.functional.resize(planes, height, width, mode, antialias && filter != PilFilter.Nearest));
    }

    private (int Height, int Width) Target(int height, int width)
    {
        if (shorter is not { } side)
        {
            return fixedSize;
        }

        var (less, more) = (Math.Min(height, width), Math.Max(height, width));
        var longer = (int)((long)side * more / (double)less);
        if (maxSize is { } most && longer > most)
        {
            (side, longer) = ((int)((double)most * side / longer), most);
        }

        return height <= width ? (Math.Max(side, 1), longer) : (longer, Math.Max(side, 1));
    }
}
