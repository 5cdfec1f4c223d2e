using Thelper.Metrics;
using Thelper.Nn;
using Thelper.Optim;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Train;

/// <summary>Trains networks that classify or segment an image and paint it again, such as <see cref="AutoEncoderResNet"/>.</summary>
/// <remarks>
/// The loss is <c>classif_loss(scores, truth) + reconstr_scale * R</c>, where R is the mean squared difference of the image and its reconstruction
/// and, with <c>reconstr_edges</c>, the mean absolute difference of their gradients (Sobel's, in both directions). It is computed in
/// evaluation too, so that a schedule or monitor on <c>loss</c> follows the validation loss. A batch whose truth has nothing to average trains the reconstruction
/// alone, and has no loss that others could be compared with. Inputs are cast to float32.
/// </remarks>
[TypeName("thelper.train.ae.AutoEncoderTrainer", "thelper.train.AutoEncoderTrainer")]
public sealed class AutoEncoderTrainer : Trainer
{
    private readonly INamedOutputs model;
    private readonly double scale;
    private readonly bool edges;
    private readonly ReconstructionPicture picture;

    /// <summary>Creates the trainer.</summary>
    /// <param name="context">What the session built.</param>
    /// <param name="reconstrDisplayCount">How many images of the validation set the picture <c>reconstr</c> shows.</param>
    /// <param name="reconstrDisplayMean">Mean of each channel that was subtracted from the images: a number, a list, or the name of the data set's property (<c>loader.dataset.image_mean</c>).</param>
    /// <param name="reconstrDisplayStddev">Deviation of each channel that they were divided by, likewise.</param>
    /// <param name="reconstrScale">Weight of the reconstruction in the loss.</param>
    /// <param name="reconstrEdges">Whether the edges of the reconstruction count too.</param>
    /// <param name="classifLoss">The loss of the scores: a section as <c>optimization.loss</c>.</param>
    /// <exception cref="UserErrorException">A parameter does not fit, the task has no classes, or the model paints no image.</exception>
    public AutoEncoderTrainer(
        TrainerContext context,
        int reconstrDisplayCount,
        object reconstrDisplayMean,
        object reconstrDisplayStddev,
        double reconstrScale,
        bool reconstrEdges,
        [ConfigValue(Example = "{type: torch.nn.CrossEntropyLoss}")] LossPlan classifLoss)
        : base(context)
    {
        ArgumentNullException.ThrowIfNull(classifLoss);
        if (context.Task is not (Classification or Segmentation))
        {
            throw new UserErrorException($"{context.Places.Of("trainer.type", "trainer")}: AutoEncoderTrainer needs a classification or segmentation task, not {context.Task.GetType().Name}.");
        }

        if (context.Loss is not null)
        {
            throw new UserErrorException($"{context.Places.Of("trainer.optimization.loss")}: remove it; the loss of AutoEncoderTrainer is the key 'classif_loss' beside it, with the reconstruction's.");
        }

        model = context.Model as INamedOutputs
            ?? throw new UserErrorException($"{context.Places.Of("model.type", "model")}: '{context.Model.TypeName}' paints no image; AutoEncoderTrainer needs a model such as thelper.nn.resnet.AutoEncoderResNet.");
        RequireForTraining("optimizer", context.Optimizer, "\"optimizer\": {\"type\": \"torch.optim.Adam\", \"params\": {\"lr\": 0.001}}");
        (scale, edges) = (reconstrScale, reconstrEdges);
        picture = new(reconstrDisplayCount, reconstrDisplayMean, reconstrDisplayStddev, (context.Valid ?? context.Test ?? context.Train)?.Loader.Dataset);
        Loss = classifLoss.Create(context.Task, context.Model, context.Device, context.Train?.Loader.Dataset);
    }

    /// <summary>The loss of the scores; the reconstruction's comes on top.</summary>
    public override nn.Module<Tensor, Tensor, Tensor> Loss { get; }

    /// <inheritdoc/>
    protected override string LossPlace => At("trainer.classif_loss", "trainer.params.classif_loss");

    /// <inheritdoc/>
    protected internal override BatchOutcome TrainStep(Sample batch)
    {
        if (!batch.TryGetValue(Context.Task.GtKey!, out var truth) || truth is null)
        {
            throw new UserErrorException($"{At("datasets")}: the samples have no ground truth under '{Context.Task.GtKey}', so nothing can be trained on them.");
        }

        Context.Optimizer!.zero_grad();
        var (outcome, loss) = Run(batch, truth);
        Learn(loss!);
        return outcome;
    }

    /// <inheritdoc/>
    protected internal override BatchOutcome EvalStep(Sample batch) => Run(batch, batch.GetValueOrDefault(Context.Task.GtKey!)).Outcome;

    /// <summary>The picture of the reconstructions, of evaluations.</summary>
    /// <inheritdoc/>
    protected internal override IEnumerable<KeyValuePair<string, IConsumer>> ConsumersOf(string name) =>
        name == "train" ? [] : [new(AutoEncoderResNet.Reconstruction, picture)];

    /// <summary>The mean absolute difference of the gradients of two batches of images, both directions together.</summary>
    internal static Tensor EdgeDifference(Tensor first, Tensor second)
    {
        using var scope = NewDisposeScope();
        return nn.functional.l1_loss(Gradients(first), Gradients(second)).MoveToOuterDisposeScope();
    }

    private static Tensor Gradients(Tensor images)
    {
        // Sobel's kernels, divided by the sum of their magnitudes, on images continued by their border.
        var x = tensor(new float[] { -1, 0, 1, -2, 0, 2, -1, 0, 1 }, device: images.device).view(1, 1, 3, 3) / 8;
        var kernels = cat([x, x.transpose(2, 3)]);
        var planes = images.reshape(-1, 1, images.shape[^2], images.shape[^1]);
        return nn.functional.conv2d(nn.functional.pad(planes, [1, 1, 1, 1], PaddingModes.Replicate), kernels);
    }

    private (BatchOutcome Outcome, Tensor? Loss) Run(Sample batch, object? truth)
    {
        var input = Tensors.Input(batch[Context.Task.InputKey], Context).to(ScalarType.Float32);
        var outputs = Guarded(input, model.Outputs);
        if (outputs.Count == 0 || !outputs.TryGetValue(AutoEncoderResNet.Reconstruction, out var painted))
        {
            throw new UserErrorException($"{Context.Places.Of("model.type", "model")}: '{Context.Model.TypeName}' has no output '{AutoEncoderResNet.Reconstruction}' (it has: {string.Join(", ", outputs.Keys)}).");
        }

        if (!painted.shape.SequenceEqual(input.shape))
        {
            throw new UserErrorException($"{At("model.type", "model")}: the model paints images of the shape {Tensors.Shape(painted.shape)}, the input's is {Tensors.Shape(input.shape)}; set the model's output_pads, or crop the images to multiples of 32 pixels.");
        }

        var scores = outputs.GetAt(0).Value;
        var target = truth is null ? null : ReadTarget(truth);
        var isEmpty = target is not null && (target.numel() == 0 || AveragedTargets.IsEmpty(Loss, target));
        var loss = target is null ? null : Reconstruction(painted, input) * scale;
        if (loss is not null && !isEmpty)
        {
            loss = LossOf(scores, target!.to(Context.Device)) + loss;
        }

        return (new((int)input.shape[0], input, scores.detach().cpu(), target, isEmpty ? null : loss?.ToDouble(), Outputs: outputs, IsEmpty: isEmpty), loss);
    }

    private Tensor Reconstruction(Tensor painted, Tensor input)
    {
        var difference = nn.functional.mse_loss(painted, input);
        return edges ? difference + EdgeDifference(painted, input) : difference;
    }

    private Tensor ReadTarget(object value)
    {
        if (Context.Task is Classification classification)
        {
            return ClassificationTargets.Read(value, classification);
        }

        var labels = value as Tensor ?? throw new UserErrorException($"{At("loaders.base_transforms", "loaders")}: the batch's '{Context.Task.GtKey}' is {value.GetType().Name}, not a tensor of class indices.");
        return SegmentationTargets.Read(labels);
    }
}
