using Thelper.Logging;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Train;

/// <summary>Trains and evaluates networks that predict numbers or images, super-resolution among them.</summary>
/// <remarks>Inputs keep their type; targets are cast to float32 for the loss. Shapes and types that the task states are checked in every batch.</remarks>
[TypeName("thelper.train.regr.RegressionTrainer", "thelper.train.RegressionTrainer")]
public sealed class RegressionTrainer : SupervisedTrainer
{
    private readonly Regression task;
    private bool warned;

    /// <summary>Creates the trainer.</summary>
    /// <param name="context">What the session built.</param>
    /// <exception cref="UserErrorException">The task is no regression, or training lacks a loss, an optimizer or targets.</exception>
    public RegressionTrainer(TrainerContext context)
        : base(context) => task = context.Task is Regression regression and not Detection
            ? regression
            : throw new UserErrorException($"{context.Places.Of("trainer.type", "trainer")}: RegressionTrainer needs a regression or super-resolution task, not {context.Task.GetType().Name}.");

    /// <inheritdoc/>
    protected override string LossExample => "\"loss\": {\"type\": \"torch.nn.MSELoss\"}";

    /// <inheritdoc/>
    protected override string TruthName => "target";

    /// <inheritdoc/>
    protected internal override BatchOutcome TrainStep(Tasks.Sample batch) => base.TrainStep(Checked(batch));

    /// <inheritdoc/>
    protected internal override BatchOutcome EvalStep(Tasks.Sample batch) => base.EvalStep(Checked(batch));

    /// <inheritdoc/>
    protected override Tensor ReadInput(object? value)
    {
        var input = Tensors.Input(value, Context);
        CheckShape(input, task.InputKey, task.InputShape, "input_shape");
        return input;
    }

    /// <inheritdoc/>
    protected override Tensor ReadTarget(object value)
    {
        if (value is not Tensor target)
        {
            throw new UserErrorException($"{At("loaders.base_transforms", "loaders")}: the batch's '{task.TargetKey}' is {value.GetType().Name}, not a tensor; give every sample numbers of the same shape.");
        }

        CheckShape(target, task.TargetKey, task.TargetShape, "target_shape");
        return task.TargetType is null || target.dtype == task.TargetType
            ? target
            : throw new UserErrorException($"{At("loaders.base_transforms", "loaders")}: the batch's '{task.TargetKey}' has the type {target.dtype}, but the task's target_type is {task.TargetType}.");
    }

    /// <inheritdoc/>
    protected override Tensor Measure(Tensor prediction, Tensor target)
    {
        var same = prediction.shape.SequenceEqual(target.shape);
        if (!same && !warned)
        {
            warned = true;
            Context.Log.Warn($"the model answers with the shape {Tensors.Shape(prediction.shape)}, the targets have {Tensors.Shape(target.shape)}: the loss may compare each number with many others");
        }

        return base.Measure(prediction, target.to(ScalarType.Float32));
    }

    private void CheckShape(Tensor tensor, string key, IReadOnlyList<long>? shape, string parameter)
    {
        if (shape is not null && (tensor.dim() == 0 || !tensor.shape[1..].SequenceEqual(shape)))
        {
            throw new UserErrorException($"{At("loaders.base_transforms", "loaders")}: the batch's '{key}' holds samples of the shape {Tensors.Shape(tensor.shape[1..])}, but the task's {parameter} is {Tensors.Shape(shape)}.");
        }
    }

    private Tasks.Sample Checked(Tasks.Sample batch) => batch[task.InputKey] is not IReadOnlyList<object?>
        ? batch
        : throw new UserErrorException($"{At("loaders.base_transforms", "loaders")}: the batch's '{task.InputKey}' is a list: regression takes no copies of samples; remove the Duplicator from the transforms.");
}
