using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's segmentation networks: a dilated residual network, a head on its last stage, and perhaps another on the one before.</summary>
/// <remarks>
/// Input: float32 (batch, 3, height, width); <see cref="Outputs"/> gives <c>out</c> and, with the second head, <c>aux</c>: (batch, classes, height,
/// width) scores, enlarged to the input's size. State-dict keys start with <c>backbone</c>, <c>classifier</c>, <c>aux_classifier</c>.
/// </remarks>
public sealed class SegmentationModel : nn.Module<Tensor, Tensor>, INamedOutputs
{
    private readonly ResNetBackbone backbone;
    private readonly Sequential classifier;
    private readonly nn.Module<Tensor, Tensor>? auxClassifier;

    /// <summary>Puts a network together.</summary>
    /// <param name="name">Name of the class in its text form.</param>
    /// <param name="backbone">The features.</param>
    /// <param name="classifier">The head on the last stage.</param>
    /// <param name="auxClassifier">The head on the stage before; null for none.</param>
    internal SegmentationModel(string name, ResNetBackbone backbone, Sequential classifier, nn.Module<Tensor, Tensor>? auxClassifier)
        : base(name)
    {
        (this.backbone, this.classifier, this.auxClassifier) = (backbone, classifier, auxClassifier);
        register_module("backbone", backbone);
        register_module("classifier", classifier);
        if (auxClassifier is not null)
        {
            register_module("aux_classifier", auxClassifier);
        }
    }

    /// <summary>The head on the last stage; its last layer, <c>4</c>, gives the scores.</summary>
    public Sequential Classifier => classifier;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Enlarged(classifier.call(backbone.Stages(input)[^1]), input).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public OrderedDictionary<string, Tensor> Outputs(Tensor input)
    {
        using var scope = NewDisposeScope();
        var stages = backbone.Stages(input);
        var outputs = new OrderedDictionary<string, Tensor> { ["out"] = Enlarged(classifier.call(stages[^1]), input).MoveToOuterDisposeScope() };
        if (auxClassifier is not null)
        {
            outputs["aux"] = Enlarged(auxClassifier.call(stages[^2]), input).MoveToOuterDisposeScope();
        }

        return outputs;
    }

    private static Tensor Enlarged(Tensor map, Tensor input) =>
        nn.functional.interpolate(map, size: [input.shape[2], input.shape[3]], mode: InterpolationMode.Bilinear, align_corners: false);
}
