using System.Globalization;
using Thelper.Imaging;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Draw;

/// <summary>Draws images with boxes around objects.</summary>
public static class DetectionDrawing
{
    private const int MaxImages = 8;
    private const int MinTile = 256;
    private const int Padding = 2;
    private static readonly double[] Black = [0, 0, 0];
    private static readonly double[] White = [255, 255, 255];

    /// <summary>Draws a row of images with the predicted boxes and one with the true ones.</summary>
    /// <param name="task">The task, which names and colours the classes; classes without a colour take one from around the colour wheel.</param>
    /// <param name="images">Images H×W×C.</param>
    /// <param name="targets">True boxes, a list for each image; null where they are unknown.</param>
    /// <param name="predictions">Predicted boxes, a list for each image; null for none.</param>
    /// <param name="options">How to draw; null for the default.</param>
    /// <returns>uint8 H×W×3, red, green, blue.</returns>
    /// <exception cref="UserErrorException">There are boxes for another number of images.</exception>
    public static Tensor Create(
        Detection task,
        IReadOnlyList<Tensor> images,
        IReadOnlyList<IReadOnlyList<BoundingBox>>? targets,
        IReadOnlyList<IReadOnlyList<BoundingBox>>? predictions,
        DrawOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(images);
        options ??= new();
        foreach (var boxes in new[] { targets, predictions })
        {
            if (boxes is not null && boxes.Count != images.Count)
            {
                throw new UserErrorException($"there are {images.Count} images to draw but the boxes of {boxes.Count}");
            }
        }

        using var scope = NewDisposeScope();
        var count = Math.Min(images.Count, options.MaxImages ?? MaxImages);
        var pictures = Padded([.. images.Take(count).Select(ImageGrid.ToPicture)]);
        var rows = new List<(string Name, IReadOnlyList<IReadOnlyList<BoundingBox>>? Boxes)>();
        if (predictions is not null)
        {
            rows.Add(("prediction", [.. predictions.Select(boxes => boxes.Where(box => IsShown(box, options)).ToList())]));
        }

        if (targets is not null || rows.Count == 0)
        {
            rows.Add((targets is null ? "image" : "truth", targets));
        }

        // Boxes are drawn in the final size, so that their labels can be read on small images too.
        var grid = options.Grid.MinTile == 0 ? options.Grid : options.Grid with { MinTile = Math.Max(MinTile, options.Grid.MinTile) };
        var (height, width) = ImageGrid.TileSize(pictures[0], rows.Count, count, 20, grid);
        var tiles = rows.Select(row => (IReadOnlyList<Tensor>)[.. pictures.Select((picture, i) => Tile(task, picture, row.Boxes?[i] ?? [], height, width, options))]).ToList();
        return ImageGrid.Stack(tiles, [.. rows.Select(row => row.Name)], options.Grid with { MinTile = 0, MaxSize = int.MaxValue }).MoveToOuterDisposeScope();
    }

    /// <summary>Draws boxes into a picture.</summary>
    /// <param name="picture">uint8 H×W×3, red, green, blue, contiguous.</param>
    /// <param name="boxes">The boxes; later ones cover earlier ones.</param>
    /// <param name="task">Names and colours the classes.</param>
    /// <param name="options">How to draw; null for the default.</param>
    /// <param name="scaleX">Factor from the boxes' columns to those of the picture.</param>
    /// <param name="scaleY">Factor from the boxes' rows to those of the picture.</param>
    public static void DrawBoxes(Tensor picture, IReadOnlyList<BoundingBox> boxes, Detection task, DrawOptions? options = null, double scaleX = 1, double scaleY = 1)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(boxes);
        ArgumentNullException.ThrowIfNull(task);
        options ??= new();
        var plates = new List<(int Left, int Top, int Right, int Bottom)>();
        var colors = boxes.Select((box, i) => ShapeDrawing.ColorOf(ColorOf(box, task), boxes, i)).ToList();
        for (var i = 0; i < boxes.Count; i++)
        {
            // Masks lie below all lines and labels.
            ShapeDrawing.DrawMask(picture, boxes[i].Shape?.Mask, colors[i]);
        }

        for (var i = 0; i < boxes.Count; i++)
        {
            var (box, color) = (boxes[i], ColorOf(boxes[i], task).Select(part => (double)part).ToArray());
            ShapeDrawing.DrawKeyPoints(picture, box.Shape?.KeyPoints, task.Keypoints, colors[i], scaleX, scaleY);
            var (left, top) = (Round(box.Left * scaleX), Round(box.Top * scaleY));
            var (right, bottom) = (Round(box.Right * scaleX), Round(box.Bottom * scaleY));
            ImageDrawing.Rectangle(picture, left, top, right, bottom, color, options.BoxThickness);
            Label(picture, LabelOf(box, task), (left, top, right, bottom), color, options, plates);
        }
    }

    // Images of different sizes keep their shape, and boxes their place: black is added at the right and bottom.
    private static List<Tensor> Padded(List<Tensor> pictures)
    {
        var (height, width) = (pictures.Max(picture => picture.shape[0]), pictures.Max(picture => picture.shape[1]));
        return pictures.ConvertAll(picture =>
        {
            if (picture.shape[0] == height && picture.shape[1] == width)
            {
                return picture;
            }

            var tile = zeros([height, width, picture.shape[2]], picture.dtype);
            tile.narrow(0, 0, picture.shape[0]).narrow(1, 0, picture.shape[1]).copy_(picture);
            return tile;
        });
    }

    private static Tensor Tile(Detection task, Tensor picture, IReadOnlyList<BoundingBox> boxes, int height, int width, DrawOptions options)
    {
        var fitted = ImageGrid.Fit(picture, height, width);
        var tile = ReferenceEquals(fitted, picture) ? picture.clone() : fitted;
        DrawBoxes(tile, boxes, task, options, width / (double)picture.shape[1], height / (double)picture.shape[0]);
        return tile;
    }

    // Above the box, else inside, below, or at its lower edge: where there is room and no other label; never beyond the picture's edges.
    private static void Label(
        Tensor picture, (string Name, string Score) text, (int Left, int Top, int Right, int Bottom) box, double[] color, DrawOptions options, List<(int Left, int Top, int Right, int Bottom)> plates)
    {
        var (height, width) = ((int)picture.shape[0], (int)picture.shape[1]);
        var (scale, thickness) = (options.FontScale, options.FontThickness);
        var room = Math.Clamp(Math.Max(box.Right - box.Left, width * 6 / 10), 0, width) - (2 * Padding);
        var scoreWidth = text.Score.Length == 0 ? 0 : ImageDrawing.TextSize(text.Score, scale, thickness).Width;
        var shown = ImageDrawing.Shorten(text.Name, room - scoreWidth, scale, thickness) + text.Score;
        var (textWidth, textHeight, below) = ImageDrawing.TextSize(shown, scale, thickness);
        var plateHeight = textHeight + below + Padding;
        var x = Math.Clamp(box.Left, 0, Math.Max(0, width - textWidth - (2 * Padding) - 1));
        int[] heights = [box.Top - plateHeight, box.Top, box.Bottom, box.Bottom - plateHeight];
        var choices = heights.Where(y => y >= 0 && y + plateHeight < height).DefaultIfEmpty(Math.Clamp(box.Top, 0, Math.Max(0, height - plateHeight - 1)))
            .Select(y => (Left: x, Top: y, Right: x + textWidth + (2 * Padding), Bottom: y + plateHeight)).ToList();
        var free = choices.FindIndex(choice => !plates.Exists(plate =>
            plate.Left <= choice.Right && choice.Left <= plate.Right && plate.Top <= choice.Bottom && choice.Top <= plate.Bottom));
        var place = choices[Math.Max(0, free)];
        plates.Add(place);
        ImageDrawing.FillRectangle(picture, place.Left, place.Top, place.Right, place.Bottom, color);
        var isLight = (0.299 * color[0]) + (0.587 * color[1]) + (0.114 * color[2]) > 140;
        ImageDrawing.Text(picture, shown, place.Left + Padding, place.Top + textHeight + Padding, isLight ? Black : White, scale, thickness);
    }

    private static bool IsShown(BoundingBox box, DrawOptions options) => DetectionGrouping.ConfidenceOf(box) is not { } confidence || confidence >= options.MinConfidence;

    /// <summary>What stands beside a box: the class's name, and the confidence of a prediction.</summary>
    internal static (string Name, string Score) LabelOf(BoundingBox box, Detection task)
    {
        var name = IndexOf(box, task) is { } index ? task.ClassNames[index] : string.Create(CultureInfo.InvariantCulture, $"{box.ClassId}");
        return (name, DetectionGrouping.ConfidenceOf(box) is { } confidence ? $"  ({PythonFloat.Fixed(confidence, 3)})" : "");
    }

    /// <summary>The colour of a box: the class's own, or one from around the colour wheel.</summary>
    internal static IReadOnlyList<byte> ColorOf(BoundingBox box, Detection task) =>
        IndexOf(box, task) is { } index ? task.ColorMap[index] ?? Palette.Hue(index, task.ClassNames.Count) : [255, 255, 255];

    private static int? IndexOf(BoundingBox box, Detection task)
    {
        var given = task.ClassOf(box);
        var index = given is long number ? (int)number : task.ClassNames.ToList().IndexOf((string)given);
        return index >= 0 && index < task.ClassNames.Count ? index : null;
    }

    private static int Round(double coordinate) => (int)Math.Round(Math.Clamp(coordinate, -1e6, 1e6));
}
