using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The geometry of a convolution, one number a dimension.</summary>
internal sealed record ConvolutionOptions(
    long InChannels, long OutChannels, long[] KernelSize, long[] Stride, long[] Padding, long[] Dilation, PaddingModes PaddingMode, long Groups, bool Bias)
{
    /// <summary>Padding by rule; the numbers of <see cref="Padding"/> are then not used.</summary>
    public Torch.Padding? Rule { get; init; }

    /// <summary>Whether input and output are exchanged.</summary>
    public bool Transposed { get; init; }

    /// <summary>Whether the first input decides the channels; they are 0 until then.</summary>
    public bool Open { get; init; }

    /// <summary>The shape of the kernel.</summary>
    public long[] WeightShape => [.. Transposed ? new[] { InChannels, OutChannels / Groups } : [OutChannels, InChannels / Groups], .. KernelSize];

    /// <summary>Elements added at the far sides of a transposed convolution's output.</summary>
    public long[] OutputPadding { get; init; } = [];

    /// <summary>The name of the rule in PyTorch and in the operators.</summary>
    public string RuleName => Rule == Torch.Padding.Same ? "same" : "valid";

    /// <summary>Refuses numbers that make no convolution.</summary>
    public void Check(string layer)
    {
        void Require(bool condition, string message)
        {
            if (!condition)
            {
                throw new UserErrorException($"{layer}: {message}.");
            }
        }

        Require(InChannels >= 0 && OutChannels > 0, $"channels are positive, not {InChannels} and {OutChannels}");
        Require(Groups > 0 && InChannels % Groups == 0, $"in_channels ({InChannels}) must be divisible by groups ({Groups})");
        Require(OutChannels % Groups == 0, $"out_channels ({OutChannels}) must be divisible by groups ({Groups})");
        foreach (var (name, values) in new[] { ("stride", Stride), ("padding", Padding), ("dilation", Dilation) })
        {
            Require(values.Length == KernelSize.Length, $"{name} has as many numbers as kernel_size ({KernelSize.Length}), not {values.Length}");
        }

        Require(KernelSize.All(size => size > 0), $"kernel_size is positive, not {PythonText.Of(KernelSize)}");
        Require(Stride.All(step => step > 0), $"stride is positive, not {PythonText.Of(Stride)}");
        Require(Dilation.All(distance => distance > 0), $"dilation is positive, not {PythonText.Of(Dilation)}");
        Require(Padding.All(size => size >= 0), $"padding is not negative, but {PythonText.Of(Padding)} is");
        Require(OutputPadding.All(size => size >= 0), $"output_padding is not negative, but {PythonText.Of(OutputPadding)} is");
        Require(!OutputPadding.Where((size, i) => size >= Math.Max(Stride[i], Dilation[i])).Any(), $"output_padding {PythonText.Of(OutputPadding)} is less than stride or dilation");
        Require(Rule != Torch.Padding.Same || Stride.All(step => step == 1), $"padding 'same' needs stride 1, not {PythonText.Of(Stride)}");
        Require(!Transposed || PaddingMode == PaddingModes.Zeros, $"a transposed convolution pads with zeros only, not {PaddingMode}");
    }

    /// <summary>Elements before and after each dimension, the last one first.</summary>
    public long[] BorderPadding()
    {
        var border = new long[2 * KernelSize.Length];
        for (var i = 0; i < KernelSize.Length; i++)
        {
            var at = 2 * (KernelSize.Length - 1 - i);
            var total = Rule is null ? 2 * Padding[i] : Rule == Torch.Padding.Same ? Dilation[i] * (KernelSize[i] - 1) : 0;
            border[at] = total / 2;
            border[at + 1] = total - (total / 2);
        }

        return border;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = $"{InChannels}, {OutChannels}, kernel_size={PythonText.Of(KernelSize)}, stride={PythonText.Of(Stride)}";
        text += Rule is not null ? $", padding={RuleName}" : Unless(Padding, 0, "padding");
        text += Unless(Dilation, 1, "dilation") + Unless(OutputPadding, 0, "output_padding");
        text += Groups == 1 ? "" : $", groups={Groups}";
        text += Bias ? "" : ", bias=False";
        return text + (PaddingMode == PaddingModes.Zeros ? "" : $", padding_mode={PaddingMode.ToString().ToLowerInvariant()}");
    }

    private static string Unless(long[] values, long usual, string name) => values.All(value => value == usual) ? "" : $", {name}={PythonText.Of(values)}";
}
