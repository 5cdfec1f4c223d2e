using Microsoft.Extensions.Logging;
using Thelper.Torch;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>A segmentation network of torchvision whose last layers are reconnected to the number of classes of its task.</summary>
public sealed class ExternalSegmModule : ExternalModule, INamedOutputs
{
    private readonly ModelLog log;

    /// <summary>Wraps a network and reconnects its heads.</summary>
    /// <param name="model">The network; owned from now on.</param>
    /// <param name="task">A segmentation task.</param>
    /// <param name="typeName">The name under which a configuration finds the network's function.</param>
    /// <param name="config">The arguments it was made with.</param>
    /// <param name="logger">Receives what was reconnected.</param>
    /// <exception cref="UserErrorException">The task is another one.</exception>
    public ExternalSegmModule(
        nn.Module<Tensor, Tensor> model, Tasks.Task task, string typeName, IReadOnlyDictionary<string, object?> config, ILogger? logger = null)
        : base(model, task, typeName, config)
    {
        log = new ModelLog(logger);
        SetTask(task);
    }

    /// <summary>Whether a network is one of these.</summary>
    /// <param name="network">Any network.</param>
    internal static bool Fits(nn.Module network) => network is SegmentationModel or LRASPP;

    /// <summary>Specialises the network to a task: another number of classes gets fresh last layers, of the second head, too.</summary>
    /// <param name="task">A segmentation task.</param>
    /// <exception cref="UserErrorException">The task is another one.</exception>
    public override void SetTask(Tasks.Task task)
    {
        var classes = OutputCount.OfSegmentation(task, TypeName);
        base.SetTask(task);
        HeadSurgery.Reconnect(Model, classes, log);
    }

    /// <inheritdoc/>
    public OrderedDictionary<string, Tensor> Outputs(Tensor input) => ((INamedOutputs)Model).Outputs(input);
}
