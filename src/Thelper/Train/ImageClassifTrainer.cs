using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Train;

/// <summary>Trains and evaluates image classifiers, single-label and multi-label. Inputs are cast to float32.</summary>
[TypeName("thelper.train.classif.ImageClassifTrainer", "thelper.train.ImageClassifTrainer")]
public sealed class ImageClassifTrainer : SupervisedTrainer
{
    private readonly Classification task;

    /// <summary>Creates the trainer.</summary>
    /// <param name="context">What the session built.</param>
    /// <exception cref="UserErrorException">The task is no classification, or training lacks a loss, an optimizer or labels.</exception>
    public ImageClassifTrainer(TrainerContext context)
        : base(context) => task = context.Task as Classification
            ?? throw new UserErrorException($"{context.Places.Of("trainer.type", "trainer")}: ImageClassifTrainer needs a classification task, not {context.Task.GetType().Name}.");

    /// <inheritdoc/>
    protected override string TruthName => "label";

    /// <inheritdoc/>
    protected override Tensor ReadTarget(object value) => ClassificationTargets.Read(value, task);

    /// <inheritdoc/>
    protected override Tensor Predict(Tensor input)
    {
        var prediction = base.Predict(input);
        return prediction.dim() >= 2 && prediction.shape[1] >= task.ClassNames.Count
            ? prediction
            : throw new UnfitModelException(
                $"{Lead("model.type", "model")}the model '{Context.Model.TypeName}' answers with the shape {Tensors.Shape(prediction.shape)}; the task's {task.ClassNames.Count} classes need (batch, {task.ClassNames.Count}).{TaskRemedy}{CheckpointRemedy}");
    }

    // What a configuration builds for classes replaces its last layer; what a checkpoint has wrapped for another task does not.
    private string CheckpointRemedy => Context.IsOfPictures || Context.Model.GetType() != typeof(ExternalModule) || task.GetType() != typeof(Classification) ? ""
        : " It has the last layer of another task: in place of 'ckptdata' name the model's 'type', and the checkpoint as \"weights\", with \"weights_strict\": false.";
}
