using System.Globalization;
using Thelper.Draw;
using Thelper.Imaging;
using Thelper.Logging;
using Thelper.Sessions;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Transforms;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Web.Viewing;

/// <summary>Pictures of many samples: rows as they were read, each above a row of the same as the model gets them.</summary>
internal static class SampleSheets
{
    private const double Opacity = 0.5;

    /// <summary>Writes pictures of every set.</summary>
    /// <param name="view">The data.</param>
    /// <param name="folder">The folder, which is made if it is not there.</param>
    /// <param name="count">How many samples of each set, spread over it.</param>
    /// <param name="epoch">The epoch whose draws they meet.</param>
    /// <param name="stop">The user's wish to stop.</param>
    /// <returns>The files, each when it is written: <c>SET-0001.png</c> and so on.</returns>
    /// <exception cref="UserErrorException">A sample cannot be loaded.</exception>
    public static IEnumerable<string> Write(DataView view, string folder, int count, int epoch, StopRequest stop)
    {
        Directory.CreateDirectory(folder);
        var options = view.Options.Parameters.ToDrawOptions();
        foreach (var set in view.Sets)
        {
            var all = Enumerable.Range(0, Math.Min(count, set.Count)).Select(i => (int)((long)i * (set.Count - 1) / Math.Max(1, Math.Min(count, set.Count) - 1))).Distinct().ToArray();
            foreach (var (sheet, positions) in all.Chunk(options.MaxImages!.Value).Index())
            {
                stop.ThrowIfRequested();
                var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{set.Name}-{sheet + 1:D4}.png"));
                using var scope = NewDisposeScope();
                using var none = no_grad();
                File.WriteAllBytes(path, Png.Encode(Sheet(view, set, positions, epoch, options)));
                yield return path;
            }
        }
    }

    private static Tensor Sheet(DataView view, ViewedSet set, int[] positions, int epoch, DrawOptions options)
    {
        var columns = options.Grid.Columns ?? (int)Math.Ceiling(Math.Sqrt(positions.Length));
        var (tiles, captions) = (new List<Tensor>(), new List<Caption>());
        foreach (var row in positions.Chunk(columns))
        {
            foreach (var isRaw in new[] { true, false })
            {
                for (var i = 0; i < columns; i++)
                {
                    if (i >= row.Length)
                    {
                        tiles.Add(zeros([8, 8, 3], ScalarType.Byte));
                        captions.Add("");
                        continue;
                    }

                    using var sample = isRaw ? set.LoadRaw(row[i]) : set.Load(row[i], epoch);
                    tiles.Add(Tile(view.Task, sample, isRaw, isRaw ? set.RawColors : set.Colors, view.Options.Parameters, options));
                    captions.Add(string.Create(CultureInfo.InvariantCulture, $"{row[i]}{(isRaw ? "" : " used")}{Label(view.Task, sample)}"));
                }
            }
        }

        return ImageGrid.Create(tiles, captions, options.Grid with { Columns = columns });
    }

    private static Tensor Tile(Task task, Sample sample, bool isRaw, ChannelOrder colors, VizParameters parameters, DrawOptions options)
    {
        var image = sample.GetValueOrDefault(task.InputKey) is IReadOnlyList<object?> copies ? copies[0] : sample.GetValueOrDefault(task.InputKey);
        if (image is not Tensor pixels || !SamplePicture.IsImage(pixels))
        {
            throw new UserErrorException($"the field '{task.InputKey}' is no image; there is nothing to draw");
        }

        var picture = SamplePicture.Create(pixels, new() { ChannelsFirst = isRaw ? null : parameters.ChTranspose, IsBgr = parameters.FlipBgr ?? colors == ChannelOrder.Bgr });
        var truth = task.GtKey is { } key ? sample.GetValueOrDefault(key) : null;
        return task switch
        {
            Segmentation segmentation when truth is Tensor labels && !labels.is_floating_point() => Blend(picture, LabelLayer.Paint(segmentation, labels, PaneMaker.Black(LabelLayer.Count(segmentation, labels)))),
            Detection detection when truth is IReadOnlyList<object?> boxes => WithBoxes(picture, detection, [.. boxes.OfType<BoundingBox>()], options),
            SuperResolution when truth is Tensor twin && SamplePicture.IsImage(twin) => Pair(picture, SamplePicture.Create(twin, new() { ChannelsFirst = isRaw ? null : parameters.ChTranspose, IsBgr = parameters.FlipBgr ?? colors == ChannelOrder.Bgr })),
            _ => picture,
        };
    }

    private static Tensor Blend(Tensor picture, Tensor layer)
    {
        var fitted = layer.shape[0] == picture.shape[0] && layer.shape[1] == picture.shape[1] ? layer : ImageOps.Resize(layer, picture.shape[1], picture.shape[0], Interpolation.Nearest);
        var weight = aten.narrow(fitted, 2, 3, 1).to(ScalarType.Float32) * (Opacity / 255);
        return aten.round((picture.to(ScalarType.Float32) * (1 - weight)) + (aten.narrow(fitted, 2, 0, 3).to(ScalarType.Float32) * weight)).to(ScalarType.Byte);
    }

    private static Tensor WithBoxes(Tensor picture, Detection task, IReadOnlyList<BoundingBox> boxes, DrawOptions options)
    {
        var drawn = picture.clone();
        DetectionDrawing.DrawBoxes(drawn, boxes, task, options);
        return drawn;
    }

    private static Tensor Pair(Tensor low, Tensor high) => cat([low.shape[0] == high.shape[0] ? low : ImageOps.Resize(low, low.shape[1] * high.shape[0] / low.shape[0], high.shape[0], Interpolation.Nearest), high], 1);

    private static string Label(Task task, Sample sample) => task is Classification classification && sample.GetValueOrDefault(classification.LabelKey) is { } label
        ? "\n" + string.Join(", ", new ClassReader(task).OfLabel(label).Indices.Select(index => classification.ClassNames[index]))
        : "";
}
