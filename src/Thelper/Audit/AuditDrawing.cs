using Thelper.Draw;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Audit;

/// <summary>Draws a sample before and behind the steps that moved it: yellow is what the labels say, blue where the marks were found.</summary>
internal static class AuditDrawing
{
    private const int MostTiles = 6;
    private const int Side = 256;
    private static readonly double[] Label = [255, 210, 0];
    private static readonly double[] Mark = [0, 150, 255];

    /// <summary>Draws.</summary>
    /// <param name="audit">What was found.</param>
    /// <param name="samples">The sample before each step and at the end.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="fields">What the fields are.</param>
    /// <param name="order">The order of colours at the beginning.</param>
    /// <returns>uint8 H×W×3, red, green, blue; null where the sample has no image.</returns>
    public static torch.Tensor? Create(SampleAudit audit, IReadOnlyList<Sample> samples, IReadOnlyList<PipelineStep> steps, SampleFields fields, ChannelOrder order)
    {
        using var scope = torch.NewDisposeScope();
        var (tiles, captions, rows) = (new List<torch.Tensor>(), new List<Caption>(), 1);
        void Add(Sample sample, StepFinding? step, string name)
        {
            if (Tile(sample, step, fields, order) is var (tile, height))
            {
                rows = Math.Max(rows, height);
                tiles.Add(tile);
                captions.Add(new(name, step?.IsOff == true ? [255, 120, 120] : null));
            }
        }

        Add(samples[0], null, "before");
        for (var i = 0; i < steps.Count; i++)
        {
            order = ChannelOrders.After(steps[i].Stage, fields.ImageKey, order);
            var step = audit.Steps[i];
            if (i == steps.Count - 1 || (!step.DidNothing && (step.IsOff || step.Moved > 0.5) && tiles.Count < MostTiles - 1))
            {
                var worst = step.Single.SelectMany(part => part.Readings).Max(reading => reading.Drift);
                var name = step.Name[(step.Name.LastIndexOf('.') + 1)..];
                Add(samples[i + 1], step, worst is { } off ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}\noff by {off:0.0}") : name);
            }
        }

        if (tiles.Count == 0)
        {
            return null;
        }

        // Wide images leave the lower part of their squares empty.
        var shown = tiles.ConvertAll(tile => tile.narrow(0, 0, rows).contiguous());
        return ImageGrid.Create(shown, captions, GridOptions.Readable with { Columns = tiles.Count, MinTile = 0 }).MoveToOuterDisposeScope();
    }

    private static (torch.Tensor Tile, int Height)? Tile(Sample sample, StepFinding? step, SampleFields fields, ChannelOrder order)
    {
        if (ImagePlanes.Of(Probe.First(sample.GetValueOrDefault(fields.ImageKey))) is not { } planes)
        {
            return null;
        }

        var values = planes.Planes.permute(1, 2, 0);
        var bytes = Probe.First(sample[fields.ImageKey]) is torch.Tensor { dtype: torch.ScalarType.Byte };
        var picture = bytes && planes.Channels is 1 or 3 ? values.to(torch.ScalarType.Byte).expand(planes.Height, planes.Width, 3).contiguous() : planes.Planes.min().ToDouble() >= 0 && planes.Planes.max().ToDouble() <= 1 && planes.Channels is 1 or 3 ? ImageGrid.OfUnitRange(values) : Displayable.Image(values);
        picture = order == ChannelOrder.Bgr && planes.Channels == 3 ? Displayable.SwapRedAndBlue(picture) : picture;
        // Drawn large enough to be seen, in the image's own shape on a square.
        var factor = (double)Side / Math.Max(planes.Height, planes.Width);
        var (height, width) = (Math.Max(1, (int)(planes.Height * factor)), Math.Max(1, (int)(planes.Width * factor)));
        var tile = torch.zeros([Side, Side, 3], torch.ScalarType.Byte);
        tile.narrow(0, 0, height).narrow(1, 0, width).copy_(ImageGrid.Fit(picture, height, width));
        foreach (var key in fields.Moving.Where(sample.ContainsKey))
        {
            switch (fields.Of(key))
            {
                case FieldKind.Boxes:
                    foreach (var box in BoxGauge.Boxes(sample[key]) ?? [])
                    {
                        Rectangle(tile, MovedFields.Edges(box), factor, Label, 2);
                    }

                    break;
                case FieldKind.LabelMap when MapGauge.Labels(sample[key]) is { } labels && labels.Length == planes.Height * planes.Width:
                    Outline(tile, labels, planes.Width, factor, Label, 0);
                    break;
                case FieldKind.Points when Probe.First(sample[key]) is torch.Tensor points:
                    foreach (var point in PointGauge.Read(points).OfType<(double X, double Y)>())
                    {
                        ImageDrawing.FillCircle(tile, (int)(point.X * factor), (int)(point.Y * factor), 4, Label);
                    }

                    break;
            }
        }

        foreach (var reading in step?.Readings ?? [])
        {
            if (reading.Found is { } found)
            {
                if (reading.Kind == "point")
                {
                    ImageDrawing.FillCircle(tile, (int)(found.Left * factor), (int)(found.Top * factor), 2, Mark);
                }
                else
                {
                    Rectangle(tile, found, factor, Mark, 1);
                }
            }

            if (reading.Area is { } area && area.Length == planes.Height * planes.Width)
            {
                Outline(tile, Array.ConvertAll(area, inside => inside ? 1L : 0), planes.Width, factor, Mark, 1);
            }
        }

        return (tile, height);
    }

    private static void Rectangle(torch.Tensor tile, BoxEdges box, double factor, double[] color, int thickness) => ImageDrawing.Rectangle(
        tile, (int)(box.Left * factor), (int)(box.Top * factor), (int)Math.Ceiling(box.Right * factor) - 1, (int)Math.Ceiling(box.Bottom * factor) - 1, color, thickness);

    // Lines between pixels of different labels; those of the marks lie beside those of the labels.
    private static void Outline(torch.Tensor tile, long[] labels, int width, double factor, double[] color, int aside)
    {
        var height = labels.Length / width;
        for (var i = 0; i < labels.Length; i++)
        {
            var (x, y) = (i % width, i / width);
            var (left, top, right, bottom) = ((int)(x * factor) + aside, (int)(y * factor) + aside, (int)((x + 1) * factor) + aside, (int)((y + 1) * factor) + aside);
            if (x + 1 < width && labels[i] != labels[i + 1])
            {
                ImageDrawing.Line(tile, right, top, right, bottom, color);
            }

            if (y + 1 < height && labels[i] != labels[i + width])
            {
                ImageDrawing.Line(tile, left, bottom, right, bottom, color);
            }
        }
    }
}
