using Thelper.Torch;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>A segmentation network of torchvision, under <c>model.</c>, with a last layer for the task's classes.</summary>
public abstract class SegmModelBase : Module, INamedOutputs
{
    private readonly SegmentationModel model;
    private int classes = 21;

    private protected SegmModelBase(Tasks.Task task, SegmentationModel model, bool pretrained, bool pretrainedBackbone)
        : base(task)
    {
        this.model = model;
        register_module("model", model);
        SetConfig(("pretrained", pretrained), ("pretrained_backbone", pretrainedBackbone));
        SetTask(task);
    }

    /// <summary>Specialises the network to a task: another number of classes gets a fresh last layer; a second head keeps its own.</summary>
    /// <param name="task">A segmentation task.</param>
    public sealed override void SetTask(Tasks.Task task)
    {
        var count = OutputCount.OfSegmentation(task, TypeName);
        Task = task;
        if (count != classes)
        {
            classes = count;
            var last = model.Classifier.named_children().First(child => child.name == "4").module;
            model.Classifier.ReplaceChild("4", (nn.Module<Tensor, Tensor>)nn.Conv2d(((Torch.Modules.Conv2d)last).weight.shape[1], count, 1));
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => model.call(input);

    /// <inheritdoc/>
    public OrderedDictionary<string, Tensor> Outputs(Tensor input) => model.Outputs(input);
}
