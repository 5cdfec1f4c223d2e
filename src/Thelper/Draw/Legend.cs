using Thelper.Imaging;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Draw;

/// <summary>Names the colours of a picture.</summary>
public static class Legend
{
    private const double Scale = 0.4;
    private const int Row = 18;
    private const int Square = 11;
    private const int MaxRows = 8;
    private static readonly double[] White = [255, 255, 255];
    private static readonly double[] Grey = [110, 110, 110];

    /// <summary>Adds coloured squares with names below a picture, in as many rows as they need.</summary>
    /// <param name="picture">uint8 H×W×3.</param>
    /// <param name="entries">Names and colours.</param>
    /// <returns>The higher picture; the same one where there is nothing to name.</returns>
    public static Tensor Below(Tensor picture, IReadOnlyList<(string Name, IReadOnlyList<byte> Color)> entries)
    {
        if (entries.Count == 0)
        {
            return picture;
        }

        var width = (int)picture.shape[1];
        List<(int X, int Y, string Name, IReadOnlyList<byte> Color)> places = [];
        var (x, y) = (2, 0);
        foreach (var (name, color) in entries)
        {
            var text = ImageDrawing.Shorten(name, Math.Max(20, width - Square - 8), Scale);
            var needed = Square + 4 + ImageDrawing.TextSize(text, Scale).Width + 10;
            (x, y) = x > 2 && x + needed - 10 > width ? (2, y + 1) : (x, y);
            if (y == MaxRows)
            {
                break;
            }

            places.Add((x, y, text, color));
            x += needed;
        }

        using var scope = NewDisposeScope();
        var foot = zeros([((places[^1].Y + 1) * Row) + 4, width, 3], ScalarType.Byte);
        foreach (var (left, row, name, color) in places)
        {
            var top = 4 + (row * Row);
            ImageDrawing.FillRectangle(foot, left, top, left + Square, top + Square, [.. color.Select(part => (double)part)]);
            ImageDrawing.Rectangle(foot, left, top, left + Square, top + Square, Grey);
            ImageDrawing.Text(foot, name, left + Square + 4, top + 10, White, Scale);
        }

        return cat([picture, foot]).MoveToOuterDisposeScope();
    }
}
