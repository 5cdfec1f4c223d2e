namespace Thelper.Vision.Models;

/// <summary>One published residual network: its stages and its ImageNet weight files (torchvision 0.14).</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Bottleneck">Whether its blocks have three convolutions.</param>
/// <param name="Blocks">Blocks in each of four stages.</param>
/// <param name="WeightsV1">File of the first weights.</param>
/// <param name="WeightsV2">File of the later, better weights, if there are.</param>
public sealed record ResNetVariant(string Name, bool Bottleneck, IReadOnlyList<int> Blocks, string WeightsV1, string? WeightsV2 = null)
{
    /// <summary>Outputs of the published weights.</summary>
    public const int ImageNetClasses = 1000;

    private const string Server = "https://download.pytorch.org/models/";
    private static readonly int[] Fifty = [3, 4, 6, 3];
    private static readonly int[] HundredOne = [3, 4, 23, 3];

    /// <summary>ResNet-18.</summary>
    public static ResNetVariant ResNet18 { get; } = new("resnet18", false, [2, 2, 2, 2], "resnet18-f37072fd.pth");

    /// <summary>ResNet-34.</summary>
    public static ResNetVariant ResNet34 { get; } = new("resnet34", false, [3, 4, 6, 3], "resnet34-b627a593.pth");

    /// <summary>ResNet-50.</summary>
    public static ResNetVariant ResNet50 { get; } = new("resnet50", true, Fifty, "resnet50-0676ba61.pth", "resnet50-11ad3fa6.pth");

    /// <summary>ResNet-101.</summary>
    public static ResNetVariant ResNet101 { get; } = new("resnet101", true, HundredOne, "resnet101-63fe2227.pth", "resnet101-cd907fc2.pth");

    /// <summary>ResNet-152.</summary>
    public static ResNetVariant ResNet152 { get; } = new("resnet152", true, [3, 8, 36, 3], "resnet152-394f9c45.pth", "resnet152-f82ba261.pth");

    /// <summary>ResNeXt-50, 32 groups of 4 channels.</summary>
    public static ResNetVariant ResNext50 { get; } =
        new("resnext50_32x4d", true, Fifty, "resnext50_32x4d-7cdf4587.pth", "resnext50_32x4d-1a0047aa.pth");

    /// <summary>ResNeXt-101, 32 groups of 8 channels.</summary>
    public static ResNetVariant ResNext101 { get; } =
        new("resnext101_32x8d", true, HundredOne, "resnext101_32x8d-8ba56ff5.pth", "resnext101_32x8d-110c445d.pth");

    /// <summary>Wide ResNet-50-2.</summary>
    public static ResNetVariant WideResNet50 { get; } =
        new("wide_resnet50_2", true, Fifty, "wide_resnet50_2-95faca4d.pth", "wide_resnet50_2-9ba9bcbe.pth");

    /// <summary>Wide ResNet-101-2.</summary>
    public static ResNetVariant WideResNet101 { get; } =
        new("wide_resnet101_2", true, HundredOne, "wide_resnet101_2-32ee1156.pth", "wide_resnet101_2-d733dc28.pth");

    /// <summary>The networks of the original paper, without groups or extra width.</summary>
    public static IReadOnlyList<ResNetVariant> Plain { get; } = [ResNet18, ResNet34, ResNet50, ResNet101, ResNet152];

    /// <summary>The weight file that the parameters ask for, null for none.</summary>
    /// <param name="pretrained">The old switch: the first published weights.</param>
    /// <param name="weights">A name such as <c>IMAGENET1K_V1</c>, <c>DEFAULT</c>, or either behind <c>ResNet18_Weights.</c></param>
    /// <exception cref="UserErrorException">The network has no such weights.</exception>
    public Uri? FindWeights(bool pretrained, string? weights)
    {
        var file = weights?[(weights.LastIndexOf('.') + 1)..] switch
        {
            null => pretrained ? WeightsV1 : null,
            "IMAGENET1K_V1" => WeightsV1,
            "IMAGENET1K_V2" when WeightsV2 is not null => WeightsV2,
            "DEFAULT" => WeightsV2 ?? WeightsV1,
            _ => throw new UserErrorException(
                $"weights: '{weights}' is not known for {Name} (known: IMAGENET1K_V1, {(WeightsV2 is null ? "" : "IMAGENET1K_V2, ")}DEFAULT)"),
        };
        return file is null ? null : new Uri(Server + file);
    }
}
