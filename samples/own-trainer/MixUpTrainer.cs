using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Samples;

/// <summary>Trains a classifier on mixtures of two images each (mixup: Zhang et al., arXiv:1710.09412).</summary>
public sealed class MixUpTrainer : Trainer
{
    private readonly Classification task;
    private readonly double strength;

    public MixUpTrainer(TrainerContext context, double strength = 0.3)
        : base(context)
    {
        task = (Classification)context.Task;
        this.strength = strength;
        RequireForTraining("loss", context.Loss, "\"loss\": {\"type\": \"torch.nn.CrossEntropyLoss\"}");
        RequireForTraining("optimizer", context.Optimizer, "\"optimizer\": {\"type\": \"torch.optim.Adam\"}");
    }

    protected override BatchOutcome TrainStep(Sample batch)
    {
        var (images, labels) = Read(batch);
        var partner = randperm(images.shape[0]);
        var share = 1 - (strength * rand(1).ToDouble());
        var mixed = (share * images) + ((1 - share) * images[partner]);

        Context.Optimizer!.zero_grad();
        var prediction = Predict(mixed);
        var loss = (share * LossOf(prediction, labels)) + ((1 - share) * LossOf(prediction, labels[partner]));
        loss.backward();
        Context.Optimizer.step();
        return new BatchOutcome((int)images.shape[0], mixed, prediction.detach().cpu(), labels.cpu(), loss.ToDouble());
    }

    // Called without gradients; no loss is needed.
    protected override BatchOutcome EvalStep(Sample batch)
    {
        var (images, labels) = Read(batch);
        return new BatchOutcome((int)images.shape[0], images, Predict(images).cpu(), labels.cpu(), null);
    }

    private (Tensor Images, Tensor Labels) Read(Sample batch)
    {
        var images = ((Tensor)batch[task.InputKey]!).to(Context.Device);
        var names = (System.Collections.Generic.IReadOnlyList<object?>)batch[task.LabelKey]!;
        var labels = new long[names.Count];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = task.ClassIndices[(string)names[i]!];
        }

        return (images, tensor(labels).to(Context.Device));
    }
}
