using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Fills random rectangles of one size in the image alone; albumentations calls it deprecated, see <see cref="CoarseDropout"/>.</summary>
[TypeName("albumentations.Cutout")]
public sealed class Cutout : MovingAlbumentation<IReadOnlyList<(long Left, long Top, long Right, long Bottom)>>
{
    private readonly int count;
    private readonly (int Height, int Width) size;
    private readonly double[] fill;

    /// <summary>Creates the operation.</summary>
    /// <param name="numHoles">How many rectangles, 1 or more.</param>
    /// <param name="maxHSize">Their height in pixels; those at an edge are cut off.</param>
    /// <param name="maxWSize">Their width.</param>
    /// <param name="fillValue">What fills them: a number, or one for each channel; 0 by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Cutout(int numHoles = 8, int maxHSize = 8, int maxWSize = 8, object? fillValue = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        count = Ranges.Between(numHoles, "num_holes", 1, 100_000);
        size = (Moves.Side(maxHSize, "max_h_size"), Moves.Side(maxWSize, "max_w_size"));
        fill = Holes.Fill(fillValue, "fill_value");
    }

    /// <summary>Draws the rectangles, by their middles.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override IReadOnlyList<(long Left, long Top, long Right, long Bottom)> DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var holes = new (long, long, long, long)[count];
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (random.NextInt((int)scene.Width), random.NextInt((int)scene.Height));
            var (left, top) = (Math.Max(0, x - (size.Width / 2)), Math.Max(0, y - (size.Height / 2)));
            holes[i] = (left, top, Math.Min(scene.Width, x - (size.Width / 2) + size.Width), Math.Min(scene.Height, y - (size.Height / 2) + size.Height));
        }

        return holes;
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, IReadOnlyList<(long Left, long Top, long Right, long Bottom)> draw) => Holes.Of(scene, draw, fill, null, hidesPoints: false);
}
