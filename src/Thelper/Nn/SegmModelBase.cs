using Thelper.Torch;
using Thelper.Torch.Modules;
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
        SetConfig(("pretrained", pretrained));
        if (pretrainedBackbone)
        {
            // The original has no such parameter.
            SetConfig(("pretrained_backbone", true));
        }

        SetTask(task);
    }

    /// <summary>The task, if the model can be used for it; asked before anything is built.</summary>
    /// <typeparam name="T">The model's class.</typeparam>
    /// <param name="task">The task.</param>
    private protected static Tasks.Task Checked<T>(Tasks.Task task)
        where T : SegmModelBase
    {
        OutputCount.OfSegmentation(task, Thelper.Config.TypeRegistry.NameOf(typeof(T))!);
        return task;
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
            model.Classifier.ReplaceLayer(4, nn.Conv2d(((Conv2d)model.Classifier[4]).weight.shape[1], count, 1));
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => model.call(input);

    /// <inheritdoc/>
    public OrderedDictionary<string, Tensor> Outputs(Tensor input) => model.Outputs(input);
}
