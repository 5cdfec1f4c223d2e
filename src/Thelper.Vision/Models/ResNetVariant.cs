namespace Thelper.Vision.Models;

/// <summary>One published residual network: its stages. Its ImageNet weights are those of <see cref="PublishedModels"/>.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Bottleneck">Whether its blocks have three convolutions.</param>
/// <param name="Blocks">Blocks in each of four stages.</param>
public sealed record ResNetVariant(string Name, bool Bottleneck, IReadOnlyList<int> Blocks)
{
    /// <summary>Outputs of the published weights.</summary>
    public const int ImageNetClasses = 1000;

    private static readonly int[] Fifty = [3, 4, 6, 3];
    private static readonly int[] HundredOne = [3, 4, 23, 3];

    /// <summary>ResNet-18.</summary>
    public static ResNetVariant ResNet18 { get; } = new("resnet18", false, [2, 2, 2, 2]);

    /// <summary>ResNet-34.</summary>
    public static ResNetVariant ResNet34 { get; } = new("resnet34", false, [3, 4, 6, 3]);

    /// <summary>ResNet-50.</summary>
    public static ResNetVariant ResNet50 { get; } = new("resnet50", true, Fifty);

    /// <summary>ResNet-101.</summary>
    public static ResNetVariant ResNet101 { get; } = new("resnet101", true, HundredOne);

    /// <summary>ResNet-152.</summary>
    public static ResNetVariant ResNet152 { get; } = new("resnet152", true, [3, 8, 36, 3]);

    /// <summary>ResNeXt-50, 32 groups of 4 channels.</summary>
    public static ResNetVariant ResNext50 { get; } =
        new("resnext50_32x4d", true, Fifty);

    /// <summary>ResNeXt-101, 32 groups of 8 channels.</summary>
    public static ResNetVariant ResNext101 { get; } =
        new("resnext101_32x8d", true, HundredOne);

    /// <summary>ResNeXt-101, 64 groups of 4 channels.</summary>
    public static ResNetVariant ResNext101Of64 { get; } = new("resnext101_64x4d", true, HundredOne);

    /// <summary>Wide ResNet-50-2.</summary>
    public static ResNetVariant WideResNet50 { get; } =
        new("wide_resnet50_2", true, Fifty);

    /// <summary>Wide ResNet-101-2.</summary>
    public static ResNetVariant WideResNet101 { get; } =
        new("wide_resnet101_2", true, HundredOne);

    /// <summary>The networks of the original paper, without groups or extra width.</summary>
    public static IReadOnlyList<ResNetVariant> Plain { get; } = [ResNet18, ResNet34, ResNet50, ResNet101, ResNet152];

    /// <summary>The weight file that the parameters ask for, null for none.</summary>
    /// <param name="pretrained">The old switch: the first published weights.</param>
    /// <param name="weights">A name such as <c>IMAGENET1K_V1</c>, <c>DEFAULT</c>, or either behind <c>ResNet18_Weights.</c></param>
    /// <exception cref="UserErrorException">The network has no such weights.</exception>
    public Uri? FindWeights(bool pretrained, string? weights) => PublishedModels.Choose(Name, pretrained, weights)?.Address;
}
