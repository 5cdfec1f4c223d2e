using Thelper.Imaging;
using Thelper.Infer.Tiling;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>Writes what comes out: a line or more in the format's document, and the files beside it.</summary>
internal sealed class PredictionWriter
{
    private readonly PredictionOptions options;
    private readonly Predictor predictor;
    private readonly PredictionFormat format;
    private readonly OutputFolder? maps;
    private readonly OutputFolder? pictures;
    private readonly OutputFolder? restored;

    /// <summary>Begins the document.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="options">Checked options.</param>
    /// <param name="predictor">The model.</param>
    /// <param name="folders">Folders of the pictures, as far as they are known; null for none.</param>
    /// <param name="streams">Whether names of other pictures come while files are written.</param>
    public PredictionWriter(TextWriter output, PredictionOptions options, Predictor predictor, IReadOnlyCollection<string>? folders = null, bool streams = false)
    {
        (this.options, this.predictor) = (options, predictor);
        format = PredictionFormat.Create(output, options, predictor.Task);
        (maps, pictures, restored) = (FolderOf(options.Maps), FolderOf(options.Pictures), FolderOf(options.Restored));

        OutputFolder? FolderOf(string? folder) => folder is null ? null : new(folder, folders, streams);
    }

    /// <summary>Whether predictions are drawn on pictures, which are then needed whole.</summary>
    public bool Draws => pictures is not null;

    /// <summary>Writes a prediction.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="prediction">What was predicted.</param>
    /// <exception cref="UnusablePictureException">The picture is a file that was written here; or, read again to draw on it, gone or another one by now. Nothing was written.</exception>
    /// <exception cref="UserErrorException">A file cannot be written.</exception>
    public void Write(string path, Prediction prediction)
    {
        RequireForeign(path);
        using var scope = NewDisposeScope();
        var image = Draws ? ReadAgain(path, prediction) : null;
        if (prediction is MapPrediction map)
        {
            var labels = tensor(map.Labels.ToArray(), [map.MapHeight, map.MapWidth]).to(ScalarType.Int64);
            WriteMap(path, prediction, (map.MapWidth, map.MapHeight), image, WriteRestored(path, prediction), bands => bands.Add(labels, 0));
            return;
        }

        format.Write(path, prediction, new(Restored: WriteRestored(path, prediction), Picture: pictures?.Write(path, stream => Save(stream, Drawn(image!, prediction)))));
    }

    /// <summary>Predicts on a picture in windows, and writes the prediction as it comes.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="picture">Its pixels; in memory where <see cref="Draws"/> says so.</param>
    /// <param name="advance">Told the number of windows that are done with.</param>
    /// <exception cref="UnusablePictureException">The picture is a file that was written here, does not suit the model, or cannot be read to its end; nothing was written.</exception>
    /// <exception cref="UserErrorException">A file cannot be written.</exception>
    public void WriteInWindows(string path, LargePicture picture, Action<int> advance)
    {
        RequireForeign(path);
        using var scope = NewDisposeScope();
        var windows = picture.Windows;
        switch (predictor.Task)
        {
            case Detection task:
                BoxPrediction? found = null;
                Ask(path, () => found = predictor.FindBoxes(windows, advance));
                var boxes = found!;
                format.Write(path, boxes, new(Picture: pictures?.Write(path, stream => Save(stream, PictureDrawing.Boxes(picture.Image!, format.Best(boxes), task)))));
                break;
            case Segmentation:
                WriteMap(path, new ClassPrediction(windows.Width, windows.Height, []), (windows.Width, windows.Height), picture.Image, null, bands => Ask(path, () => predictor.Predict(windows, bands, advance)));
                break;
            default:
                IReadOnlyList<long> shape = [];
                var file = restored!.Write(path, stream =>
                {
                    using var bands = new PictureBands(stream, predictor, windows.Width, windows.Height);
                    Ask(path, () => predictor.Predict(windows, bands, advance));
                    shape = bands.End();
                });
                format.Write(path, new ValuePrediction(windows.Width, windows.Height, shape, ReadOnlyMemory<float>.Empty), new(Restored: file));
                break;
        }
    }

    /// <summary>Writes that there is no prediction.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="reason">Why.</param>
    public void WriteBad(string path, string reason) => format.WriteBad(path, reason);

    /// <summary>Ends the document.</summary>
    public void End() => format.End();

    // What the predictor says is of the picture: who writes what it hands on has other exceptions, those of files.
    private static void Ask(string path, Action predict)
    {
        try
        {
            predict();
        }
        catch (UserErrorException refused) when (refused is not UnfitModelException)
        {
            throw new UnusablePictureException(refused.Message.Contains(path, StringComparison.Ordinal) ? refused.Message : $"{path}: {refused.Message}", refused);
        }
    }

    // A name that comes late, or that no file had when the run began. Those that come before it are written by now.
    private void RequireForeign(string path)
    {
        if (maps?.Wrote(path) == true || pictures?.Wrote(path) == true || restored?.Wrote(path) == true)
        {
            throw new UnusablePictureException($"{path}: was written by this run, and is no picture to predict on");
        }
    }

    private Tensor ReadAgain(string path, Prediction prediction)
    {
        Tensor image;
        try
        {
            image = predictor.Decode(path);
        }
        catch (UserErrorException gone)
        {
            throw new UnusablePictureException(gone.Message, gone);
        }

        return image.shape[0] == prediction.Height && image.shape[1] == prediction.Width ? image : throw new UnusablePictureException(
            $"{path}: was {prediction.Width} x {prediction.Height} pixels when it was predicted on, and is {image.shape[1]} x {image.shape[0]} now: it was changed meanwhile");
    }

    // The files are complete, or not there, whatever happens while they are written.
    private void WriteMap(string path, Prediction picture, (int Width, int Height) size, Tensor? image, string? painted, Action<MapBands> run)
    {
        var task = (Segmentation)predictor.Task;
        var (width, height) = size;
        MapSummary? summary = null;
        string? map = null, drawn = null;
        if (maps is not null)
        {
            map = maps.Write(path, stream =>
            {
                using var png = MapBands.WriterOf(stream, task, width, height);
                Draw(png);
                png.End();
            });
        }
        else
        {
            Draw(null);
        }

        format.Write(path, summary!, new(map, painted, drawn));

        void Draw(PngWriter? labels)
        {
            if (pictures is null)
            {
                Run(labels, null);
                return;
            }

            drawn = pictures.Write(path, stream =>
            {
                using var png = new PngWriter(stream, width, height, PngFormat.Rgb, software: ResultMark.Software);
                Run(labels, png);
                png.End();
            });
        }

        void Run(PngWriter? labels, PngWriter? colours)
        {
            var bands = new MapBands(task, width, height, labels, colours, image, format.NeedsMaps);
            run(bands);
            summary = bands.Summary(picture.Width, picture.Height, height);
        }
    }

    private string? WriteRestored(string path, Prediction prediction)
    {
        if (restored is null)
        {
            return null;
        }

        var image = prediction as ValuePrediction ?? prediction.Restored ?? throw new UserErrorException("--restored: this model paints no picture.");
        var scale = predictor.ScaleOf(image.Shape);
        return restored.Write(path, stream => Save(stream, scale.Picture(tensor(image.Values.ToArray(), [.. image.Shape]))));
    }

    private Tensor Drawn(Tensor image, Prediction prediction) => prediction switch
    {
        BoxPrediction boxes => PictureDrawing.Boxes(image, format.Best(boxes), (Detection)predictor.Task),
        ClassPrediction classes => PictureDrawing.Classes(image, format.Best(classes)),
        ValuePrediction { Shape.Count: < 3 } values => PictureDrawing.Values(image, values.Values.Span),
        _ => throw new UserErrorException("--pictures: this model's answer is a picture itself; --restored writes it."),
    };

    // uint8 height x width x 3, red, green, blue; or height x width.
    private static void Save(Stream stream, Tensor picture)
    {
        using var png = new PngWriter(stream, (int)picture.shape[1], (int)picture.shape[0], picture.ndim == 3 ? PngFormat.Rgb : PngFormat.Gray, software: ResultMark.Software);
        png.Write(picture.contiguous().DataSpan<byte>());
        png.End();
    }
}
