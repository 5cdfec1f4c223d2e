using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Fills some of the connected objects of the mask, in the image and in the mask.</summary>
[TypeName("albumentations.MaskDropout")]
public sealed class MaskDropout : MovingAlbumentation<torch.Tensor?>
{
    private readonly WholeRange count;
    private readonly double fill;
    private readonly double maskFill;

    /// <summary>Creates the operation.</summary>
    /// <param name="maxObjects">Greatest number of objects, or a least and a greatest; 1 or more; 1 by default.</param>
    /// <param name="imageFillValue">What fills them in the image, a number; <c>inpaint</c> is refused.</param>
    /// <param name="maskFillValue">What fills them in the mask.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public MaskDropout(object? maxObjects = null, object? imageFillValue = null, double maskFillValue = 0, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        count = Ranges.Whole(maxObjects ?? 1L, "max_objects", 1, least: 1);
        fill = imageFillValue is "inpaint"
            ? throw new UserErrorException("'image_fill_value': inpainting is not supported; give a number")
            : TransformArguments.Number(imageFillValue ?? 0L) ?? throw new UserErrorException($"'image_fill_value' must be a number, got {PythonRepr.Of(imageFillValue)}");
        maskFill = maskFillValue;
    }

    /// <summary>Draws which pixels are filled, bool H×W; null for none.</summary>
    /// <param name="scene">The image's size and its mask.</param>
    /// <param name="random">What chance decides.</param>
    /// <exception cref="UserErrorException">There is no mask, or it has channels.</exception>
    public override torch.Tensor? DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        if (scene.LabelMap is not { ndim: 2 } mask)
        {
            throw new UserErrorException(scene.LabelMap is null ? "needs a mask, and the sample has none" : "needs a mask H×W");
        }

        var labels = Components.Of(mask, out var found);
        if (found == 0)
        {
            return null;
        }

        var wanted = Math.Min(count.Draw(random), found);
        var chosen = random.Sample(found, wanted).ToHashSet();
        var result = torch.empty(mask.shape, torch.@bool);
        var values = result.DataSpan<bool>();
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = labels[i] > 0 && chosen.Contains(labels[i] - 1);
        }

        return result;
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, torch.Tensor? draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        if (draw is null)
        {
            return Warps.Same(scene.Height, scene.Width);
        }

        torch.Tensor Filled(torch.Tensor image, double value)
        {
            using var where = image.ndim == 3 ? draw.unsqueeze(2) : draw.alias();
            return image.masked_fill(where, value);
        }

        return new CoverWarp(
            scene.Height, scene.Width, image => Filled(image, fill), mask => Filled(mask, maskFill), null,
            (_, _) => throw new UserErrorException("does not know which pixels of an image of another size belong to the objects"));
    }
}
