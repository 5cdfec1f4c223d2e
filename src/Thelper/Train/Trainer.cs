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
///     reseed with seed + epoch; model.train()
///     for each training batch:    forward, loss, backward, optimizer step -> consumers
///     reseed with seed + epoch; model.eval(); forget the previous epoch's validation
///     for each validation batch:  forward -> consumers
///     is the monitored value the best so far?
///     tell the observers: they save checkpoints, reports, event files
/// </code>
/// A session ends with <see cref="Evaluate"/> on the test set. After each step a pending <see cref="StopRequest"/> ends the epoch.
/// </remarks>
/// <param name="context">Everything that the session built for it.</param>
public abstract class Trainer(TrainerContext context)
{
    /// <summary>What the session built.</summary>
    public TrainerContext Context { get; } = context;

    /// <summary>The outputs of the epochs so far, by index.</summary>
    public SortedDictionary<int, EpochOutputs> Outputs { get; } = [];

    /// <summary>Training batches so far in the session.</summary>
    public long Iteration { get; set; }

    /// <summary>Index of the epoch that <see cref="Train"/> starts at; one more than the last finished one.</summary>
    public int NextEpoch { get; set; }

    /// <summary>Trains up to the last epoch.</summary>
    /// <exception cref="SessionInterruptedException">The user stopped the session; the observers have been told.</exception>
    public void Train()
    {
        Context.Log.Info($"loss: {Context.Loss}");
        Context.Log.Info($"optimizer: {Context.Optimizer}");
        while (NextEpoch < Context.EpochCount)
        {
            try
            {
                TrainOneEpoch(NextEpoch);
            }
            catch (SessionInterruptedException)
            {
                Context.Observers.ForEach(o => o.Interrupted(this, NextEpoch));
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
        if (!Outputs.TryGetValue(epoch, out var outputs))
        {
            Outputs[epoch] = outputs = new();
        }

        _ = set == Context.Test ? outputs.TestMetrics = metrics : outputs.ValidMetrics = metrics;
        Context.LogResults("final", metrics);
        Context.Log.Info($"evaluation for session '{Context.SessionName}' done");
    }

    /// <summary>Trains on one batch: forward, loss, backward, optimizer step.</summary>
    /// <param name="batch">The batch.</param>
    /// <returns>What came out; the tensors belong to the current dispose scope.</returns>
    protected internal abstract BatchOutcome TrainStep(Sample batch);

    /// <summary>Evaluates one batch; called without gradients.</summary>
    /// <param name="batch">The batch.</param>
    /// <returns>What came out; the tensors belong to the current dispose scope.</returns>
    protected internal abstract BatchOutcome EvalStep(Sample batch);

    private void TrainOneEpoch(int epoch)
    {
        Context.Log.Info($"at epoch#{epoch} for '{Context.SessionName}' (dev={Context.Device})");
        Context.Observers.ForEach(o => o.EpochStarts(this, epoch));
        Context.StepScheduler(epoch, Outputs);
        Context.Log.Debug(string.Create(CultureInfo.InvariantCulture, $"learning rate at {Context.LearningRate:F8}"));
        var train = RunPass(Context.Train!, epoch, training: true, isFinal: false);
        var valid = Context.Valid is { } set ? RunPass(set, epoch, training: false, isFinal: false) : null;

        var outputs = new EpochOutputs { TrainLoss = train.Loss, ValidLoss = valid?.Loss, TrainMetrics = train.Metrics, ValidMetrics = valid?.Metrics };
        Context.LogResults($"epoch#{epoch}", outputs.Flatten());
        (Outputs[epoch], NextEpoch) = (outputs, epoch + 1);
        var isBest = Context.Observe(epoch, outputs);
        Context.Observers.ForEach(o => o.EpochEnded(this, epoch, isBest));
    }

    private PassSummary RunPass(SetRun set, int epoch, bool training, bool isFinal)
    {
        TrainerContext.Reseed(set, epoch);
        Context.Model.train(training);
        set.Begin(epoch, forget: !training);
        var (count, index, losses, lossCount) = (set.Loader.BatchCount, 0, 0.0, 0);
        using var display = Context.ShowProgress(isFinal ? set.Name : $"{set.Name} epoch {epoch + 1}/{Context.EpochCount}", count);
        using var noGrad = training ? null : torch.no_grad();
        foreach (var batch in set.Loader)
        {
            using (batch)
            using (torch.NewDisposeScope())
            {
                if (training || index >= Context.SkipEvalIterations)
                {
                    var outcome = training ? TrainStep(batch) : EvalStep(batch);
                    var data = DataOf(set, outcome, batch, index, count, epoch);
                    (losses, lossCount) = outcome.Loss is { } loss ? (losses + loss, lossCount + 1) : (losses, lossCount);
                    set.Update(data);
                    Context.BatchEnded(this, set, data, outcome.Count);
                }
            }

            index++;
            Iteration += training ? 1 : 0;
            Context.Stop.ThrowIfRequested();
        }

        double? mean = lossCount > 0 ? losses / lossCount : null;
        var pass = new PassSummary(set, epoch, isFinal, mean, training ? Context.LearningRate : null, set.Evaluate());
        Context.Observers.ForEach(o => o.PassEnded(this, pass));
        return pass;
    }

    /// <summary>What consumers see of a batch.</summary>
    internal IterationData DataOf(SetRun set, BatchOutcome outcome, Sample batch, int index, int count, int epoch) => new()
    {
        Task = Context.Task,
        Input = outcome.Input,
        Prediction = outcome.Prediction,
        PredictedBoxes = outcome.Boxes,
        Target = outcome.Target,
        Sample = batch,
        Loss = outcome.Loss,
        IterationIndex = index,
        IterationCount = count,
        EpochIndex = epoch,
        EpochCount = Context.EpochCount,
        OutputPath = set.OutputPath,
    };
}
