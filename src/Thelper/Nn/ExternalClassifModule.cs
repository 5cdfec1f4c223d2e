using Microsoft.Extensions.Logging;
using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>An external network whose last layer is reconnected to the number of classes of its task.</summary>
/// <remarks>
/// A network of torchvision names its output layers (<see cref="Vision.Models.INamedHeads"/>). In others are looked for, in order: a linear layer <c>fc</c>; a linear layer <c>classifier</c>; the classifier of a SqueezeNet (arXiv:1602.07360).
/// A network with none of these is used as it is, with a warning.
/// </remarks>
public sealed class ExternalClassifModule : ExternalModule
{
    private const string SqueezeNet = "SqueezeNet";
    private readonly ModelLog log;

    /// <summary>Wraps a network and reconnects its head.</summary>
    /// <param name="model">The network; owned from now on.</param>
    /// <param name="task">A classification task.</param>
    /// <param name="typeName">The name under which a configuration finds the network's class or function.</param>
    /// <param name="config">The arguments it was made with.</param>
    /// <param name="logger">Receives what was reconnected.</param>
    public ExternalClassifModule(
        nn.Module<Tensor, Tensor> model, Tasks.Task task, string typeName, IReadOnlyDictionary<string, object?> config, ILogger? logger = null)
        : base(model, task, typeName, config)
    {
        log = new ModelLog(logger);
        SetTask(task);
    }

    /// <inheritdoc/>
    public override void SetTask(Tasks.Task task)
    {
        var classes = OutputCount.OfClassification(task, TypeName);
        if (ExternalSegmModule.Fits(Model))
        {
            throw new UserErrorException($"model '{TypeName}' segments images; it cannot be used for {task}");
        }

        base.SetTask(task);
        if (HeadSurgery.Reconnect(Model, classes, log))
        {
            return;
        }

        var children = Model.named_children().ToDictionary(child => child.name, child => child.module);
        if (children.GetValueOrDefault("fc") is Linear fc)
        {
            Reconnect("fc", fc, classes);
        }
        else if (children.GetValueOrDefault("classifier") is Linear classifier)
        {
            Reconnect("classifier", classifier, classes);
        }
        else if (Model.GetName() == SqueezeNet && children.GetValueOrDefault("classifier") is Sequential head)
        {
            ReconnectSqueezeNet(head, classes);
        }
        else
        {
            log.Warning($"could not reconnect the last layer of '{TypeName}' for {classes} classes; it is used as it is");
        }
    }

    private void Reconnect(string name, Linear old, int classes)
    {
        var (inputs, outputs) = (old.weight.shape[1], old.weight.shape[0]);
        if (outputs != classes)
        {
            log.Information($"reconnecting '{name}' layer for {classes} outputs");
            Model.ReplaceChild(name, nn.Linear(inputs, classes, hasBias: old.bias is not null));
        }
    }

    private void ReconnectSqueezeNet(Sequential head, int classes)
    {
        if (head.modules().OfType<Conv2d>().Last().weight.shape[0] != classes)
        {
            log.Information($"reconnecting the SqueezeNet classifier for {classes} outputs");
            Model.ReplaceChild(
                "classifier",
                nn.Sequential(nn.Dropout(0.5), nn.Conv2d(512, classes, 1), nn.ReLU(inplace: true), nn.AvgPool2d(13, stride: 1)));
        }
    }
}
