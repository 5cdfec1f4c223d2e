using Microsoft.Extensions.Logging;
using Thelper.Logging;
using Thelper.Metrics;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Train;

/// <summary>Everything that a session built for its trainer: model, data, optimization, consumers, policies.</summary>
public sealed class TrainerContext
{
    // Key of the loss, for messages.
    internal string LossPlace { get; set; } = "trainer.optimization.loss";

    // libtorch would stretch the smaller tensor, and train on nonsense.
    private static readonly string[] ElementWiseLosses = ["MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss"];

    /// <summary>The session's name.</summary>
    public required string SessionName { get; init; }

    /// <summary>The task of the session.</summary>
    public required Task Task { get; init; }

    /// <summary>The model, on <see cref="Device"/>.</summary>
    public required Nn.Module Model { get; init; }

    /// <summary>The device that computes.</summary>
    public required Device Device { get; init; }

    /// <summary>Epochs of the session; 1 where nothing is trained.</summary>
    public required int EpochCount { get; init; }

    /// <summary>Evaluation batches with a lower index are skipped.</summary>
    public int SkipEvalIterations { get; init; }

    /// <summary>The loss of predictions and targets; null if the configuration has none. A trainer that makes its own puts it here.</summary>
    public nn.Module<Tensor, Tensor, Tensor>? Loss { get; set; }

    /// <summary>The optimizer; null if the configuration has none.</summary>
    public optim.Optimizer? Optimizer { get; init; }

    /// <summary>The scheduler of the learning rate; null if the configuration has none.</summary>
    public optim.lr_scheduler.LRScheduler? Scheduler { get; init; }

    /// <summary>What the scheduler is told.</summary>
    public SchedulePolicy Schedule { get; init; } = new(null);

    /// <summary>What decides which epoch is best; null to monitor nothing.</summary>
    public MonitorPolicy? Monitor { get; init; }

    /// <summary>The training set; null to only evaluate.</summary>
    public SetRun? Train { get; init; }

    /// <summary>The validation set, or null.</summary>
    public SetRun? Valid { get; internal set; }

    /// <summary>The test set, or null.</summary>
    public SetRun? Test { get; internal set; }

    /// <summary>The trainer's logger.</summary>
    public required ILogger Log { get; init; }

    /// <summary>Shows progress; null for none.</summary>
    public IProgressDisplay? Progress { get; init; }

    /// <summary>The user's wish to stop.</summary>
    public StopRequest Stop { get; init; } = new();

    /// <summary>Who is told what happens.</summary>
    public List<ITrainingObserver> Observers { get; } = [];

    /// <summary>The learning rate of the first group of parameters; 0 without an optimizer.</summary>
    public double LearningRate => Optimizer?.ParamGroups[0].LearningRate ?? 0;

    /// <summary>Fails if training lacks something.</summary>
    /// <param name="key">Its key in <c>trainer.optimization</c>.</param>
    /// <param name="value">What should be there.</param>
    /// <param name="example">What to write, for the message.</param>
    /// <exception cref="UserErrorException">There is training data but no value.</exception>
    public void RequireForTraining(string key, object? value, string example)
    {
        if (Train is not null && value is null)
        {
            throw new UserErrorException($"trainer.optimization.{key}: missing; training needs one, for example {example}.");
        }
    }

    /// <summary>The model's answer.</summary>
    /// <param name="input">A batch, on <see cref="Device"/>.</param>
    /// <exception cref="UserErrorException">The model cannot take such a batch.</exception>
    public Tensor Predict(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        try
        {
            return Model.call(input);
        }
        catch (Exception error) when (error is TorchException or ArgumentException)
        {
            throw new UserErrorException($"The model '{Model.TypeName}' fails on an input of {Describe(input)}: {FirstLine(error)}", error);
        }
    }

    /// <summary>The loss of a batch.</summary>
    /// <param name="prediction">The model's answer.</param>
    /// <param name="target">The truth, on <see cref="Device"/>.</param>
    /// <returns>One number, to go backward from.</returns>
    /// <exception cref="UserErrorException">The loss does not fit prediction and target.</exception>
    public Tensor LossOf(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        var name = Loss!.GetType().Name;
        if (ElementWiseLosses.Contains(name) && !prediction.shape.SequenceEqual(target.shape))
        {
            throw new UserErrorException($"{LossPlace}: {name} compares element by element, but the model predicts {Describe(prediction)} where the target is {Describe(target)}.");
        }

        Tensor loss;
        try
        {
            loss = Loss.call(prediction, target);
        }
        catch (Exception error) when (error is TorchException or ArgumentException)
        {
            throw new UserErrorException($"{LossPlace}: {name} does not fit predictions of {Describe(prediction)} and targets of {Describe(target)}: {FirstLine(error)}", error);
        }

        return loss.numel() == 1
            ? loss
            : throw new UserErrorException($"{LossPlace}: {name} gives {Describe(loss)} instead of one number; set its 'reduction' to \"mean\" or \"sum\".");
    }

    /// <summary>Steps the scheduler, before the epoch, so that the learning rate is a function of the epoch's index.</summary>
    /// <param name="epoch">Index of the epoch about to start.</param>
    /// <param name="outputs">The outputs of the epochs so far.</param>
    internal void StepScheduler(int epoch, SortedDictionary<int, EpochOutputs> outputs)
    {
        if (Schedule.ValueBefore(epoch, outputs) is { } value)
        {
            Scheduler?.step(value, epoch);
        }
        else
        {
            Scheduler?.step(epoch);
        }
    }

    /// <summary>Reseeds libtorch's generator for a pass, if the set has a seed.</summary>
    /// <param name="set">The set.</param>
    /// <param name="epoch">Index of the epoch.</param>
    internal static void Reseed(SetRun set, int epoch)
    {
        if (set.Loader.Seeds.Torch is { } seed)
        {
            torch.manual_seed((long)seed + epoch);
        }
    }

    /// <summary>Shows the progress of a pass.</summary>
    /// <param name="label">What is going on.</param>
    /// <param name="batches">Batches in the pass.</param>
    /// <returns>Ends the display when disposed; null where nothing is shown.</returns>
    internal IDisposable? ShowProgress(string label, int batches)
    {
        Log.Debug("fetching data loader samples...");
        return Progress?.Begin(label, batches);
    }

    /// <summary>Tells observers and display that a batch is done.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="set">The set.</param>
    /// <param name="iteration">The batch.</param>
    /// <param name="images">Samples in it.</param>
    internal void BatchEnded(Trainer trainer, SetRun set, IterationData iteration, int images)
    {
        foreach (var observer in Observers)
        {
            observer.BatchEnded(trainer, set, iteration);
        }

        Progress?.Advance(images);
    }

    /// <summary>Logs results, one line each.</summary>
    /// <param name="what">The epoch, or <c>final</c>.</param>
    /// <param name="values">Names and values.</param>
    internal void LogResults(string what, IEnumerable<KeyValuePair<string, double?>> values)
    {
        foreach (var (name, value) in values)
        {
            Log.Info($" {what} result =>  {name}: {PythonRepr.Of(value)}");
        }
    }

    /// <summary>Shows an epoch's outputs to the monitor.</summary>
    /// <param name="epoch">Index of the epoch.</param>
    /// <param name="outputs">Its outputs.</param>
    /// <returns>Whether it is the best so far.</returns>
    internal bool Observe(int epoch, EpochOutputs outputs)
    {
        if (Monitor is not { } monitor)
        {
            return false;
        }

        var (best, bestEpoch) = (monitor.Best, monitor.BestEpoch);
        var value = outputs.Value(monitor.Name) ?? double.NaN;
        var isBest = monitor.Observe(epoch, value);
        var verdict = isBest ? "(new best value)" : $"(best = {PythonRepr.Of(best)} at epoch {bestEpoch})";
        Log.Info($"epoch {epoch}, monitored {monitor.Name} = {PythonRepr.Of(value)}  {verdict}");
        return isBest;
    }

    private static string Describe(Tensor tensor) => $"shape ({string.Join(", ", tensor.shape)}) and type {tensor.dtype}";

    private static string FirstLine(Exception error) => error.Message.Split('\n')[0].Replace($" (Parameter '{(error as ArgumentException)?.ParamName}')", "", StringComparison.Ordinal);
}
