using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Blurs by a disk, as a lens out of focus does.</summary>
[TypeName("albumentations.Defocus")]
public sealed class Defocus : PixelOperation<(int Radius, double AliasBlur)>
{
    private const int LeastReach = 8;

    private readonly WholeRange radius;
    private readonly RealRange aliasBlur;

    /// <summary>Creates the operation.</summary>
    /// <param name="radius">Least and greatest radius of the disk in pixels, 1 or more; or the greatest alone; 3 to 10 by default.</param>
    /// <param name="aliasBlur">Least and greatest deviation of the blur of the disk's edge, above 0; or the greatest alone; 0.1 to 0.5 by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Defocus(object? radius = null, object? aliasBlur = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        this.radius = Ranges.Whole(radius ?? new List<object?> { 3L, 10L }, "radius", 1, least: 1, most: 500);
        this.aliasBlur = Ranges.Real(aliasBlur ?? new List<object?> { 0.1, 0.5 }, "alias_blur", 0, least: 0);
    }

    /// <inheritdoc/>
    public override (int Radius, double AliasBlur) Draw(torch.Tensor image, TransformRandom random) => (radius.Draw(random), aliasBlur.Draw(random));

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (int Radius, double AliasBlur) draw)
    {
        var reach = Math.Max(LeastReach, draw.Radius);
        var side = (2 * reach) + 1;
        var disk = torch.zeros([side, side], torch.float32);
        var values = disk.DataSpan<float>();
        var inside = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var (x, y) = ((i % side) - reach, (i / side) - reach);
            values[i] = (x * x) + (y * y) <= draw.Radius * draw.Radius ? 1 : 0;
            inside += (int)values[i];
        }

        var soft = ImageFilters.GaussianBlur(disk.div(inside), draw.Radius <= LeastReach ? 3 : 5, draw.AliasBlur);
        return ImageFilters.Filter(image, soft.DataSpan<float>(), side);
    }
}
