using Thelper.Data;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Train;

/// <summary>Trains and evaluates image classifiers, single-label and multi-label.</summary>
/// <remarks>
/// Inputs are cast to float32. A sample whose values are lists (copies made by an augmentation) trains with one forward and
/// backward per copy and a single optimizer step; in evaluation the predictions of the copies are averaged.
/// </remarks>
[TypeName("thelper.train.classif.ImageClassifTrainer", "thelper.train.ImageClassifTrainer")]
public sealed class ImageClassifTrainer : Trainer
{
    private readonly Classification task;

    /// <summary>Creates the trainer.</summary>
    /// <param name="context">What the session built.</param>
    /// <exception cref="UserErrorException">The task is no classification, or training lacks a loss, an optimizer or labels.</exception>
    public ImageClassifTrainer(TrainerContext context)
        : base(context)
    {
        task = context.Task as Classification
            ?? throw new UserErrorException($"trainer.type: ImageClassifTrainer needs a classification task, not {context.Task.GetType().Name}.");
        context.RequireForTraining("loss", context.Loss, "\"loss\": {\"type\": \"torch.nn.CrossEntropyLoss\"}");
        context.RequireForTraining("optimizer", context.Optimizer, "\"optimizer\": {\"type\": \"torch.optim.Adam\", \"params\": {\"lr\": 0.001}}");
    }

    /// <inheritdoc/>
    protected internal override BatchOutcome TrainStep(Sample batch)
    {
        var labels = Labels(batch) ?? throw new UserErrorException($"The samples have no labels under '{task.LabelKey}', so nothing can be trained on them.");
        Context.Optimizer!.zero_grad();
        if (batch[task.InputKey] is IReadOnlyList<object?> copies)
        {
            return TrainOnCopies(copies, labels);
        }

        var (input, target) = (Input(batch[task.InputKey]), ClassificationTargets.Read(labels, task));
        var prediction = Context.Model.call(input);
        var loss = Context.Loss!.call(prediction, target.to(Context.Device));
        loss.backward();
        Context.Optimizer.step();
        return new((int)input.shape[0], input, prediction.detach().cpu(), target, loss.ToDouble());
    }

    /// <inheritdoc/>
    protected internal override BatchOutcome EvalStep(Sample batch)
    {
        var labels = Labels(batch);
        if (batch[task.InputKey] is IReadOnlyList<object?> copies)
        {
            return EvaluateCopies(copies, labels);
        }

        var input = Input(batch[task.InputKey]);
        var target = labels is null ? null : ClassificationTargets.Read(labels, task);
        return new((int)input.shape[0], input, Context.Model.call(input).cpu(), target, null);
    }

    private BatchOutcome TrainOnCopies(IReadOnlyList<object?> copies, object labels)
    {
        var targets = Targets(copies, labels);
        var predictions = new List<Tensor>(copies.Count);
        var inputs = new List<object?>(copies.Count);
        var total = 0.0;
        for (var i = 0; i < copies.Count; i++)
        {
            var input = Input(copies[i]);
            var prediction = Context.Model.call(input);
            var loss = Context.Loss!.call(prediction, targets[i].to(Context.Device));
            loss.backward();
            total += loss.ToDouble();
            inputs.Add(input);
            predictions.Add(prediction.detach().cpu());
        }

        Context.Optimizer!.step();
        var all = torch.cat(predictions.ToArray());
        return new((int)all.shape[0], inputs, all, torch.cat(targets), total / copies.Count);
    }

    private BatchOutcome EvaluateCopies(IReadOnlyList<object?> copies, object? labels)
    {
        var targets = labels is null ? null : Targets(copies, labels);
        for (var i = 1; i < targets?.Length; i++)
        {
            if (!aten.equal(targets[0], targets[i]))
            {
                throw new UserErrorException($"The augmented copies of a sample differ in their label '{task.LabelKey}'.");
            }
        }

        var inputs = new List<object?>(copies.Count);
        var predictions = new Tensor[copies.Count];
        for (var i = 0; i < copies.Count; i++)
        {
            var input = Input(copies[i]);
            inputs.Add(input);
            predictions[i] = Context.Model.call(input);
        }

        var mean = aten.mean_dim(torch.stack(predictions), [0]).cpu();
        return new((int)mean.shape[0], inputs, mean, targets?[0], null);
    }

    private Tensor[] Targets(IReadOnlyList<object?> copies, object labels)
        => labels is IReadOnlyList<object?> list && list.Count == copies.Count
            ? [.. list.Select(l => ClassificationTargets.Read(l, task))]
            : throw new UserErrorException($"The augmentation made {copies.Count} copies of '{task.InputKey}' but not of the label '{task.LabelKey}'.");

    private object? Labels(Sample batch) => task.LabelKey is { } key && batch.TryGetValue(key, out var labels) ? labels : null;

    private Tensor Input(object? value) => value is Tensor tensor
        ? tensor.to(Context.Device).to(ScalarType.Float32)
        : throw new UserErrorException($"The sample's '{task.InputKey}' is {value?.GetType().Name ?? "null"}, not a tensor; add a ToTensor transform.");
}
