using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Blurs along the lines from the centre, as a lens does that zooms.</summary>
[TypeName("albumentations.ZoomBlur")]
public sealed class ZoomBlur : PixelOperation<double[]>
{
    private const int MostSteps = 1000;

    private readonly RealRange most;
    private readonly RealRange step;

    /// <summary>Creates the operation.</summary>
    /// <param name="maxFactor">Range of the greatest zoom, 1 or more; one number is the greatest, the least is 1; 1.31 by default.</param>
    /// <param name="stepFactor">Range of the step from one zoom to the next, above 0; 0.01 to 0.03 by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public ZoomBlur(object? maxFactor = null, object? stepFactor = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        most = Ranges.Real(maxFactor ?? 1.31, "max_factor", 1, least: 1, most: 100);
        step = Ranges.Real(stepFactor ?? new List<object?> { 0.01, 0.03 }, "step_factor", TransformArguments.Number(stepFactor), least: 1e-4);
    }

    /// <summary>Draws the zooms.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override double[] Draw(torch.Tensor image, TransformRandom random)
    {
        var (end, by) = (most.Draw(random), step.Draw(random));
        return [.. Enumerable.Range(0, Math.Min(MostSteps, (int)Math.Ceiling((end - 1) / by))).Select(i => 1 + (i * by))];
    }

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, double[] draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        var sum = image.to(torch.float32, copy: true);
        foreach (var zoom in draw)
        {
            using var part = Zoomed(image, zoom);
            sum.add_(part);
        }

        return sum.div(draw.Length + 1).to(image.dtype);
    }

    // The middle, enlarged to a little more than the image, whose middle is kept.
    private static torch.Tensor Zoomed(torch.Tensor image, double zoom)
    {
        var (height, width) = (Pixels.Height(image), Pixels.Width(image));
        var (rows, columns) = ((int)Math.Ceiling(height / zoom), (int)Math.Ceiling(width / zoom));
        var (top, left) = ((height - rows) / 2, (width - columns) / 2);
        using var scope = torch.NewDisposeScope();
        var part = ImageOps.Resize(ImageOps.SafeCrop(image, left, top, left + columns, top + rows), (int)(columns * zoom), (int)(rows * zoom));
        (top, left) = ((Pixels.Height(part) - height) / 2, (Pixels.Width(part) - width) / 2);
        return ImageOps.SafeCrop(part, left, top, left + width, top + height, BorderMode.Replicate).MoveToOuterDisposeScope();
    }
}
