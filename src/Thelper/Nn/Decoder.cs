using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>What the decoders of the auto-encoders share.</summary>
internal static class Decoder
{
    /// <summary>Upsamplings between the last map of a ResNet and its images.</summary>
    public const int Depth = 5;

    /// <summary>The activation of auto-encoders.</summary>
    public const string Leaky = "leaky_relu";

    /// <summary>A fresh activation.</summary>
    public static nn.Module<Tensor, Tensor> Act() => Activation.Create(Leaky);

    /// <summary>Checks <c>output_pads</c> before anything is built.</summary>
    /// <returns><paramref name="block"/>.</returns>
    public static string Checked(string block, IReadOnlyList<int>? pads)
    {
        _ = Pads(pads);
        return block;
    }

    /// <summary>Reads <c>output_pads</c>.</summary>
    /// <exception cref="UserErrorException">There are not five, or one is neither 0 nor 1.</exception>
    public static int[] Pads(IReadOnlyList<int>? pads) => pads is null ? [1, 1, 1, 1, 1]
        : pads.Count == Depth && pads.All(pad => pad is 0 or 1) ? [.. pads]
        : throw new UserErrorException($"output_pads: expected {Depth} numbers, each 0 or 1, got [{string.Join(", ", pads)}]");
}
