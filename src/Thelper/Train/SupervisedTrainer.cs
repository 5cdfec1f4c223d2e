using Thelper.Data.Mixing;
using Thelper.Logging;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Train;

/// <summary>What the trainers have in common that compare one prediction with one ground truth by the configured loss.</summary>
/// <remarks>
/// A sample whose values are lists (copies made by an augmentation, see <see cref="Transforms.Duplicator"/>) trains with one forward and
/// backward per copy and a single optimizer step; in evaluation the predictions of the copies are averaged.
/// </remarks>
public abstract class SupervisedTrainer : Trainer
{
    private bool hasNoEvaluationLoss;

    /// <summary>Creates the trainer.</summary>
    /// <param name="context">What the session built.</param>
    /// <exception cref="UserErrorException">Training lacks a loss, an optimizer, or a ground truth.</exception>
    protected SupervisedTrainer(TrainerContext context)
        : base(context)
    {
        RequireForTraining("loss", context.Loss, LossExample);
        RequireForTraining("optimizer", context.Optimizer, "\"optimizer\": {\"type\": \"torch.optim.Adam\", \"params\": {\"lr\": 0.001}}");
        if (context.Train is not null && context.Task.GtKey is null)
        {
            throw new UserErrorException($"{context.Places.Of("datasets")}: the task names no ground truth, so nothing can be trained: {context.Task}");
        }
    }

    /// <inheritdoc/>
    protected internal override bool LearnsMixtures => true;

    /// <summary>What messages call the ground truth.</summary>
    protected virtual string TruthName => "ground truth";

    /// <inheritdoc/>
    protected internal override BatchOutcome TrainStep(Sample batch)
    {
        var truth = Truth(batch)
            ?? throw new UserErrorException($"{At("datasets")}: the samples have no {TruthName}s under '{Context.Task.GtKey}', so nothing can be trained on them.");
        Context.Optimizer!.zero_grad();
        if (batch[Context.Task.InputKey] is IReadOnlyList<object?> copies)
        {
            return TrainOnCopies(copies, truth);
        }

        var (input, target) = (ReadInput(batch[Context.Task.InputKey]), ReadTarget(truth));
        var prediction = Predict(input);
        var measured = MeasureMixed(prediction, target, batch);
        double? loss = null;
        if (measured is null)
        {
            StepWithoutLoss(prediction);
        }
        else
        {
            loss = Learn(measured);
        }

        return new((int)input.shape[0], input, prediction.detach().cpu(), target, loss, IsEmpty: measured is null);
    }

    // Where labels were mixed by shares, so is the loss: share * loss(own) + (1 - share) * loss(partner's). Null if there is nothing to average over.
    private Tensor? MeasureMixed(Tensor prediction, Tensor target, Sample batch)
    {
        if (batch.GetValueOrDefault(BatchMix.PartnerKey) is not Tensor partners || batch.GetValueOrDefault(BatchMix.ShareKey) is not double share)
        {
            return IsEmpty(target) ? null : Measure(prediction, target);
        }

        var others = target.index_select(0, partners.cpu());
        var (own, partner) = (IsEmpty(target) ? null : Measure(prediction, target), IsEmpty(others) ? null : Measure(prediction, others));
        return own is null ? partner : partner is null ? own : (own * share) + (partner * (1 - share));
    }

    /// <inheritdoc/>
    protected internal override BatchOutcome EvalStep(Sample batch)
    {
        var truth = Truth(batch);
        if (batch[Context.Task.InputKey] is IReadOnlyList<object?> copies)
        {
            return EvaluateCopies(copies, truth);
        }

        var input = ReadInput(batch[Context.Task.InputKey]);
        var prediction = Predict(input);
        var target = truth is null ? null : ReadTarget(truth);
        var isEmpty = target is not null && IsEmpty(target);
        var loss = target is null || isEmpty ? null : EvaluationLoss(prediction, target);
        return new((int)input.shape[0], input, prediction.cpu(), target, null, EvaluationLoss: loss, IsEmpty: isEmpty);
    }

    /// <summary>Whether a batch of truth has nothing to average a loss over: the mean of no numbers is NaN.</summary>
    /// <param name="target">The truth, on the CPU.</param>
    protected virtual bool IsEmpty(Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target.numel() == 0 || (Loss is not null && AveragedTargets.IsEmpty(Loss, target));
    }

    // Where a loss does not take the validation set's truth, such as a class that training never meets, the metrics are all there is.
    private double? EvaluationLoss(Tensor prediction, Tensor target)
    {
        if (Loss is null || hasNoEvaluationLoss)
        {
            return null;
        }

        try
        {
            return Measure(prediction, target).ToDouble();
        }
        catch (UserErrorException error)
        {
            hasNoEvaluationLoss = true;
            Context.Log.Warn($"there is no loss of evaluations: {error.Message}");
            return null;
        }
    }

    // What PyTorch's cross-entropy does with a batch of ignored pixels alone: gradients of 0, and a step, so that momentum goes on as in the original.
    private void StepWithoutLoss(Tensor prediction)
    {
        if (prediction.requires_grad)
        {
            prediction.backward(zeros_like(prediction));
            StepOptimizer();
        }
    }

    /// <summary>Reads a batch of inputs.</summary>
    /// <param name="value">The value under the task's input key.</param>
    /// <returns>The tensor for the model, on the device.</returns>
    /// <exception cref="UserErrorException">The value is nothing that the model can take.</exception>
    protected virtual Tensor ReadInput(object? value) => Tensors.Input(value, Context).to(ScalarType.Float32);

    /// <summary>Reads a batch of ground truth.</summary>
    /// <param name="value">The value under the task's ground truth key.</param>
    /// <returns>The tensor for the consumers and the loss, on the CPU.</returns>
    /// <exception cref="UserErrorException">The value does not fit the task.</exception>
    protected abstract Tensor ReadTarget(object value);

    /// <summary>Computes the loss.</summary>
    /// <param name="prediction">What the model answered.</param>
    /// <param name="target">The truth, on the CPU.</param>
    /// <returns>A scalar with a graph.</returns>
    /// <exception cref="UserErrorException">The loss does not fit the two.</exception>
    protected virtual Tensor Measure(Tensor prediction, Tensor target) => LossOf(prediction, target.to(Context.Device));

    private BatchOutcome TrainOnCopies(IReadOnlyList<object?> copies, object truth)
    {
        var targets = Targets(copies, truth);
        var predictions = new List<Tensor>(copies.Count);
        var inputs = new List<object?>(copies.Count);
        var (total, counted) = (0.0, 0);
        for (var i = 0; i < copies.Count; i++)
        {
            var input = ReadInput(copies[i]);
            var prediction = Predict(input);
            if (!IsEmpty(targets[i]))
            {
                var loss = Measure(prediction, targets[i]);
                total += AcceptLoss(loss);
                counted++;
                loss.backward();
            }

            inputs.Add(input);
            predictions.Add(prediction.detach().cpu());
        }

        StepOptimizer();
        var all = cat(predictions.ToArray());
        return new((int)all.shape[0], inputs, all, cat(targets), counted == 0 ? null : total / counted, IsEmpty: counted == 0);
    }

    private BatchOutcome EvaluateCopies(IReadOnlyList<object?> copies, object? truth)
    {
        var targets = truth is null ? null : Targets(copies, truth);
        for (var i = 1; i < targets?.Length; i++)
        {
            if (!aten.equal(targets[0], targets[i]))
            {
                throw new UserErrorException($"{At("loaders")}: the augmented copies of a sample differ in their {TruthName} '{Context.Task.GtKey}'.");
            }
        }

        var inputs = new List<object?>(copies.Count);
        var predictions = new Tensor[copies.Count];
        for (var i = 0; i < copies.Count; i++)
        {
            var input = ReadInput(copies[i]);
            inputs.Add(input);
            predictions[i] = Predict(input);
        }

        var mean = aten.mean_dim(stack(predictions), [0]);
        var isEmpty = targets is not null && IsEmpty(targets[0]);
        var loss = targets is null || isEmpty ? null : EvaluationLoss(mean, targets[0]);
        return new((int)mean.shape[0], inputs, mean.cpu(), targets?[0], null, EvaluationLoss: loss, IsEmpty: isEmpty);
    }

    private Tensor[] Targets(IReadOnlyList<object?> copies, object truth)
        => truth is IReadOnlyList<object?> list && list.Count == copies.Count && list.All(entry => entry is not null)
            ? [.. list.Select(entry => ReadTarget(entry!))]
            : throw new UserErrorException($"{At("loaders")}: the augmentation made {copies.Count} copies of '{Context.Task.InputKey}' but not of the {TruthName} '{Context.Task.GtKey}'.");

    private object? Truth(Sample batch) => Context.Task.GtKey is { } key && batch.TryGetValue(key, out var value) ? value : null;
}
