using Thelper.Gui;
using Thelper.Infer;
using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Web.Annotating;

/// <summary>Lets a trained model annotate a sample first, for a person to correct.</summary>
internal sealed class Prelabeller : IDisposable
{
    private const double LeastScore = 0.5;
    private readonly Predictor predictor;
    private readonly int?[] labels;
    private readonly int background;

    /// <summary>Matches the model's classes with the labels.</summary>
    /// <param name="predictor">The model, which is disposed with this.</param>
    /// <param name="settings">The labels.</param>
    /// <exception cref="UserErrorException">The model has no classes, or none whose name is a label's.</exception>
    public Prelabeller(Predictor predictor, ImageSegmentAnnotator settings)
    {
        this.predictor = predictor;
        background = settings.BackgroundId;
        if (predictor.Task is not IClassTask task || !predictor.KeepsPicture)
        {
            throw new UserErrorException("--prelabel: the model must predict classes, pixels or boxes of the whole picture; its transforms may not cut or move it");
        }

        labels = [.. task.ClassNames.Select(name => settings.Labels.FirstOrDefault(label => label.Name == name)?.Id)];
        if (labels.All(label => label is null))
        {
            throw new UserErrorException($"--prelabel: none of the model's classes ({string.Join(", ", task.ClassNames)}) has the name of a label ({string.Join(", ", settings.Labels.Select(label => label.Name))})");
        }
    }

    /// <summary>What the model says of a picture, as an edit. Classes without a label are background, or left out.</summary>
    /// <param name="image">uint8 H×W×3, blue, green, red.</param>
    /// <param name="objects">Boxes and class that there are; the model's take their place.</param>
    public Edit EditFor(torch.Tensor image, Objects objects)
    {
        ArgumentNullException.ThrowIfNull(image);
        return EditFor(predictor.Predict(image), objects);
    }

    /// <summary>What a prediction says, as an edit.</summary>
    /// <param name="prediction">The prediction.</param>
    /// <param name="objects">Boxes and class that there are; the model's take their place.</param>
    internal Edit EditFor(Prediction prediction, Objects objects) => prediction switch
    {
        MapPrediction map when map.MapWidth == map.Width && map.MapHeight == map.Height => new Edit.Replace(Runs(map.Labels.Span)),
        BoxPrediction boxes => new Edit.SetObjects(objects with { Boxes = [.. boxes.Boxes.Select(box => BoxOf(box, boxes)).OfType<BoxLabel>()] }),
        ClassPrediction classes => new Edit.SetObjects(objects with { Class = LabelOf(classes.Classes[0].Index) }),
        _ => throw new UserErrorException("--prelabel: the model's answer is not of the picture's size"),
    };

    /// <inheritdoc/>
    public void Dispose() => predictor.Dispose();

    private int? LabelOf(long index) => index >= 0 && index < labels.Length ? labels[index] : null;

    private int[] Runs(ReadOnlySpan<int> map)
    {
        var runs = new List<int>();
        for (var start = 0; start < map.Length;)
        {
            var length = map[start..].IndexOfAnyExcept(map[start]) is >= 0 and var found ? found : map.Length - start;
            runs.Add(length);
            runs.Add(LabelOf(map[start]) ?? background);
            start += length;
        }

        return [.. runs];
    }

    private BoxLabel? BoxOf(BoundingBox box, Prediction picture)
    {
        var index = ((Detection)predictor.Task).IndexOf(box);
        var edge = box.IncludeMargin ? 1 : 0;
        var (left, top) = (Math.Clamp((int)Math.Round(box.Left), 0, picture.Width - 1), Math.Clamp((int)Math.Round(box.Top), 0, picture.Height - 1));
        return LabelOf(index) is not { } label || box.Confidence is double score && score < LeastScore ? null : new(
            label,
            left,
            top,
            Math.Clamp((int)Math.Round(box.Right) + edge, left + 1, picture.Width),
            Math.Clamp((int)Math.Round(box.Bottom) + edge, top + 1, picture.Height));
    }
}
