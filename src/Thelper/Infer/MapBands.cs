using Thelper.Draw;
using Thelper.Imaging;
using Thelper.Infer.Tiling;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>Takes the label map of a picture row by row: counts the classes, and writes the map and the picture with its colours as they come.</summary>
internal sealed class MapBands : IBandSink, ILabelSink
{
    private readonly Segmentation task;
    private readonly LabelColors colors;
    private readonly Tensor? image;
    private readonly PngWriter? map;
    private readonly PngWriter? picture;
    private readonly long[] counts;
    private readonly ushort[] labels;
    private readonly int width;

    /// <summary>Begins a map.</summary>
    /// <param name="task">The task.</param>
    /// <param name="width">Width of the map.</param>
    /// <param name="height">Its height.</param>
    /// <param name="map">Gets the labels; null for nobody.</param>
    /// <param name="picture">Gets the picture with the colours of the labels; null for nobody.</param>
    /// <param name="image">The picture, uint8 height x width x 3, blue, green, red; null where it is not drawn.</param>
    /// <param name="keeps">Whether the map is kept.</param>
    public MapBands(Segmentation task, int width, int height, PngWriter? map, PngWriter? picture, Tensor? image, bool keeps)
    {
        (this.task, this.width, this.map, this.picture, this.image) = (task, width, map, picture, image);
        colors = SegmentDrawing.ColorsOf(task);
        counts = new long[task.ClassNames.Count];
        labels = keeps ? new ushort[checked(width * height)] : [];
    }

    /// <summary>The format in which label maps of a task are written: a palette of its colours, or 16-bit numbers where there are more classes than a palette holds.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="task">The task.</param>
    /// <param name="width">Width of the map.</param>
    /// <param name="height">Its height.</param>
    public static PngWriter WriterOf(Stream stream, Segmentation task, int width, int height)
    {
        var colors = SegmentDrawing.ColorsOf(task);
        return task.ClassNames.Count > 1 + byte.MaxValue
            ? new(stream, width, height, PngFormat.Gray16, software: ResultMark.Software)
            : new(stream, width, height, PngFormat.Palette, [.. Enumerable.Range(0, task.ClassNames.Count).SelectMany(label => colors.Of(label))], ResultMark.Software);
    }

    /// <summary>Takes the shares (or scores) of the classes; the greatest counts.</summary>
    /// <inheritdoc/>
    public void Write(Tensor band, int top)
    {
        using var scope = NewDisposeScope();
        Add(band.argmax(0), top);
    }

    /// <inheritdoc/>
    public void WriteLabels(Tensor rows, int top) => Add(rows, top);

    /// <summary>Takes rows of labels.</summary>
    /// <param name="rows">int32 or int64 rows x width, on the CPU.</param>
    /// <param name="top">The first of these rows.</param>
    public void Add(Tensor rows, int top)
    {
        using var scope = NewDisposeScope();
        var found = aten.bincount(rows.reshape(-1), null, counts.Length).DataSpan<long>();
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] += found[i];
        }

        if (map is not null)
        {
            map.Write(counts.Length > 1 + byte.MaxValue ? stack([rows / 256, rows % 256], 2).to(ScalarType.Byte).contiguous().DataSpan<byte>() : rows.to(ScalarType.Byte).contiguous().DataSpan<byte>());
        }

        if (picture is not null)
        {
            // The greys of a photograph: those of a band alone would jump at its edge.
            var part = image!.narrow(0, top, rows.shape[0]).contiguous();
            var grey = ImageOps.ConvertColor(part, ColorConversion.BgrToGray).view(rows.shape[0], width, 1);
            picture.Write(SegmentDrawing.Blend(grey, colors.Paint(rows)).contiguous().DataSpan<byte>());
        }

        if (labels.Length > 0)
        {
            var values = rows.to(ScalarType.Int32).contiguous().DataSpan<int>();
            for (var i = 0; i < values.Length; i++)
            {
                labels[(top * width) + i] = (ushort)values[i];
            }
        }
    }

    /// <summary>What formats write.</summary>
    /// <param name="pictureWidth">Width of the picture.</param>
    /// <param name="pictureHeight">Its height.</param>
    /// <param name="height">Height of the map.</param>
    public MapSummary Summary(int pictureWidth, int pictureHeight, int height) => new(pictureWidth, pictureHeight, width, height, counts, labels);
}
