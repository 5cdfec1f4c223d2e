using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>What many classifiers of torchvision share: <c>features</c> of an image, a mean over the place (<c>avgpool</c>), and a <c>classifier</c> of vectors.</summary>
public abstract class FeatureClassifier : nn.Module<Tensor, Tensor>, INamedHeads
{
    private readonly Sequential features;
    private readonly nn.Module<Tensor, Tensor>? avgpool;
    private readonly Sequential classifier;

    /// <summary>Puts the parts together.</summary>
    /// <param name="name">Name of the class in its text form.</param>
    /// <param name="features">From images to maps.</param>
    /// <param name="avgpool">From maps of any size to maps of one; null for the mean of each map.</param>
    /// <param name="classifier">From the flattened maps to scores; its last layer is linear.</param>
    private protected FeatureClassifier(string name, Sequential features, AdaptiveAvgPool2d? avgpool, Sequential classifier)
        : base(name)
    {
        (this.features, this.avgpool, this.classifier) = (features, avgpool, classifier);
        register_module("features", features);
        if (avgpool is not null)
        {
            register_module("avgpool", avgpool);
        }

        register_module("classifier", classifier);
    }

    /// <summary>The convolutions.</summary>
    public Sequential Features => features;

    /// <inheritdoc/>
    public IReadOnlyList<string> Heads => [$"classifier.{classifier.Count - 1}"];

    /// <summary>Takes the network apart and leaves its features, which are the caller's.</summary>
    internal Sequential TakeFeatures()
    {
        avgpool?.Dispose();
        classifier.Dispose();
        return features;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = features.call(input);
        var pooled = avgpool?.call(maps) ?? nn.functional.adaptive_avg_pool2d(maps, 1);
        return classifier.call(pooled.flatten(1)).MoveToOuterDisposeScope();
    }
}
