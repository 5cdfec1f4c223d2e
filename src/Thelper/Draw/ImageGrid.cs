using Thelper.Imaging;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Draw;

/// <summary>Puts many images into one picture, with or without captions.</summary>
public static class ImageGrid
{
    private const double TextScale = 0.4;
    private const int LineHeight = 15;
    private const int Margin = 4;
    private static readonly byte[] White = [255, 255, 255];

    /// <summary>Lays images out in rows, from left to right and top to bottom.</summary>
    /// <param name="images">
    /// Images H×W×C or H×W. uint8 ones with three channels (red, green, blue) are shown as they are, others through <see cref="Displayable.Image"/>.
    /// All take the size of the first.
    /// </param>
    /// <param name="captions">One for each image; null for none.</param>
    /// <param name="options">The layout; null for the images' own size, side by side.</param>
    /// <returns>uint8 H×W×3; free places are black.</returns>
    /// <exception cref="UserErrorException">There is no image, or another number of captions than images.</exception>
    public static Tensor Create(IReadOnlyList<Tensor> images, IReadOnlyList<Caption>? captions = null, GridOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0)
        {
            throw new UserErrorException("there are no images to draw");
        }

        if (captions is not null && captions.Count != images.Count)
        {
            throw new UserErrorException($"there are {images.Count} images to draw but {captions.Count} captions");
        }

        options ??= new();
        var columns = Math.Clamp(options.Columns ?? (int)Math.Ceiling(Math.Sqrt(images.Count)), 1, images.Count);
        var rows = (images.Count + columns - 1) / columns;
        var foot = captions is null ? 0 : LineHeight + Margin;
        var (height, width) = TileSize(images[0], rows, columns, foot, options);
        var texts = captions?.Select(caption => Wrap(caption.Text, width - 4, options.MaxLines)).ToArray();
        foot = texts is null ? 0 : (texts.Max(lines => lines.Count) * LineHeight) + Margin;
        var (stepY, stepX) = (height + foot + options.Gap, width + options.Gap);

        using var scope = NewDisposeScope();
        var picture = zeros([(rows * stepY) - options.Gap, (columns * stepX) - options.Gap, 3], ScalarType.Byte);
        for (var i = 0; i < images.Count; i++)
        {
            using var tileScope = NewDisposeScope();
            var (top, left) = (i / columns * stepY, i % columns * stepX);
            var place = aten.narrow(aten.narrow(picture, 0, top, height), 1, left, width);
            place.copy_(Fit(ToPicture(images[i]), height, width));
            if (texts is not null)
            {
                Write(picture, texts[i], captions![i].Color ?? White, left, top + height);
            }
        }

        return picture.MoveToOuterDisposeScope();
    }

    /// <summary>Puts rows of images above each other, such as inputs above what a model made of them.</summary>
    /// <param name="rows">Rows of equally many images; see <see cref="Create"/>.</param>
    /// <param name="names">A caption for the images of each row; null for none.</param>
    /// <param name="options">The layout, whose number of columns is that of the rows.</param>
    /// <returns>uint8 H×W×3.</returns>
    /// <exception cref="UserErrorException">The rows differ in length or are empty.</exception>
    public static Tensor Stack(IReadOnlyList<IReadOnlyList<Tensor>> rows, IReadOnlyList<string>? names = null, GridOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0 || rows.Any(row => row.Count != rows[0].Count))
        {
            throw new UserErrorException($"rows of equally many images are needed, got rows of {string.Join(", ", rows.Select(row => row.Count))}");
        }

        return Create(
            [.. rows.SelectMany(row => row)],
            names is null ? null : [.. rows.SelectMany((row, i) => row.Select(_ => new Caption(names[i])))],
            (options ?? new()) with { Columns = rows[0].Count });
    }

    /// <summary>A picture of values that are already in the range 0 to 1, without stretching.</summary>
    /// <param name="image">H×W×C of a floating-point type with 1 or 3 channels; values outside of the range are clipped.</param>
    /// <returns>uint8 H×W×3.</returns>
    public static Tensor OfUnitRange(Tensor image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var scope = NewDisposeScope();
        var bytes = aten.round(aten.clamp(image.detach().cpu().to(ScalarType.Float32), 0, 1) * 255).to(ScalarType.Byte);
        return bytes.expand(bytes.shape[0], bytes.shape[1], 3).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Any image as a picture uint8 H×W×3 in the current dispose scope.</summary>
    internal static Tensor ToPicture(Tensor image) => image switch
    {
        { ndim: 3, dtype: ScalarType.Byte } when image.shape[2] == 3 => image.contiguous(),
        { ndim: 2 } => Displayable.Image(image.unsqueeze(2)),
        _ => Displayable.Image(image),
    };

    /// <summary>A picture in another size: shrinking averages, enlarging repeats pixels.</summary>
    internal static Tensor Fit(Tensor picture, long height, long width) =>
        picture.shape[0] == height && picture.shape[1] == width ? picture
        : ImageOps.Resize(picture, width, height, picture.shape[0] > height && picture.shape[1] > width ? Interpolation.Area : Interpolation.Nearest);

    /// <summary>The size in which images of a given size are shown.</summary>
    /// <exception cref="UserErrorException">The first image is none.</exception>
    internal static (int Height, int Width) TileSize(Tensor first, int rows, int columns, int foot, GridOptions options)
    {
        if (first.ndim is not (2 or 3))
        {
            throw new UserErrorException($"a picture needs an array H×W×C, got [{string.Join(", ", first.shape)}]");
        }

        double height = first.shape[0], width = first.shape[1];
        if (Math.Min(height, width) is > 0 and var shorter && shorter < options.MinTile)
        {
            var factor = Math.Ceiling(options.MinTile / shorter);
            (height, width) = (height * factor, width * factor);
        }

        var room = (X: ((double)options.MaxSize / columns) - options.Gap, Y: ((double)options.MaxSize / rows) - options.Gap - foot);
        var shrink = Math.Min(1, Math.Min(room.X / width, room.Y / height));
        return shrink < 1 ? ((int)Math.Max(8, height * shrink), (int)Math.Max(8, width * shrink)) : ((int)height, (int)width);
    }

    // Breaks behind commas; what still does not fit is cut off.
    private static List<string> Wrap(string text, int width, int most)
    {
        var lines = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            var current = "";
            foreach (var part in line.Split(", "))
            {
                var longer = current.Length == 0 ? part : $"{current}, {part}";
                if (current.Length > 0 && ImageDrawing.TextSize(longer, TextScale).Width > width)
                {
                    lines.Add(current + ",");
                    longer = part;
                }

                current = longer;
            }

            lines.Add(current);
        }

        if (lines.Count > most)
        {
            lines = [.. lines[..(most - 1)], lines[most - 1].TrimEnd(',') + ", .."];
        }

        return [.. lines.Select(line => ImageDrawing.Shorten(line, width, TextScale))];
    }

    private static void Write(Tensor picture, List<string> lines, IReadOnlyList<byte> color, int left, int top)
    {
        double[] values = [.. color.Select(part => (double)part)];
        for (var i = 0; i < lines.Count; i++)
        {
            ImageDrawing.Text(picture, lines[i], left + 2, top + ((i + 1) * LineHeight) - 3, values, TextScale);
        }
    }
}
