using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Cuts an image into tiles and puts those of one size into random order. Boxes cannot go through it.</summary>
[TypeName("albumentations.RandomGridShuffle")]
public sealed class RandomGridShuffle : MovingAlbumentation<int[]>
{
    private readonly (int Rows, int Columns) grid;

    /// <summary>Creates the operation.</summary>
    /// <param name="grid">Rows and columns of tiles, 1 or more; 3 and 3 by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomGridShuffle(object? grid = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        var counts = Ranges.Count(grid ?? new List<object?> { 3L, 3L }, "grid", 2);
        this.grid = Array.TrueForAll(counts, count => double.IsInteger(count) && count is >= 1 and <= 1000)
            ? ((int)counts[0], (int)counts[1])
            : throw new UserErrorException($"'grid' must hold two integers from 1 to 1000, got {PythonRepr.Of(grid)}");
    }

    /// <inheritdoc/>
    public override bool KeepsValues => true;

    /// <summary>Draws which tile comes to each place, row after row.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override int[] DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var tiles = new Tiles(scene.Height, scene.Width, grid.Rows, grid.Columns);
        var from = Enumerable.Range(0, tiles.Count).ToArray();
        foreach (var alike in Enumerable.Range(0, tiles.Count).GroupBy(i => (tiles[i].Bottom - tiles[i].Top, tiles[i].Right - tiles[i].Left)).Select(group => group.ToArray()))
        {
            var order = random.Sample(alike.Length, alike.Length);
            for (var i = 0; i < alike.Length; i++)
            {
                from[alike[i]] = alike[order[i]];
            }
        }

        return from;
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, int[] draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return scene.Boxes.Count == 0
            ? new ShuffleWarp(new Tiles(scene.Height, scene.Width, grid.Rows, grid.Columns), draw)
            : throw new UserErrorException("tears boxes apart; it takes images, masks and key points alone");
    }
}
