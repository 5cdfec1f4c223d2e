using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>A grid over an image whose inner crossings move: each tile shows what its quadrilateral held, as PIL's mesh transform does.</summary>
internal sealed class Mesh
{
    private readonly int[] columns;
    private readonly int[] rows;
    private readonly Scene scene;

    /// <summary>Lays the grid.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="across">Tiles beside each other; the last ones take what is left over.</param>
    /// <param name="down">Tiles below each other.</param>
    /// <exception cref="UserErrorException">The image has fewer pixels than tiles.</exception>
    public Mesh(Scene scene, int across, int down)
    {
        if (scene.Width < across || scene.Height < down)
        {
            throw new UserErrorException($"an image of {scene.Width} x {scene.Height} pixels is too small for a grid of {across} x {down}");
        }

        static int[] Lines(long length, int tiles) => [.. Enumerable.Range(0, tiles + 1).Select(i => i == tiles ? (int)length : i * (int)(length / tiles))];
        (this.scene, columns, rows) = (scene, Lines(scene.Width, across), Lines(scene.Height, down));
    }

    /// <summary>The inner crossings, row after row.</summary>
    public IEnumerable<(int X, int Y)> Crossings => from y in rows[1..^1] from x in columns[1..^1] select (x, y);

    /// <summary>What is done when the crossings are taken from elsewhere.</summary>
    /// <param name="shifts">How far to the right and down of each inner crossing its pixel comes from.</param>
    /// <param name="filter">The interpolation.</param>
    public Warp WarpOf(IReadOnlyList<(double X, double Y)> shifts, PilFilter filter)
    {
        var (height, width) = ((int)scene.Height, (int)scene.Width);
        var (right, down) = (new float[height * width], new float[height * width]);
        (double X, double Y) Corner(int column, int row) => column == 0 || row == 0 || column == columns.Length - 1 || row == rows.Length - 1
            ? (0, 0)
            : shifts[((row - 1) * (columns.Length - 2)) + column - 1];
        for (var row = 0; row < rows.Length - 1; row++)
        {
            for (var column = 0; column < columns.Length - 1; column++)
            {
                var (a, b, c, d) = (Corner(column, row), Corner(column + 1, row), Corner(column, row + 1), Corner(column + 1, row + 1));
                for (var y = rows[row]; y < rows[row + 1]; y++)
                {
                    var v = (y + 0.5 - rows[row]) / (rows[row + 1] - rows[row]);
                    for (var x = columns[column]; x < columns[column + 1]; x++)
                    {
                        var u = (x + 0.5 - columns[column]) / (columns[column + 1] - columns[column]);
                        double Between(double one, double two, double three, double four) => one + ((two - one) * u) + ((three - one) * v) + ((four - three - two + one) * u * v);
                        right[(y * width) + x] = (float)Between(a.X, b.X, c.X, d.X);
                        down[(y * width) + x] = (float)Between(a.Y, b.Y, c.Y, d.Y);
                    }
                }
            }
        }

        return new FieldWarp(height, width, height, width, right, down, (warp, image) =>
        {
            var (toRight, toBelow, outWidth) = (warp.ShiftX.ToArray(), warp.ShiftY.ToArray(), (int)warp.OutWidth);
            return PilTransform.Map(image, (x, y) => (x + 0.5 + toRight[(y * outWidth) + x], y + 0.5 + toBelow[(y * outWidth) + x]), warp.OutHeight, warp.OutWidth, filter, new byte[image.shape[2]]);
        });
    }
}
