using Thelper.Infer;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Sessions;

/// <summary>Runs a trained model on samples one at a time, as evaluations do. One thread at a time is in it.</summary>
public sealed class SampleScorer : IDisposable
{
    private readonly Lock gate = new();
    private readonly Nn.Module model;
    private readonly Trainer trainer;

    internal SampleScorer(Nn.Module model, Trainer trainer, string source)
    {
        (this.model, this.trainer, Source) = (model, trainer, source);
        model.eval();
    }

    /// <summary>The checkpoint.</summary>
    public string Source { get; }

    /// <summary>Scores a sample as the first epoch loads it.</summary>
    /// <param name="set">The set.</param>
    /// <param name="position">The sample.</param>
    /// <exception cref="UserErrorException">It cannot be loaded, or does not suit the model.</exception>
    public SampleScore Score(ViewedSet set, int position)
    {
        ArgumentNullException.ThrowIfNull(set);
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var batch = set.Pack(set.Load(position, epoch: 0), position);
        BatchOutcome outcome;
        lock (gate)
        {
            outcome = trainer.EvalStep(batch);
        }

        var names = (trainer.Context.Task as IClassTask)?.ClassNames;
        if (outcome.Boxes is [{ Count: > 0 } boxes])
        {
            var best = boxes.MaxBy(box => box.Confidence as double? ?? 0)!;
            return new(outcome.Loss ?? outcome.EvaluationLoss, best.Confidence as double?, null);
        }

        if (outcome.Prediction is not { ndim: >= 2 } prediction || names is null || prediction.shape[1] != names.Count)
        {
            return new(outcome.Loss ?? outcome.EvaluationLoss, null, null);
        }

        var shares = trainer.Context.Task is Classification { MultiLabel: true } ? prediction.sigmoid() : prediction.softmax(1);
        var best1 = aten.max_dim(shares, 1);
        var answer = prediction.ndim == 2 ? names[(int)prediction.argmax(1).reshape(-1)[0].ToInt64()] : null;
        return new(outcome.Loss ?? outcome.EvaluationLoss, best1.values.mean().ToDouble(), answer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        trainer.Loss?.Dispose();
        trainer.Context.Optimizer?.Dispose();
        model.Dispose();
    }
}
