namespace Thelper.Vision.Transforms;

/// <summary>The policies that Cubuk and others found (AutoAugment, CVPR 2019, tables 7 to 9 of the appendix): 25 pairs of operation, chance and strength from 0 to 9.</summary>
internal static class AutoAugmentPolicies
{
    private static readonly string[] ImageNet =
    [
        "Posterize 0.4 8, Rotate 0.6 9",
        "Solarize 0.6 5, AutoContrast 0.6",
        "Equalize 0.8, Equalize 0.6",
        "Posterize 0.6 7, Posterize 0.6 6",
        "Equalize 0.4, Solarize 0.2 4",
        "Equalize 0.4, Rotate 0.8 8",
        "Solarize 0.6 3, Equalize 0.6",
        "Posterize 0.8 5, Equalize 1.0",
        "Rotate 0.2 3, Solarize 0.6 8",
        "Equalize 0.6, Posterize 0.4 6",
        "Rotate 0.8 8, Color 0.4 0",
        "Rotate 0.4 9, Equalize 0.6",
        "Equalize 0.0, Equalize 0.8",
        "Invert 0.6, Equalize 1.0",
        "Color 0.6 4, Contrast 1.0 8",
        "Rotate 0.8 8, Color 1.0 2",
        "Color 0.8 8, Solarize 0.8 7",
        "Sharpness 0.4 7, Invert 0.6",
        "ShearX 0.6 5, Equalize 1.0",
        "Color 0.4 0, Equalize 0.6",
        "Equalize 0.4, Solarize 0.2 4",
        "Solarize 0.6 5, AutoContrast 0.6",
        "Invert 0.6, Equalize 1.0",
        "Color 0.6 4, Contrast 1.0 8",
        "Equalize 0.8, Equalize 0.6",
    ];

    private static readonly string[] Cifar10 =
    [
        "Invert 0.1, Contrast 0.2 6",
        "Rotate 0.7 2, TranslateX 0.3 9",
        "Sharpness 0.8 1, Sharpness 0.9 3",
        "ShearY 0.5 8, TranslateY 0.7 9",
        "AutoContrast 0.5, Equalize 0.9",
        "ShearY 0.2 7, Posterize 0.3 7",
        "Color 0.4 3, Brightness 0.6 7",
        "Sharpness 0.3 9, Brightness 0.7 9",
        "Equalize 0.6, Equalize 0.5",
        "Contrast 0.6 7, Sharpness 0.6 5",
        "Color 0.7 7, TranslateX 0.5 8",
        "Equalize 0.3, AutoContrast 0.4",
        "TranslateY 0.4 3, Sharpness 0.2 6",
        "Brightness 0.9 6, Color 0.2 8",
        "Solarize 0.5 2, Invert 0.0",
        "Equalize 0.2, AutoContrast 0.6",
        "Equalize 0.2, Equalize 0.6",
        "Color 0.9 9, Equalize 0.6",
        "AutoContrast 0.8, Solarize 0.2 8",
        "Brightness 0.1 3, Color 0.7 0",
        "Solarize 0.4 5, AutoContrast 0.9",
        "TranslateY 0.9 9, TranslateY 0.7 9",
        "AutoContrast 0.9, Solarize 0.8 3",
        "Equalize 0.8, Invert 0.1",
        "TranslateY 0.7 9, AutoContrast 0.9",
    ];

    private static readonly string[] Svhn =
    [
        "ShearX 0.9 4, Invert 0.2",
        "ShearY 0.9 8, Invert 0.7",
        "Equalize 0.6, Solarize 0.6 6",
        "Invert 0.9, Equalize 0.6",
        "Equalize 0.6, Rotate 0.9 3",
        "ShearX 0.9 4, AutoContrast 0.8",
        "ShearY 0.9 8, Invert 0.4",
        "ShearY 0.9 5, Solarize 0.2 6",
        "Invert 0.9, AutoContrast 0.8",
        "Equalize 0.6, Rotate 0.9 3",
        "ShearX 0.9 4, Solarize 0.3 3",
        "ShearY 0.8 8, Invert 0.7",
        "Equalize 0.9, TranslateY 0.6 6",
        "Invert 0.9, Equalize 0.6",
        "Contrast 0.3 3, Rotate 0.8 4",
        "Invert 0.8, TranslateY 0.0 2",
        "ShearY 0.7 6, Solarize 0.4 8",
        "Invert 0.6, Rotate 0.8 4",
        "ShearY 0.3 7, TranslateX 0.9 3",
        "ShearX 0.1 6, Invert 0.6",
        "Solarize 0.7 2, TranslateY 0.6 7",
        "ShearY 0.8 4, Invert 0.8",
        "ShearX 0.7 9, TranslateY 0.8 3",
        "ShearY 0.8 5, AutoContrast 0.7",
        "ShearX 0.7 2, Invert 0.1",
    ];

    /// <summary>The pairs of a policy.</summary>
    /// <param name="name"><c>imagenet</c>, <c>cifar10</c> or <c>svhn</c>, with or without <c>AutoAugmentPolicy.</c> in front.</param>
    public static (Step First, Step Second)[] Of(string name)
    {
        var texts = name[(name.LastIndexOf('.') + 1)..].ToUpperInvariant() switch
        {
            "IMAGENET" => ImageNet,
            "CIFAR10" => Cifar10,
            "SVHN" => Svhn,
            _ => throw new UserErrorException($"'policy' must be imagenet, cifar10 or svhn, got {PythonRepr.Of(name)}"),
        };
        return Array.ConvertAll(texts, text => text.Split(", ") is [var first, var second] ? (Read(first), Read(second)) : throw new FormatException(text));
    }

    private static Step Read(string text)
    {
        var words = text.Split(' ');
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        return new Step(words[0], double.Parse(words[1], invariant), words.Length > 2 ? int.Parse(words[2], invariant) : 0);
    }

    /// <summary>One operation of a policy.</summary>
    /// <param name="Operation">Its name.</param>
    /// <param name="Chance">How often, 0 to 1.</param>
    /// <param name="Strength">0 to 9; 0 where it has none.</param>
    public readonly record struct Step(string Operation, double Chance, int Strength);
}
