using Thelper.Imaging;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Bundles;

/// <summary>What each stage of a case is to give.</summary>
/// <param name="Case">The case.</param>
/// <param name="Pixels">Pixels of its picture, where it has one.</param>
/// <param name="Resized">Pixels after the last step that changes the size; null where there is none.</param>
/// <param name="Input">What the network gets.</param>
/// <param name="Outputs">What it answers.</param>
/// <param name="Sizes">Width and height of each picture.</param>
internal sealed record BundleAnswers(BundleCase Case, Tensor? Pixels, Tensor? Resized, Tensor Input, IReadOnlyList<Tensor> Outputs, IReadOnlyList<(int Width, int Height)> Sizes)
{
    /// <summary>The pixels of a case with one picture.</summary>
    public Tensor Decode => Pixels ?? throw new UserErrorException($"{Case.Answers}: has no 'decode'");

    private static bool IsSize(long width, long height) => width is > 0 and <= int.MaxValue && height is > 0 and <= int.MaxValue && width * height <= ImageCodec.MaxPixels;

    /// <summary>Reads the file of a case.</summary>
    /// <exception cref="UserErrorException">It is damaged, or something is missing in it.</exception>
    public static BundleAnswers Read(string folder, BundleCase one)
    {
        var tensors = Safetensors.Load(Path.Combine(folder, one.Answers));
        Tensor? Get(string name) => tensors.TryGetValue(name, out var tensor) ? tensor : null;
        if (Get("input") is not { } input || Get(BundleVerifier.OutputName(0)) is null || Get("sizes") is not { } sizes || sizes.dim() != 2)
        {
            throw new UserErrorException($"{one.Answers}: has no 'input', 'sizes' or '{BundleVerifier.OutputName(0)}'");
        }

        var outputs = new List<Tensor>();
        while (Get(BundleVerifier.OutputName(outputs.Count)) is { } output)
        {
            outputs.Add(output);
        }

        if (input.is_complex() || new[] { input, Get("decode"), Get("resize") }.Any(tensor => tensor?.numel() == 0))
        {
            throw new UserErrorException($"{one.Answers}: 'input', 'decode' and 'resize' are real numbers, at least one");
        }

        // They say how large maps become.
        var numbers = sizes.to(ScalarType.Int64).DataSpan<long>().ToArray();
        if (input.dim() == 0 || sizes.shape[0] != input.shape[0] || sizes.shape[1] != 2 || Enumerable.Range(0, (int)sizes.shape[0]).Any(k => !IsSize(numbers[2 * k], numbers[(2 * k) + 1])))
        {
            throw new UserErrorException($"{one.Answers}: 'sizes' are not width and height of each picture of 'input'");
        }

        return new(one, Get("decode"), Get("resize"), input, outputs, [.. Enumerable.Range(0, numbers.Length / 2).Select(k => ((int)numbers[2 * k], (int)numbers[(2 * k) + 1]))]);
    }
}
