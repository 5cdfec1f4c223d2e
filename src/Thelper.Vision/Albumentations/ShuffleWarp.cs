using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Puts tiles into another order.</summary>
/// <param name="tiles">The tiles.</param>
/// <param name="from">Which tile comes to each place; as large as the one there.</param>
internal sealed class ShuffleWarp(Tiles tiles, int[] from) : Warp(tiles.Height, tiles.Width, tiles.Height, tiles.Width)
{
    public override bool KeepsLines => false;

    public override torch.Tensor Image(torch.Tensor image)
    {
        using var scope = torch.NewDisposeScope();
        var result = Pixels.Copy(image);
        for (var i = 0; i < from.Length; i++)
        {
            var (to, source) = (tiles[i], tiles[from[i]]);
            Part(result, to).copy_(Part(image, source));
        }

        return result.MoveToOuterDisposeScope();
    }

    public override torch.Tensor Labels(torch.Tensor labels, double fill) => Image(labels);

    public override (double X, double Y) Point(double x, double y) => Shifted(x, y, tile => Array.IndexOf(from, tile));

    public override (double X, double Y) Source(double x, double y) => Shifted(x, y, tile => from[tile]);

    public override Warp At(long height, long width)
    {
        var other = tiles with { Height = height, Width = width };
        return from.Index().All(pair => Size(other[pair.Index]) == Size(other[pair.Item]))
            ? new ShuffleWarp(other, from)
            : throw new UserErrorException($"the tiles of an image of {width}×{height} pixels have other sizes than those of its twin of {Width}×{Height}");
    }

    private static (long, long) Size((long Left, long Top, long Right, long Bottom) tile) => (tile.Right - tile.Left, tile.Bottom - tile.Top);

    private static torch.Tensor Part(torch.Tensor image, (long Left, long Top, long Right, long Bottom) tile) =>
        image.narrow(0, tile.Top, tile.Bottom - tile.Top).narrow(1, tile.Left, tile.Right - tile.Left);

    private (double X, double Y) Shifted(double x, double y, Func<int, int> other)
    {
        var tile = tiles.Of(x, y);
        var (here, there) = (tiles[tile], tiles[other(tile)]);
        return (x + there.Left - here.Left, y + there.Top - here.Top);
    }
}
