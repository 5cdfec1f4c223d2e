using System.Security.Cryptography;
using Thelper.Config;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Transforms;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Zoo;

/// <summary>What a model with published weights answers for the picture that comes with the program.</summary>
internal static class PictureAnswers
{
    private const int Most = 1000;

    private static readonly Lazy<byte[]> Picture = new(static () =>
    {
        using var stream = typeof(PictureAnswers).Assembly.GetManifestResourceStream("picture.png")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    });

    /// <summary>SHA-256 of the picture's file.</summary>
    public static string PictureHash => Convert.ToHexStringLower(SHA256.HashData(Picture.Value));

    /// <summary>Prepares the picture as the weights want it, and asks the model.</summary>
    /// <param name="name">Canonical name of the model's type.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="path">Their file.</param>
    /// <returns>At most 1000 numbers, spread over all that the model answers.</returns>
    /// <exception cref="UserErrorException">The file does not fit the model.</exception>
    public static IReadOnlyList<double> Of(string name, ModelWeights weights, string path)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using var from = WeightsLoading.From(path);
        var sample = ModelSample.Of(name)!;
        using var model = (sample with { Params = $$"""{"weights": "{{weights.Name}}"}""", Classes = weights.Classes ?? sample.Classes }).Make(new());
        model.eval();
        var answers = model.call(Prepared(weights.Preset)).flatten().to(ScalarType.Float64);
        var step = Math.Max(1, (answers.numel() + Most - 1) / Most);
        return [.. Enumerable.Range(0, (int)((answers.numel() + step - 1) / step)).Select(i => answers[i * step].ToDouble())];
    }

    /// <summary>The picture as a batch of one, prepared as a preset says.</summary>
    /// <param name="preset">The preset.</param>
    /// <returns>The batch; it belongs to the current dispose scope.</returns>
    internal static Tensor Prepared(ImagePreset preset)
    {
        // Decoded pixels are blue, green, red.
        var image = ImageCodec.Decode(Picture.Value, DecodeMode.Color, "picture.png").flip(2).contiguous();
        var stages = PresetStages.Of(preset).Select(one => (object?)new Dictionary<string, object?> { ["operation"] = one.Name, ["params"] = one.Params }).ToList();
        var errors = new ConfigErrors();
        var pipeline = TransformsFactory.Load(ConfigNode.FromPlain(stages, "preset", ""), new TypeRegistry(), errors, wrap: false);
        errors.ThrowIfAny();
        return ((Tensor)pipeline!.Apply(image, TransformRandom.For(0, 0, 0))!).unsqueeze(0);
    }
}
