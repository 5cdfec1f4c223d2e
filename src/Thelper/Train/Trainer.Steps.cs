using Thelper.Config;
using Thelper.Metrics;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Transforms;
using static Thelper.Torch.torch;

namespace Thelper.Train;

/// <content>What a trainer for a task says: its steps, its loss, its own consumers; and what its steps may use.</content>
public abstract partial class Trainer
{
    // libtorch would stretch the smaller tensor, and train on nonsense.
    private const int MaxChannels = 4;

    private static readonly string[] ElementWiseLosses = ["MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss"];

    /// <summary>The loss of predictions and targets: the configured one, unless a trainer makes its own. Null where there is none.</summary>
    public virtual nn.Module<Tensor, Tensor, Tensor>? Loss => Context.Loss;

    /// <summary>Whether <see cref="TrainStep"/> learns labels that are mixed by shares, as <c>train_mix</c> may mix them (<see cref="Data.Mixing.BatchMix"/>).</summary>
    protected internal virtual bool LearnsMixtures => false;

    /// <summary>A loss that suits the task, for messages.</summary>
    protected virtual string LossExample => "\"loss\": {\"type\": \"torch.nn.CrossEntropyLoss\"}";

    /// <summary>Where the configuration has the loss, for messages.</summary>
    protected virtual string LossPlace => At("trainer.optimization.loss");

    /// <summary>Trains on one batch: forward, loss, backward, optimizer step.</summary>
    /// <param name="batch">The batch.</param>
    /// <returns>What came out; the tensors belong to the current dispose scope.</returns>
    /// <exception cref="UserErrorException">The batch has no ground truth, or does not fit task, model or loss.</exception>
    protected internal abstract BatchOutcome TrainStep(Sample batch);

    /// <summary>Evaluates one batch; called without gradients.</summary>
    /// <param name="batch">The batch.</param>
    /// <returns>What came out; the tensors belong to the current dispose scope.</returns>
    /// <exception cref="UserErrorException">The batch does not fit task, model or loss.</exception>
    protected internal abstract BatchOutcome EvalStep(Sample batch);

    /// <summary>The consumers that the trainer itself adds to those of the configuration; asked before every pass.</summary>
    /// <param name="name"><c>train</c>, <c>valid</c> or <c>test</c>.</param>
    /// <returns>Names and consumers: the same ones for each pass over a set, if they are to remember it.</returns>
    protected internal virtual IEnumerable<KeyValuePair<string, IConsumer>> ConsumersOf(string name) => [];

    /// <summary>Fails if training lacks something.</summary>
    /// <param name="key">Its key in <c>trainer.optimization</c>.</param>
    /// <param name="value">What should be there.</param>
    /// <param name="example">What to write, for the message.</param>
    /// <exception cref="UserErrorException">There is training data but no value.</exception>
    protected void RequireForTraining(string key, object? value, string example)
    {
        if (Context.Train is not null && value is null)
        {
            throw new UserErrorException($"{At("trainer.optimization", "trainer")}: no {key} is given; training needs one, for example {example}.");
        }
    }

    /// <summary>Goes backward from the loss of a training batch and steps the optimizer; see <see cref="AcceptLoss"/>.</summary>
    /// <param name="loss">The loss, with its graph.</param>
    /// <returns>Its value.</returns>
    /// <exception cref="DivergedException">It is NaN or infinite, and the session is to stop then.</exception>
    protected double Learn(Tensor loss)
    {
        var value = AcceptLoss(loss);
        loss.backward();
        StepOptimizer();
        return value;
    }

    /// <summary>Changes the weights by their gradients.</summary>
    /// <exception cref="UserErrorException">The optimizer wants to compute the loss again and again, which no batch of a trainer does.</exception>
    private protected void StepOptimizer()
    {
        if (Context.Optimizer is Torch.Modules.LBFGS)
        {
            throw new UserErrorException(
                $"{At("trainer.optimization.optimizer", "trainer.optimization", "trainer")}: torch.optim.LBFGS computes the loss several times for a step, which trainers do not; choose another optimizer, such as torch.optim.SGD.");
        }

        Context.Optimizer!.step();
    }

    /// <summary>Reads the loss of a training batch, before its gradients reach the weights.</summary>
    /// <param name="loss">The loss.</param>
    /// <returns>Its value.</returns>
    /// <exception cref="DivergedException">It is NaN or infinite, and the session is to stop then (<see cref="TrainerContext.OnNan"/>).</exception>
    /// <exception cref="UserErrorException">No weight can learn from it.</exception>
    protected double AcceptLoss(Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (!loss.requires_grad)
        {
            throw new UserErrorException(Context.Model.parameters().Any(weight => weight.requires_grad)
                ? $"{At("model.type", "model")}: the loss does not depend on the weights of the model '{Context.Model.TypeName}', so nothing can be learnt: does its forward, or the loss, use detach, no_grad, item or argmax?"
                : $"{At("model.type", "model")}: the model '{Context.Model.TypeName}' has no weights that are to be trained, so nothing can be learnt: are all of them frozen (requires_grad)?");
        }

        var value = loss.ToDouble();
        if (!double.IsFinite(value) && Context.OnNan == NanAction.Stop)
        {
            watch.Note(value);
            throw new DivergedException($"The session has stopped (trainer.on_nan: stop): the loss is {PythonRepr.Of(value)} at {watch.Here}. The state at the start of the epoch is saved; resume it with a smaller 'lr', or mend the data.");
        }

        return value;
    }

    /// <summary>The model's answer.</summary>
    /// <param name="input">A batch, on the device.</param>
    /// <exception cref="UserErrorException">The model cannot take such a batch, or its answer does not fit the task.</exception>
    protected virtual Tensor Predict(Tensor input) => Guarded(input, Context.Model.call);

    /// <summary>Asks the model, and says what is wrong in the words of a configuration.</summary>
    /// <param name="input">A batch, on the device.</param>
    /// <param name="ask">Asks the model, or a part of it.</param>
    /// <exception cref="UserErrorException">The model cannot take such a batch.</exception>
    protected T Guarded<T>(Tensor input, Func<Tensor, T> ask)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(ask);
        try
        {
            return ask(input);
        }
        catch (TorchException error) when (error.IsOutOfMemory)
        {
            throw new InvalidOperationException($"The model '{Context.Model.TypeName}' on an input of {Describe(input)}", error);
        }
        catch (Exception error) when (error is TorchException or ArgumentException)
        {
            var message = $"the model '{Context.Model.TypeName}' fails on an input of {Describe(input)}: {FirstLine(error)}";
            if (OfTheData(input, error) is var (place, remedy))
            {
                throw IsLone(input, error) ? new LoneSampleException($"{place}: {message}{remedy}", error) : new UserErrorException($"{place}: {message}{remedy}", error);
            }

            // What the user's own class does is told with its line.
            var hint = error is not TorchException ? "" : Context.IsOfPictures ? ". The transforms have to make pictures of the size and channels that it was trained or exported for (--transforms PATH)." : ". The input is what the data set and base_transforms in the loaders section make: its size and channels must be those that model.params ask for (another number of channels: model.adapt_input).";
            throw UserCode.PlaceOf(error) is not null
                ? new InvalidOperationException($"{message}{hint}", error)
                : new UserErrorException($"{Lead("model.params", "model")}{message}{hint}", error);
        }
    }

    /// <summary>Asks the model as the steps do, for observers.</summary>
    /// <param name="input">A batch, on the device.</param>
    /// <param name="ask">Asks the model, or a part of it.</param>
    /// <exception cref="UserErrorException">The model cannot take such a batch.</exception>
    internal T Ask<T>(Tensor input, Func<Tensor, T> ask) => Guarded(input, ask);

    private bool IsLone(Tensor input, Exception error) =>
        Context.Model.training && input.dim() > 0 && input.shape[0] == 1 && error.Message.Contains("more than 1 value a channel", StringComparison.Ordinal);

    // Where and how to mend what no model could take; null where it may be the model's fault.
    private (string Place, string Remedy)? OfTheData(Tensor input, Exception error)
    {
        if (IsLone(input, error))
        {
            return Context.Train?.Loader.BatchSize == 1
                ? (At("loaders.batch_size", "loaders.train_batch_size", "loaders"), " A batch of one sample cannot be normalised: set loaders.batch_size to 2 or more.")
                : (At("loaders"), " A batch of one sample cannot be normalised: set loaders.drop_last to true, which leaves out a last batch that is smaller, or choose another batch_size.");
        }

        if (input.dim() == 4 && input.shape[3] <= MaxChannels && input.shape[1] > MaxChannels)
        {
            return (
                At("loaders.base_transforms", "loaders"),
                $". The channels come last, but models take them first: end base_transforms with {{\"operation\": \"torchvision.transforms.ToTensor\", \"target_key\": \"{Context.Task.InputKey}\"}}.");
        }

        return null;
    }

    /// <summary>Where the configuration has what a message is about; see <see cref="ConfigPlaces.Of"/>.</summary>
    /// <param name="paths">Paths from the root, such as <c>model.params</c>.</param>
    protected string At(params ReadOnlySpan<string> paths) => Context.Places.Of(paths);

    // Who runs a finished model on pictures has no configuration to look at.
    internal string Lead(params ReadOnlySpan<string> paths) => Context.IsOfPictures ? "" : $"{At(paths)}: ";

    internal string TaskRemedy => Context.IsOfPictures ? " Name the task that the model was trained for: it is in the model's metadata, or in model.task of the configuration of --transforms." : "";

    /// <summary>The loss of a batch, by <see cref="Loss"/>.</summary>
    /// <param name="prediction">The model's answer.</param>
    /// <param name="target">The truth, on the device.</param>
    /// <returns>One number, to go backward from.</returns>
    /// <exception cref="UserErrorException">The loss does not fit prediction and target.</exception>
    protected Tensor LossOf(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        var name = Loss!.GetType().Name;
        if (ElementWiseLosses.Contains(name) && !prediction.shape.SequenceEqual(target.shape))
        {
            throw new UserErrorException($"{LossPlace}: {name} compares element by element, but the model predicts {Describe(prediction)} where the target is {Describe(target)}. {ShapeRemedy(name, prediction, target)}");
        }

        Tensor loss;
        try
        {
            loss = Loss.call(prediction, target);
        }
        catch (Exception error) when (error is TorchException { IsOutOfMemory: false } or ArgumentException)
        {
            var message = $"{name} does not fit predictions of {Describe(prediction)} and targets of {Describe(target)}: {FirstLine(error)}";
            throw UserCode.PlaceOf(error) is not null
                ? new InvalidOperationException(message, error)
                : new UserErrorException($"{LossPlace}: {message}. {LossRemedy(name, "See its params, and those of the model.")}", error);
        }

        return loss.numel() == 1
            ? loss
            : throw new UserErrorException($"{LossPlace}: {name} gives {Describe(loss)} instead of one number; set its 'reduction' to \"mean\" or \"sum\".");
    }

    // Where the task's loss compares elements, so may any other that does: the model is at fault, mostly by the number of its outputs.
    private string ShapeRemedy(string name, Tensor prediction, Tensor target)
    {
        if (!Array.Exists(ElementWiseLosses, loss => LossExample.Contains($".{loss}\"", StringComparison.Ordinal)))
        {
            return LossRemedy(name, "");
        }

        return prediction.dim() == 2 && target.dim() == 2 && prediction.shape[0] == target.shape[0]
            ? FormattableString.Invariant($"The task needs {target.shape[1]} output{(target.shape[1] == 1 ? "" : "s")} of the model, which has {prediction.shape[1]}: see model.params.")
            : "The model has to answer in the shape of the target: see model.params, and base_transforms in the loaders section.";
    }

    private string LossRemedy(string name, string ofTheRightOne) => LossExample.Contains($".{name}\"", StringComparison.Ordinal)
        ? ofTheRightOne
        : $"Choose one that fits the task, such as {LossExample}.";

    private static string Describe(Tensor tensor) => $"shape ({string.Join(", ", tensor.shape)}) and type {tensor.dtype}";

    private static string FirstLine(Exception error) => error.Message.Split('\n')[0].Replace($" (Parameter '{(error as ArgumentException)?.ParamName}')", "", StringComparison.Ordinal).TrimEnd('.');

    // Counted from 1 for people, with the index that files and the other lines of the log have.
    internal string EpochName(int epoch) => FormattableString.Invariant($"epoch {epoch + 1}/{Context.EpochCount} (epoch#{epoch})");

    private IterationData DataOf(SetRun set, BatchOutcome outcome, Sample batch, int index, int count, int epoch) => new()
    {
        Task = Context.Task,
        Input = outcome.Input,
        InputIsBgr = set.Loader.Colors == ChannelOrder.Bgr,
        Prediction = outcome.Prediction,
        PredictedBoxes = outcome.Boxes,
        NamedOutputs = outcome.Outputs,
        Target = outcome.Target,
        Sample = batch,
        Loss = outcome.Loss,
        IterationIndex = index,
        IterationCount = count,
        EpochIndex = epoch,
        EpochCount = Context.EpochCount,
        TrainedBatches = Iteration,
        OutputPath = set.OutputPath,
    };
}
