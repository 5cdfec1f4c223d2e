namespace Thelper.Vision.Models;

/// <summary>One set of weights that torchvision 0.14 publishes, as <see cref="PublishedModels"/> lists them.</summary>
/// <param name="Function">Name of the function that makes the network.</param>
/// <param name="List">Name of torchvision's list, such as <c>ResNet50_Weights</c>.</param>
/// <param name="Name">Name in that list, such as <c>IMAGENET1K_V2</c>.</param>
/// <param name="IsDefault">Whether <c>DEFAULT</c> stands for it.</param>
/// <param name="IsPretrained">Whether the old switch <c>pretrained</c> stands for it.</param>
/// <param name="File">The file, whose name ends in the first characters of its SHA-256.</param>
/// <param name="Classes">Outputs; null for weights of features alone.</param>
/// <param name="Parameters">Learnt numbers.</param>
/// <param name="LeastSize">Rows and columns of the smallest image that the network takes; null where that was not said.</param>
/// <param name="Preset">How images are prepared.</param>
public sealed record ModelWeights(
    string Function, string List, string Name, bool IsDefault, bool IsPretrained, string File, int? Classes, long Parameters, int? LeastSize, ImagePreset Preset)
{
    private const string Server = "https://download.pytorch.org/models/";

    /// <summary>What the classes are, in the order of the outputs; <c>N/A</c> where an output stands for none. Null for networks that classify whole images.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Where the file is published.</summary>
    public Uri Address => new(Server + File);

    /// <inheritdoc/>
    public override string ToString() => $"{List}.{Name}";
}
