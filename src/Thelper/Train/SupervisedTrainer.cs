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
            throw new UserErrorException($"the task names no ground truth, so nothing can be trained: {context.Task}");
        }
    }

    /// <summary>A loss to suggest when there is none.</summary>
    protected virtual string LossExample => "\"loss\": {\"type\": \"torch.nn.CrossEntropyLoss\"}";

    /// <summary>What messages call the ground truth.</summary>
    protected virtual string TruthName => "ground truth";

    /// <inheritdoc/>
    protected internal override BatchOutcome TrainStep(Sample batch)
    {
        var truth = Truth(batch)
            ?? throw new UserErrorException($"The samples have no {TruthName}s under '{Context.Task.GtKey}', so nothing can be trained on them.");
        Context.Optimizer!.zero_grad();
        if (batch[Context.Task.InputKey] is IReadOnlyList<object?> copies)
        {
            return TrainOnCopies(copies, truth);
        }

        var (input, target) = (ReadInput(batch[Context.Task.InputKey]), ReadTarget(truth));
        var prediction = Predict(input);
        var loss = Measure(prediction, target);
        loss.backward();
        Context.Optimizer.step();
        return new((int)input.shape[0], input, prediction.detach().cpu(), target, loss.ToDouble());
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
        return new((int)input.shape[0], input, Predict(input).cpu(), truth is null ? null : ReadTarget(truth), null);
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
        var total = 0.0;
        for (var i = 0; i < copies.Count; i++)
        {
            var input = ReadInput(copies[i]);
            var prediction = Predict(input);
            var loss = Measure(prediction, targets[i]);
            loss.backward();
            total += loss.ToDouble();
            inputs.Add(input);
            predictions.Add(prediction.detach().cpu());
        }

        Context.Optimizer!.step();
        var all = cat(predictions.ToArray());
        return new((int)all.shape[0], inputs, all, cat(targets), total / copies.Count);
    }

    private BatchOutcome EvaluateCopies(IReadOnlyList<object?> copies, object? truth)
    {
        var targets = truth is null ? null : Targets(copies, truth);
        for (var i = 1; i < targets?.Length; i++)
        {
            if (!aten.equal(targets[0], targets[i]))
            {
                throw new UserErrorException($"The augmented copies of a sample differ in their {TruthName} '{Context.Task.GtKey}'.");
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

        var mean = aten.mean_dim(stack(predictions), [0]).cpu();
        return new((int)mean.shape[0], inputs, mean, targets?[0], null);
    }

    private Tensor[] Targets(IReadOnlyList<object?> copies, object truth)
        => truth is IReadOnlyList<object?> list && list.Count == copies.Count && list.All(entry => entry is not null)
            ? [.. list.Select(entry => ReadTarget(entry!))]
            : throw new UserErrorException($"The augmentation made {copies.Count} copies of '{Context.Task.InputKey}' but not of the {TruthName} '{Context.Task.GtKey}'.");

    private object? Truth(Sample batch) => Context.Task.GtKey is { } key && batch.TryGetValue(key, out var value) ? value : null;
}
