using System.Globalization;
using Thelper.Logging;
using Thelper.Metrics;
using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Train;

/// <summary>The training loop. A trainer for a task says how one batch is trained on and evaluated; this says when.</summary>
/// <remarks>
/// <code>
/// for each epoch:
///     step the scheduler                      (the learning rate is a function of the epoch)
///     model.train(); reseed with seed + epoch
///     for each training batch:    forward, loss, backward, optimizer step -> consumers
///     model.eval(); reseed with seed + epoch; forget the previous epoch's validation
///     for each validation batch:  forward -> consumers
///     is the monitored value the best so far?
///     tell the observers: they log, save checkpoints, reports, event files
/// </code>
/// A session ends with <see cref="Evaluate"/> on the test set. After each step a pending <see cref="StopRequest"/> ends the epoch.
/// </remarks>
/// <param name="context">Everything that the session built for it.</param>
public abstract partial class Trainer(TrainerContext context)
{
    private readonly LossWatch watch = new(context.Log);
    private bool hasSpared;

    /// <summary>What the session built.</summary>
    public TrainerContext Context { get; } = context;

    /// <summary>Who is told what happens, in this order.</summary>
    public List<ITrainingObserver> Observers { get; } = [];

    /// <summary>The outputs of the epochs so far, by index.</summary>
    public SortedDictionary<int, EpochOutputs> Outputs { get; } = [];

    /// <summary>Training batches so far in the session.</summary>
    public long Iteration { get; set; }

    /// <summary>Index of the epoch that <see cref="Train"/> starts at; one more than the last finished one.</summary>
    public int NextEpoch { get; set; }

    /// <summary>What went wrong without a failure, a loss or weights that were NaN or infinite; null if nothing did.</summary>
    public string? Fault => watch.Fault;

    /// <summary>Trains up to the last epoch.</summary>
    /// <exception cref="SessionInterruptedException">The user stopped the session; the observers have been told.</exception>
    /// <exception cref="DivergedException">A loss was NaN or infinite, and the session is to stop then; the observers have been told.</exception>
    /// <exception cref="UserErrorException">A sample cannot be read, or a batch does not fit task, model, loss or consumers.</exception>
    public void Train()
    {
        Context.Log.Info($"loss: {Loss}");
        Context.Log.Info($"optimizer: {Context.Optimizer}");
        while (NextEpoch < Context.EpochCount)
        {
            try
            {
                TrainOneEpoch(NextEpoch);
            }
            catch (Exception error) when (error is SessionInterruptedException or DivergedException)
            {
                Observers.ForEach(o => o.Interrupted(this, NextEpoch));
                throw;
            }
        }

        Context.Log.Info($"training for session '{Context.SessionName}' done");
    }

    /// <summary>Evaluates the model on the test set, or on the validation set where there is no test set.</summary>
    /// <param name="epoch">Index of the epoch whose weights the model has.</param>
    /// <exception cref="UserErrorException">There is neither.</exception>
    public void Evaluate(int epoch)
    {
        var set = Context.Test ?? Context.Valid ?? throw new UserErrorException("There is neither test nor validation data to evaluate on.");
        var metrics = RunPass(set, epoch, training: false, isFinal: true).Metrics;
        var outputs = Outputs.GetValueOrDefault(epoch) ?? (Outputs[epoch] = new());
        _ = set == Context.Test ? outputs.TestMetrics = metrics : outputs.ValidMetrics = metrics;
        Context.Log.Info($"evaluation for session '{Context.SessionName}' done");
    }

    private void TrainOneEpoch(int epoch)
    {
        Context.Log.Info($"at epoch#{epoch} for '{Context.SessionName}' (dev={Context.Device})");
        Observers.ForEach(o => o.EpochStarts(this, epoch));
        if (!hasSpared && Context.Schedule.IsSpared(Context.Scheduler, epoch, Outputs))
        {
            hasSpared = true;
            Context.Log.Warn(string.Create(
                CultureInfo.InvariantCulture, $"'{Context.Schedule.StepMetric}', which the schedule follows, has no value in epoch#{epoch - 1}; epochs without one do not count for the schedule"));
        }

        Context.Schedule.Step(Context.Scheduler, epoch, Outputs);
        Context.Log.Debug(string.Create(CultureInfo.InvariantCulture, $"learning rate at {Context.LearningRate:F8}"));
        watch.LookAtRates(Context);
        watch.BeginEpoch();
        var train = RunPass(Context.Train!, epoch, training: true, isFinal: false);
        var valid = Context.Valid is { } set ? RunPass(set, epoch, training: false, isFinal: false) : null;

        var outputs = EpochOutputs.Of(train, valid);
        (Outputs[epoch], NextEpoch) = (outputs, epoch + 1);
        watch.LookAt(EpochName(epoch), Context.Model);
        var isBest = watch.EpochIsSound && Context.Monitor is { } monitor && monitor.Observe(epoch, outputs.Value(monitor.Name) ?? double.NaN);
        Observers.ForEach(o => o.EpochEnded(this, epoch, isBest));
    }

    /// <summary>Runs over a set once, or over its first batches where the session has a limit.</summary>
    internal PassSummary RunPass(SetRun configured, int epoch, bool training, bool isFinal)
    {
        var set = configured with { Consumers = [.. configured.Consumers, .. ConsumersOf(configured.Name)] };
        Context.Model.train(training);
        set.Begin(epoch, forget: !training);
        Context.Log.Debug("fetching data loader samples...");
        var count = Math.Min(set.Loader.BatchCount, Context.MaxBatches ?? int.MaxValue);
        var (losses, evaluationLosses, index) = (default(Mean), default(Mean), 0);
        var name = isFinal ? set.Name : $"{set.Name} {EpochName(epoch)}";
        watch.BeginPass();
        using var display = Context.Progress?.Begin(isFinal ? set.Name : $"{set.Name} epoch {epoch + 1}/{Context.EpochCount}", count);
        using var noGrad = training ? null : torch.no_grad();
        foreach (var batch in set.Loader)
        {
            using (batch)
            using (torch.NewDisposeScope())
            {
                if (training || index >= Context.SkipEvalIterations)
                {
                    watch.BeginBatch(set.Name, FormattableString.Invariant($"{name}, batch {index + 1}/{count}"), batch);
                    var outcome = training ? TrainStep(batch) : EvalStep(batch);
                    var data = DataOf(set, outcome, batch, index, count, epoch);
                    losses = losses.With(outcome.Loss);
                    evaluationLosses = evaluationLosses.With(outcome.EvaluationLoss);
                    watch.Note(outcome);
                    set.Update(data);
                    Observers.ForEach(o => o.BatchEnded(this, set, data));
                    Context.Progress?.Advance(outcome.Count);
                }
            }

            Iteration += training ? 1 : 0;
            Context.Stop.ThrowIfRequested();
            if (++index == Context.MaxBatches)
            {
                break;
            }
        }

        if (training || count > Context.SkipEvalIterations)
        {
            watch.EndPass(set.Name, name);
        }

        var pass = new PassSummary(set, epoch, isFinal, losses.Value, training ? Context.LearningRate : null, set.Evaluate(), evaluationLosses.Value);
        Observers.ForEach(o => o.PassEnded(this, pass));
        return pass;
    }
}
