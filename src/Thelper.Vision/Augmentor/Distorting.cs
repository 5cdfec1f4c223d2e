using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>Bends an image by a grid whose inner crossings are taken from random places near by.</summary>
public abstract class Distorting : MovingStep<IReadOnlyList<(double X, double Y)>>
{
    private const int MostTiles = 1000;
    private readonly int across;
    private readonly int down;
    private readonly PilFilter filter;

    private protected Distorting(double probability, int across, int down, string filter)
        : base(probability)
    {
        static int Tiles(int value, string name) => value is >= 1 and <= MostTiles ? value : throw new UserErrorException($"'{name}' must lie within 1 and {MostTiles}, got {value}");
        (this.across, this.down, this.filter) = (Tiles(across, "grid_width"), Tiles(down, "grid_height"), AugmentorArguments.Filter(filter));
    }

    /// <summary>Draws for each inner crossing, row after row, how far to the right and down it is taken from.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public sealed override IReadOnlyList<(double X, double Y)> DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(random);
        return [.. new Mesh(scene, across, down).Crossings.Select(place => Shift(place.X / (double)scene.Width, place.Y / (double)scene.Height, random))];
    }

    /// <inheritdoc/>
    public sealed override Warp WarpOf(Scene scene, IReadOnlyList<(double X, double Y)> draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return new Mesh(scene, across, down).WarpOf(draw, filter);
    }

    /// <summary>Draws the shift of a crossing.</summary>
    /// <param name="x">Its place, as a share of the width.</param>
    /// <param name="y">The same of the height.</param>
    /// <param name="random">What chance decides.</param>
    private protected abstract (double X, double Y) Shift(double x, double y, TransformRandom random);
}
