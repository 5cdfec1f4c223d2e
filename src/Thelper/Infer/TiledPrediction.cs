using Thelper.Infer.Tiling;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Train;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Infer;

/// <summary>Predicts on pictures window by window. A window goes through the transforms as a picture of its own.</summary>
internal sealed class TiledPrediction
{
    private readonly Task task;
    private readonly InputPipeline pipeline;
    private readonly OutcomeReader reader;
    private readonly Forward forward;
    private readonly int batchSize;

    /// <summary>Checks that the task is one of pixels or boxes, and that the transforms leave them where they are.</summary>
    /// <exception cref="UserErrorException">Windows suit neither.</exception>
    public TiledPrediction(Task task, InputPipeline pipeline, OutcomeReader reader, Forward forward, TileOptions options, int batchSize)
    {
        options.Check();
        if (task is not (Segmentation or Regression))
        {
            throw new UserErrorException($"--tile: windows are for pixels, boxes and restored images; a picture of the task {task.GetType().Name} is one whole.");
        }

        if (!pipeline.FillsView)
        {
            throw new UserErrorException("--tile: the transforms cut off, add or move something, so nothing says where in a window its answer belongs; name transforms that do not (--transforms PATH).");
        }

        if (batchSize < 1)
        {
            throw new UserErrorException($"windows that go through the model at once must be at least 1, not {batchSize}");
        }

        (this.task, this.pipeline, this.reader, this.forward, Options, this.batchSize) = (task, pipeline, reader, forward, options, batchSize);
    }

    /// <summary>Looks at answers; null for nobody.</summary>
    public NanWatch? Watch { get; init; }

    /// <summary>The windows.</summary>
    public TileOptions Options { get; }

    /// <summary>Predicts; all of the result is in memory.</summary>
    /// <param name="picture">The picture.</param>
    public Prediction Predict(IWindowSource picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (task is Detection)
        {
            return Detect(picture, null);
        }

        if (task is Segmentation)
        {
            var labels = new CollectedLabels(picture.Width, picture.Height);
            Run(picture, labels, null);
            return new MapPrediction(picture.Width, picture.Height, picture.Width, picture.Height, labels.Labels);
        }

        using var image = new CollectedBands();
        Run(picture, image, null);
        return image.Result(picture.Width, picture.Height);
    }

    /// <summary>Predicts on pixels, and hands on the result as it comes.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="result">Gets the result.</param>
    /// <param name="advance">Told the number of windows that are done with.</param>
    /// <param name="strip">The part of the picture that is wanted; null for all of it.</param>
    public void Run(IWindowSource picture, IBandSink result, Action<int>? advance, TileStrip? strip = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (task is Detection)
        {
            throw new UserErrorException("boxes are no pixels: their picture has one result, not one for each row");
        }

        using var none = no_grad();
        var merges = Options.Blend != WindowBlend.None;
        var isShared = picture is TensorWindows { Type: ScalarType.Byte } pixels && pipeline.TableOf(Options.Size, Options.Size, pixels.Channels, picture.IsPicture) is not null;
        WindowSlider.Run(
            picture, new(picture.Width, picture.Height, Options), batchSize, windows => [pipeline.Batch(windows, picture.IsPicture)], inputs => Values(inputs[0], merges), result, advance, strip, isShared);
    }

    /// <summary>Finds objects.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="advance">Told the number of windows that are done with.</param>
    public BoxPrediction Detect(IWindowSource picture, Action<int>? advance)
    {
        ArgumentNullException.ThrowIfNull(picture);
        using var none = no_grad();
        return reader.Boxes(
            picture.Width, picture.Height, WindowSlider.Detect(picture, new(picture.Width, picture.Height, Options), batchSize, windows => Boxes(windows, picture.IsPicture), advance));
    }

    /// <summary>Finds objects, and hands on what each window says.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="found">Told of each batch: its windows, and the boxes in them, in pixels of the picture.</param>
    /// <param name="strip">The part of the picture that is wanted; null for all of it.</param>
    public void Find(IWindowSource picture, Action<IReadOnlyList<int>, IReadOnlyList<(int Window, ScoredBox Box)>> found, TileStrip? strip)
    {
        ArgumentNullException.ThrowIfNull(picture);
        using var none = no_grad();
        WindowSlider.Find(picture, new(picture.Width, picture.Height, Options), batchSize, windows => Boxes(windows, picture.IsPicture), found, strip);
    }

    private Tensor Values(Tensor batch, bool merges)
    {
        var said = Ask(batch, merges);
        Watch?.Look(said);
        var answer = said.Values!;
        if (task is Segmentation classes)
        {
            OutcomeReader.CheckClasses(answer, classes);
        }

        // Where the transforms resize, labels are found in the window's own pixels.
        return task is Segmentation && (answer.shape[2] != Options.Size || answer.shape[3] != Options.Size)
            ? nn.functional.interpolate(answer, size: [Options.Size, Options.Size], mode: InterpolationMode.Bilinear, align_corners: false)
            : answer;
    }

    private Answer Ask(Tensor batch, bool merges)
    {
        try
        {
            return forward.Run(batch, merges);
        }
        catch (UserErrorException error) when (error is not UnfitModelException)
        {
            if (OtherSize(batch, merges) is { } side)
            {
                throw new UnfitModelException($"--tile {Options.Size}: the model takes no windows of this size, and takes those of {side}; say --tile {side}. It says: {error.Message}");
            }

            throw;
        }
    }

    // Whether it is the size that the model does not take: networks that halve it several times want one that is divisible. Null where it is not.
    private int? OtherSize(Tensor batch, bool merges)
    {
        var side = (Options.Size + View.UsualStep - 1) / View.UsualStep * View.UsualStep;
        if (side == Options.Size || batch.dim() != 4 || batch.shape[2] != Options.Size || batch.shape[3] != Options.Size)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        try
        {
            _ = forward.Run(zeros([1, batch.shape[1], side, side]), merges);
        }
        catch (UserErrorException)
        {
            return null;
        }

        // An empty window of the size that was asked for fails, too; else it is the picture.
        try
        {
            _ = forward.Run(zeros([1, batch.shape[1], Options.Size, Options.Size]), merges);
            return null;
        }
        catch (UserErrorException)
        {
            return side;
        }
    }

    private IReadOnlyList<IReadOnlyList<ScoredBox>> Boxes(IReadOnlyList<Tensor> windows, bool arePictures)
    {
        var batch = pipeline.Batch(windows, arePictures);
        var (height, width) = ((int)windows[0].shape[0], (int)windows[0].shape[1]);
        var (x, y) = (width / (double)batch.shape[^1], height / (double)batch.shape[^2]);
        var said = Ask(batch, merges: false);
        Watch?.Look(said);
        return [.. said.Boxes!.Select(list => list.Select(InWindow).ToList())];

        ScoredBox InWindow(ScoredBox box) => box with
        {
            Left = box.Left * x,
            Top = box.Top * y,
            Right = box.Right * x,
            Bottom = box.Bottom * y,
            Shape = ShapeParts.Scaled(box.Shape, x, y, (height, width)),
        };
    }

    private sealed class CollectedLabels(int width, int height) : IBandSink, ILabelSink, IBriefSink
    {
        private readonly int[] labels = new int[checked(width * height)];

        public ReadOnlyMemory<int> Labels => labels;

        public void Write(Tensor band, int top)
        {
            using var scope = NewDisposeScope();
            WriteLabels(band.argmax(0).to(ScalarType.Int32), top);
        }

        public void WriteLabels(Tensor rows, int top) => rows.DataSpan<int>().CopyTo(labels.AsSpan(top * width));
    }

    private sealed class CollectedBands : IBandSink, IBriefSink, IDisposable
    {
        private readonly List<Tensor> bands = [];

        public void Write(Tensor band, int top) => bands.Add(band.clone(MemoryFormat.Contiguous).DetachFromDisposeScope());

        public ValuePrediction Result(int width, int height)
        {
            using var scope = NewDisposeScope();
            var image = cat([.. bands], 1);
            return new(width, height, image.shape, image.DataSpan<float>().ToArray());
        }

        public void Dispose() => bands.ForEach(band => band.Dispose());
    }
}
