using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>The last layer of Fast R-CNN: a score for each class, the background first, and a box for each class.</summary>
public sealed class FastRCNNPredictor : nn.Module<Tensor, (Tensor Scores, Tensor Boxes)>
{
    private readonly Linear cls_score;
    private readonly Linear bbox_pred;

    /// <summary>Builds the layer.</summary>
    /// <param name="inChannels">Features of a region.</param>
    /// <param name="numClasses">Classes, the background counted.</param>
    public FastRCNNPredictor(long inChannels, long numClasses)
    {
        cls_score = nn.Linear(inChannels, numClasses);
        bbox_pred = nn.Linear(inChannels, numClasses * 4);
        RegisterComponents();
    }

    /// <summary>Features of a region.</summary>
    public long InChannels => cls_score.weight.shape[1];

    /// <summary>Classes, the background counted.</summary>
    public long ClassCount => cls_score.weight.shape[0];

    /// <inheritdoc/>
    public override (Tensor Scores, Tensor Boxes) forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var flat = input.flatten(1);
        return (cls_score.call(flat).MoveToOuterDisposeScope(), bbox_pred.call(flat).MoveToOuterDisposeScope());
    }
}
