using System.Globalization;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Train;

/// <summary>Trains and evaluates networks that label every pixel. Inputs are cast to float32, label maps to int64.</summary>
/// <remarks>The model answers with scores (batch, classes, height, width); label maps are (batch, height, width), or (batch, 1, height, width).</remarks>
[TypeName("thelper.train.segm.ImageSegmTrainer", "thelper.train.ImageSegmTrainer")]
public sealed class ImageSegmTrainer : SupervisedTrainer
{
    private readonly Segmentation task;
    private readonly bool scalePreds;
    private readonly string outputPred;

    /// <summary>Creates the trainer.</summary>
    /// <param name="context">What the session built.</param>
    /// <param name="scalePreds">Whether predictions are resized to the height and width of the input (bilinear).</param>
    /// <param name="outputPred">Which output counts where the model has several (<see cref="INamedOutputs"/>).</param>
    /// <exception cref="UserErrorException">The task is no segmentation, or training lacks a loss, an optimizer or label maps.</exception>
    public ImageSegmTrainer(TrainerContext context, bool scalePreds = false, string outputPred = "out")
        : base(context)
    {
        task = context.Task as Segmentation
            ?? throw new UserErrorException($"{context.Places.Of("trainer.type", "trainer")}: ImageSegmTrainer needs a segmentation task, not {context.Task.GetType().Name}.");
        (this.scalePreds, this.outputPred) = (scalePreds, outputPred);
    }

    /// <inheritdoc/>
    protected override string TruthName => "label map";

    /// <inheritdoc/>
    protected override Tensor ReadTarget(object value)
    {
        if (value is not Tensor labels)
        {
            throw new UserErrorException($"{At("loaders.base_transforms", "loaders")}: the batch's '{task.LabelMapKey}' is {value.GetType().Name}, not a tensor of class indices; label maps of different sizes must be cropped or resized first.");
        }

        return SegmentationTargets.Read(labels);
    }

    /// <inheritdoc/>
    protected override Tensor Predict(Tensor input)
    {
        var prediction = Context.Model is INamedOutputs model ? Pick(Guarded(input, model.Outputs)) : base.Predict(input);
        if (prediction.dim() != 4 || prediction.shape[1] != task.ClassNames.Count)
        {
            throw new UnfitModelException(
                $"{Lead("model.type", "model")}the model '{Context.Model.TypeName}' answers with the shape {Tensors.Shape(prediction.shape)}; the task's {task.ClassNames.Count} classes need (batch, {task.ClassNames.Count}, height, width).{TaskRemedy}");
        }

        return scalePreds && (prediction.shape[^2] != input.shape[^2] || prediction.shape[^1] != input.shape[^1])
            ? nn.functional.interpolate(prediction, size: [input.shape[^2], input.shape[^1]], mode: InterpolationMode.Bilinear)
            : prediction;
    }

    /// <inheritdoc/>
    protected override Tensor Measure(Tensor prediction, Tensor target)
    {
        if (prediction.dim() == 4 && target.dim() == 3 && !prediction.shape.AsSpan(2).SequenceEqual(target.shape.AsSpan(1)))
        {
            throw new UserErrorException(
                $"{At("trainer")}: the model answers with maps of {Size(prediction)} pixels, the label maps '{task.LabelMapKey}' have {Size(target)}; "
                + "set \"scale_preds\": true in the trainer section, or crop images and label maps alike.");
        }

        try
        {
            return base.Measure(prediction, target);
        }
        catch (UserErrorException error) when (Stray(target) is { } value)
        {
            throw new UserErrorException(
                string.Create(CultureInfo.InvariantCulture, $"{At("datasets")}: a label map '{task.LabelMapKey}' holds the value {value}, which is no index of the task's {task.ClassNames.Count} classes")
                + (task.DontCare is null ? " (set the task's 'dontcare' to a value that is to be ignored)." : "."),
                error);
        }
    }

    /// <inheritdoc/>
    protected override bool IsEmpty(Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var scope = NewDisposeScope();
        return base.IsEmpty(target) || (task.DontCare is { } ignored && aten.eq_Scalar(target, ignored).all().ToBoolean());
    }

    private static string Size(Tensor map) => string.Create(CultureInfo.InvariantCulture, $"{map.shape[^2]}x{map.shape[^1]}");

    private Tensor Pick(IReadOnlyDictionary<string, Tensor> outputs) => outputs.TryGetValue(outputPred, out var output)
        ? output
        : throw new UserErrorException($"{At("trainer.output_pred", "trainer.params.output_pred")}: the model has no output '{outputPred}' (it has: {string.Join(", ", outputs.Keys)}).");

    // The first value that belongs neither to a class nor to the pixels without one.
    private long? Stray(Tensor labels)
    {
        foreach (var value in labels.contiguous().DataSpan<long>())
        {
            if ((value < 0 || value >= task.ClassNames.Count) && value != task.DontCare)
            {
                return value;
            }
        }

        return null;
    }
}
