using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's segmentation networks: the dilated features of a classifier, a head on the last ones, and perhaps another on earlier ones.</summary>
/// <remarks>
/// Input: float32 (batch, 3, height, width); <see cref="Outputs"/> gives <c>out</c> and, with the second head, <c>aux</c>: (batch, classes, height,
/// width) scores, enlarged to the input's size. State-dict keys start with <c>backbone</c>, <c>classifier</c>, <c>aux_classifier</c>.
/// </remarks>
public sealed class SegmentationModel : nn.Module<Tensor, Tensor>, INamedOutputs, INamedHeads
{
    private readonly IntermediateLayerGetter backbone;
    private readonly Sequential classifier;
    private Sequential? auxClassifier;

    /// <summary>Puts a network together.</summary>
    /// <param name="name">Name of the class in its text form.</param>
    /// <param name="backbone">The features: <c>out</c>, and <c>aux</c> for the second head.</param>
    /// <param name="classifier">The head on <c>out</c>.</param>
    /// <param name="auxClassifier">The head on <c>aux</c>; null for none.</param>
    internal SegmentationModel(string name, IntermediateLayerGetter backbone, Sequential classifier, Sequential? auxClassifier)
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

    /// <summary>The head on the last features; its last layer, <c>4</c>, gives the scores.</summary>
    public Sequential Classifier => classifier;

    /// <inheritdoc/>
    public IReadOnlyList<string> Heads => auxClassifier is null ? ["classifier.4"] : ["classifier.4", "aux_classifier.4"];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Enlarged(classifier.call(backbone.call(input)["out"]), input).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public OrderedDictionary<string, Tensor> Outputs(Tensor input)
    {
        using var scope = NewDisposeScope();
        var features = backbone.call(input);
        var outputs = new OrderedDictionary<string, Tensor> { ["out"] = Enlarged(classifier.call(features["out"]), input).MoveToOuterDisposeScope() };
        if (auxClassifier is not null)
        {
            outputs["aux"] = Enlarged(auxClassifier.call(features["aux"]), input).MoveToOuterDisposeScope();
        }

        return outputs;
    }

    /// <summary>Takes the second head away, as after loading weights that have one.</summary>
    internal void DropAuxiliary()
    {
        register_module("aux_classifier", null);
        auxClassifier?.Dispose();
        auxClassifier = null;
    }

    /// <summary>Scores of the image's size; they belong to the current dispose scope.</summary>
    /// <param name="map">Scores of a smaller size.</param>
    /// <param name="input">The image.</param>
    internal static Tensor Enlarged(Tensor map, Tensor input) =>
        nn.functional.interpolate(map, size: [input.shape[2], input.shape[3]], mode: InterpolationMode.Bilinear, align_corners: false);
}
