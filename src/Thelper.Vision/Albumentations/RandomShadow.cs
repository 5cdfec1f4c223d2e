using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Darkens polygons with random corners, as shadows do.</summary>
[TypeName("albumentations.RandomShadow")]
public sealed class RandomShadow : PixelOperation<IReadOnlyList<int[]>>
{
    private readonly (double Left, double Top, double Right, double Bottom) region;
    private readonly WholeRange count;
    private readonly int corners;

    /// <summary>Creates the operation.</summary>
    /// <param name="shadowRoi">Where corners lie: left, top, right, bottom as shares of the image; the lower half by default.</param>
    /// <param name="numShadowsLower">Least number of shadows, 0 or more.</param>
    /// <param name="numShadowsUpper">Greatest number.</param>
    /// <param name="shadowDimension">How many corners each has, 1 or more.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomShadow(object? shadowRoi = null, int numShadowsLower = 1, int numShadowsUpper = 2, int shadowDimension = 5, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        region = Ranges.Region(shadowRoi ?? new List<object?> { 0L, 0.5, 1L, 1L }, "shadow_roi");
        count = new(Ranges.Between(numShadowsLower, "num_shadows_lower", 0, 1000), Ranges.Between(numShadowsUpper, "num_shadows_upper", numShadowsLower, 1000));
        corners = Ranges.Between(shadowDimension, "shadow_dimension", 1, 1000);
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.Color;

    /// <summary>Draws the polygons: x, y of each corner in turn.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override IReadOnlyList<int[]> Draw(torch.Tensor image, TransformRandom random)
    {
        var (width, height) = (Pixels.Width(image), Pixels.Height(image));
        var polygons = new int[count.Draw(random)][];
        for (var i = 0; i < polygons.Length; i++)
        {
            polygons[i] = new int[2 * corners];
            for (var j = 0; j < polygons[i].Length; j += 2)
            {
                polygons[i][j] = random.Whole((int)(region.Left * width), (int)(region.Right * width));
                polygons[i][j + 1] = random.Whole((int)(region.Top * height), (int)(region.Bottom * height));
            }
        }

        return polygons;
    }

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, IReadOnlyList<int[]> draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        return Pixels.AsBytes(image, bytes => Pixels.InSpace(bytes, ColorConversion.RgbToHls, ColorConversion.HlsToRgb, hls =>
        {
            var shadow = torch.zeros([image.shape[0], image.shape[1]], torch.uint8);
            foreach (var polygon in draw)
            {
                ImageOps.FillPolygons(shadow, [polygon], [255]);
            }

            var values = hls.DataSpan<byte>();
            var marks = shadow.DataSpan<byte>();
            for (var i = 0; i < marks.Length; i++)
            {
                values[(i * 3) + 1] >>= marks[i] >> 7;
            }

            return hls;
        }));
    }
}
