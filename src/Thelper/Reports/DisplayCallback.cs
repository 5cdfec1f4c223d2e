using Microsoft.Extensions.Logging;
using Thelper.Draw;
using Thelper.Imaging;
using Thelper.Imaging.Plots;
using Thelper.Logging;
using Thelper.Metrics;
using Thelper.Metrics.Outputs;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Reports;

/// <summary>Draws predictions beside the truth, for the key <c>display</c> of a trainer.</summary>
/// <remarks>
/// There is no window: the picture of the first batch of each pass is written to the set's folder and to TensorBoard, like a chart.
/// With <c>save</c>, every sample is drawn besides, to a file with the name of its image.
/// </remarks>
[TypeName(Name, "thelper.train.utils._draw_wrapper")]
public sealed class DisplayCallback : IConsumer
{
    /// <summary>The name for configurations.</summary>
    public const string Name = "thelper.draw.draw";

    private const string PathKey = "path";
    private readonly bool save;
    private readonly DrawOptions options;
    private readonly ILogger? logger;
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private PlotImage? picture;
    private bool warned;

    /// <summary>Creates the consumer.</summary>
    /// <param name="save">Whether every sample is drawn to a file of its own; samples need the key <c>path</c>.</param>
    /// <param name="chTranspose">Whether inputs come with the channels first, as models take them.</param>
    /// <param name="flipBgr">Whether the channels of inputs are blue, green, red; what the data set says unless given.</param>
    /// <param name="maxImages">The most samples in one picture; null for 36 images with captions, or 8 in rows of images.</param>
    /// <param name="gridSizeX">Images side by side, where they are not in rows of their own; null for a square.</param>
    /// <param name="minConfidence">Detections below this confidence are not drawn, in [0, 1].</param>
    /// <param name="boxThickness">Width of the outlines of boxes, in pixels.</param>
    /// <param name="fontThickness">Width of the strokes of boxes' labels, in pixels.</param>
    /// <param name="fontScale">Size of boxes' labels.</param>
    /// <param name="targetClass">The one class of a segmentation to show.</param>
    /// <param name="targetThreshold">The probability from which a pixel counts to it, in ]0, 1[.</param>
    /// <param name="logger">Receives warnings.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public DisplayCallback(
        bool save = false,
        bool chTranspose = true,
        bool? flipBgr = null,
        int? maxImages = null,
        int? gridSizeX = null,
        double minConfidence = 0.5,
        int boxThickness = 2,
        int fontThickness = 1,
        double fontScale = 0.4,
        string? targetClass = null,
        double? targetThreshold = null,
        ILogger? logger = null)
    {
        if (gridSizeX < 1)
        {
            throw new UserErrorException($"grid_size_x must be a positive number of images, not {gridSizeX}");
        }

        this.save = save;
        this.logger = logger;
        options = new DrawOptions
        {
            ChTranspose = chTranspose,
            FlipBgr = flipBgr,
            MaxImages = maxImages,
            MinConfidence = minConfidence,
            BoxThickness = boxThickness,
            FontThickness = fontThickness,
            FontScale = fontScale,
            TargetClass = targetClass,
            TargetThreshold = targetThreshold,
            Grid = GridOptions.Readable with { Columns = gridSizeX },
        };
        options.Check();
    }

    /// <inheritdoc/>
    public void CheckTask(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (options.TargetClass is { } name)
        {
            Arguments.IndexOfClass(name, task is Tasks.Segmentation segmentation
                ? segmentation.ClassNames
                : throw new UserErrorException($"target_class is for segmentation, the task is {task.TypeName}"));
        }
    }

    /// <inheritdoc/>
    public void Update(IterationData iteration)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        if (!TaskDrawing.Knows(iteration.Task))
        {
            Arguments.WarnOnce(logger, ref warned, $"tasks of the type {iteration.Task.TypeName} have nothing to draw but their inputs");
        }

        if (iteration.IterationIndex == 0)
        {
            using var scope = NewDisposeScope();
            picture = PlotImage.Of(TaskDrawing.Create(iteration, options));
        }

        if (save)
        {
            SaveSamples(iteration);
        }
    }

    /// <inheritdoc/>
    public void Reset() => picture = null;

    /// <inheritdoc/>
    public IEnumerable<ConsumerOutput> Outputs()
    {
        // A picture is written once; the next pass draws another.
        var drawn = picture;
        picture = null;
        return drawn is null ? [] : [new PictureFile(drawn)];
    }

    private void SaveSamples(IterationData iteration)
    {
        if (!iteration.Sample.TryGetValue(PathKey, out var value) || value is not IReadOnlyList<object?> paths || !paths.All(path => path is string))
        {
            throw new UserErrorException($"display: saving pictures needs samples with the path of their image under the key '{PathKey}'{NearestName.Hint(PathKey, iteration.Sample.Keys)}");
        }

        Directory.CreateDirectory(iteration.OutputPath);
        for (var i = 0; i < paths.Count; i++)
        {
            using var scope = NewDisposeScope();
            var drawn = TaskDrawing.Create(iteration.Only(i), options);
            ImageCodec.Save(Path.Combine(iteration.OutputPath, FileOf((string)paths[i]!)), ImageOps.ConvertColor(drawn, ColorConversion.BgrToRgb));
        }
    }

    // Images in different folders may have the same name: as many of the folders go before it as tell it from the others. The next epoch's picture takes the same place.
    private string FileOf(string path)
    {
        if (names.TryGetValue(path, out var known))
        {
            return known;
        }

        var (name, folder) = (Path.GetFileName(path), Path.GetDirectoryName(path));
        for (var number = 2; !taken.Add(name); folder = Path.GetDirectoryName(folder))
        {
            name = Path.GetFileName(folder) is { } parent and not ("" or "." or "..") ? $"{parent}_{name}" : FormattableString.Invariant($"{number++}_{name}");
        }

        names.Add(path, name);
        return name;
    }
}
