using System.Globalization;
using Thelper.Data.Statistics;
using Thelper.Draw;
using Thelper.Imaging;
using Thelper.Sessions;
using Thelper.Tasks;
using Thelper.Transforms;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Web.Viewing;

/// <summary>Makes the pictures of samples.</summary>
/// <param name="task">Says what the fields are.</param>
/// <param name="parameters">The parameters of the section <c>viz</c>.</param>
/// <param name="blobs">Keeps the pictures until the page asks for them.</param>
internal sealed class PaneMaker(Task task, VizParameters parameters, BlobStore blobs)
{
    // Larger images shrink: a screen shows no more, and browsers refuse much more.
    private const long LargestSide = 4096;

    /// <summary>The pictures of a sample: the model's input with its truth over it, then other images, such as the other of a pair.</summary>
    /// <param name="sample">The sample; tensors may be in the current dispose scope.</param>
    /// <param name="isRaw">Whether it is as it was read, before the transforms.</param>
    /// <param name="colors">In which order its colours come.</param>
    /// <param name="look">How it is shown.</param>
    /// <param name="title">The input's title; null for the field's name.</param>
    /// <param name="isWhole">Whether histograms and other images are wanted.</param>
    /// <param name="whole">Fields that are whole image files, and the paths of these; null for none.</param>
    public IReadOnlyList<Pane> Make(Sample sample, bool isRaw, ChannelOrder colors, LookOptions look, string? title = null, bool isWhole = true, IReadOnlyDictionary<string, string>? whole = null)
    {
        var panes = new List<Pane>();
        var copies = Copies(sample.GetValueOrDefault(task.InputKey));
        foreach (var (number, image) in copies.Index())
        {
            var truth = Copies(task.GtKey is { } key ? sample.GetValueOrDefault(key) : null, copies.Count).ElementAtOrDefault(number);
            var name = title ?? (copies.Count == 1 ? task.InputKey : string.Create(CultureInfo.InvariantCulture, $"{task.InputKey} {number + 1}"));
            panes.Add(Of(name, image, truth, sample, isRaw, colors, look, isWhole, whole?.GetValueOrDefault(task.InputKey)));
        }

        if (isWhole)
        {
            var twins = sample.Where(entry => entry.Key != task.InputKey && IsPicture(entry.Key, entry.Value));
            panes.AddRange(twins.Select(entry => Of(entry.Key, (Tensor)entry.Value!, null, sample, isRaw, colors, look, isWhole, whole?.GetValueOrDefault(entry.Key))));
        }

        return panes;
    }

    // An augmentation may have made several copies.
    private static IReadOnlyList<object?> Copies(object? value, int? count = null) => value switch
    {
        IReadOnlyList<object?> { Count: > 0 } list when count == null && list.All(SamplePicture.IsImage) => list,
        IReadOnlyList<object?> { Count: > 1 } list when list.Count == count => list,
        null => [],
        _ => [.. Enumerable.Repeat(value, count ?? 1)],
    };

    private bool IsPicture(string key, object? value) => value is Tensor image && SamplePicture.IsImage(image) && task.Fields.Of(key) is FieldKind.Twin or FieldKind.Image
        || (task is Regression and not Detection && key == task.GtKey && value is Tensor { ndim: 3 } map && SamplePicture.IsImage(map) && map.shape.Min() > 1);

    private Pane Of(string title, object? value, object? truth, Sample sample, bool isRaw, ChannelOrder colors, LookOptions look, bool isWhole, string? file)
    {
        if (value is not Tensor image || !SamplePicture.IsImage(image))
        {
            throw new UserErrorException($"the field '{title}' is no image: {(value is Tensor other ? $"numbers of the shape [{string.Join(", ", other.shape)}]" : PythonRepr.Of(value))}");
        }

        // What the section says is about what comes out of the loaders; files are read with the channels last.
        var options = new PictureOptions
        {
            ChannelsFirst = isRaw ? null : parameters.ChTranspose,
            IsBgr = parameters.FlipBgr ?? colors == ChannelOrder.Bgr,
            Channels = look.Channels,
            Range = look.Range,
        };
        var last = SamplePicture.ChannelsLast(image, options.ChannelsFirst);
        var (height, width, channels) = (last.shape[0], last.shape[1], last.shape[2]);
        options = options with { Channels = Fitting(look.Channels, channels) };
        var (legend, layer) = LayerOf(truth, sample, height, width, look);
        var shrink = Math.Max(1, Math.Max(height, width) / (double)LargestSide);
        var (shownHeight, shownWidth) = ((long)Math.Max(1, height / shrink), (long)Math.Max(1, width / shrink));
        var number = shrink == 1 && file is not null && look.IsPlain && options.IsBgr && last.dtype == ScalarType.Byte && channels == 3 ? AsItIs(file) : null;
        if (number is null)
        {
            var picture = SamplePicture.Create(image, options);
            number = blobs.Add(Png.Encode(shrink == 1 ? picture : ImageOps.Resize(picture, shownWidth, shownHeight, Interpolation.Area)));
        }

        if (shrink > 1)
        {
            layer = layer is null || layer.shape[0] <= shownHeight ? layer : ImageOps.Resize(layer, shownWidth, shownHeight, Interpolation.Nearest);
        }

        return new(
            title, width, height, channels, shownWidth, shownHeight, number.Value, layer is null ? null : blobs.Add(Png.Encode(layer)),
            legend, BoxesOf(truth), PointsOf(sample), isWhole ? PixelHistogram.Of(last) : null);
    }

    // A browser decodes an ordinary JPEG to the same picture: nothing has to be packed again. What profiles say browsers follow, and data sets do not.
    private int? AsItIs(string file)
    {
        try
        {
            var bytes = InputFile.ReadAllBytes(file);
            return ImageCodec.IsOrdinaryJpeg(bytes) && bytes.AsSpan().IndexOf("ICC_PROFILE"u8) < 0 ? blobs.Add(bytes, "image/jpeg") : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    // A page that shows channels 5, 3, 1 of one field may come to one with fewer.
    private static IReadOnlyList<int>? Fitting(IReadOnlyList<int>? channels, long count) => channels?.All(channel => channel < count) == true ? channels : null;

    private (IReadOnlyList<PaneValue> Legend, Tensor? Layer) LayerOf(object? truth, Sample sample, long height, long width, LookOptions look)
    {
        switch (task)
        {
            case Segmentation segmentation when truth is Tensor labels && !labels.is_floating_point():
                var counts = LabelLayer.Count(segmentation, labels);
                var hidden = look.Hidden ?? Black(counts);
                return ([.. counts.Select(count => new PaneValue(
                    count.Value.ToString(CultureInfo.InvariantCulture), count.Name, Palette.Html(count.Color), count.Pixels, hidden.Contains(count.Value)))], LabelLayer.Paint(segmentation, labels, hidden));
            case Detection detection:
                return ([], LabelLayer.PaintMasks(detection, Boxes(truth), (int)height, (int)width));
            case Regression and not SuperResolution when truth is Tensor map && IsMap(map):
                return ([], LabelLayer.PaintHeat(map));
            default:
                var heat = sample.FirstOrDefault(entry => task.Fields.Of(entry.Key) == FieldKind.HeatMap && entry.Value is Tensor found && IsMap(found)).Value as Tensor;
                return ([], heat is null ? null : LabelLayer.PaintHeat(heat));
        }
    }

    /// <summary>The values whose colour is black: they are not painted unless somebody asks.</summary>
    /// <param name="counts">The values of a label map.</param>
    public static IReadOnlySet<long> Black(IEnumerable<LabelCount> counts) => counts.Where(count => count.Color.All(part => part == 0)).Select(count => count.Value).ToHashSet();

    private static bool IsMap(Tensor map) => (map.ndim == 2 || (map.ndim == 3 && map.shape[0] == 1)) && map.shape[^1] > 1 && map.shape[^2] > 1;

    private static IReadOnlyList<BoundingBox> Boxes(object? truth) => truth is IReadOnlyList<object?> list ? [.. list.OfType<BoundingBox>()] : [];

    private IReadOnlyList<PaneBox> BoxesOf(object? truth) => task is not Detection detection ? [] :
    [
        .. Boxes(truth).Select(box => BoxMark.Of(detection, box)).Where(mark => mark.Confidence is not { } confidence || confidence >= parameters.MinConfidence)
            .Select(mark => new PaneBox([mark.Left, mark.Top, mark.Right, mark.Bottom], mark.Name, Palette.Html(mark.Color), mark.Confidence, [.. mark.Points.Select(point => new[] { point.X, point.Y })])),
    ];

    private List<double[]> PointsOf(Sample sample)
    {
        var points = new List<double[]>();
        foreach (var (_, value) in sample.Where(entry => task.Fields.Of(entry.Key) == FieldKind.Points))
        {
            if (value is Tensor { ndim: 2 } list && list.shape[1] is 2 or 3)
            {
                var numbers = ((Tensor)value).detach().cpu().to(ScalarType.Float64).contiguous();
                var width = (int)numbers.shape[1];
                var span = numbers.DataSpan<double>();
                for (var i = 0; i < span.Length; i += width)
                {
                    if (width == 2 || span[i + 2] > 0)
                    {
                        points.Add([span[i], span[i + 1]]);
                    }
                }
            }
        }

        return points;
    }
}
