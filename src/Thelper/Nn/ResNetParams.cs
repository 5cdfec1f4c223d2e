namespace Thelper.Nn;

/// <summary>The checked structure of a residual network, from the parameters of a configuration.</summary>
internal sealed record ResNetParams
{
    private static readonly string[] BlockNames = ["BasicBlock", "Bottleneck", "SqueezeExcitationBlock"];

    private ResNetParams(string block, IReadOnlyList<int> layers, IReadOnlyList<int> strides)
    {
        Block = block;
        Layers = layers;
        Strides = strides;
    }

    /// <summary>Class name of the block.</summary>
    public string Block { get; }

    /// <summary>Blocks per stage.</summary>
    public IReadOnlyList<int> Layers { get; }

    /// <summary>Stride of the first block of each stage.</summary>
    public IReadOnlyList<int> Strides { get; }

    /// <summary>Output channels of a block per plane.</summary>
    public int Expansion => Block == "Bottleneck" ? Bottleneck.Expansion : 1;

    /// <summary>Channels of the last feature map.</summary>
    public int Features => (64 << (Layers.Count - 1)) * Expansion;

    /// <summary>Checks the parameters.</summary>
    /// <param name="block">A block class, with or without its module's name.</param>
    /// <param name="layers">A list of four or five counts, or the text "18" or "34"; null means [3, 4, 6, 3].</param>
    /// <param name="strides">One stride per stage; null means [1, 2, 2, 2].</param>
    /// <exception cref="UserErrorException">A parameter has another form.</exception>
    public static ResNetParams Parse(string block, object? layers, IReadOnlyList<int>? strides)
    {
        var name = block[(block.LastIndexOf('.') + 1)..];
        if (!BlockNames.Contains(name))
        {
            throw new UserErrorException(
                $"block: '{block}' is not known (known: {string.Join(", ", BlockNames.Select(n => "thelper.nn.resnet." + n))})");
        }

        int[] counts = layers switch
        {
            null or "34" or 34L => [3, 4, 6, 3],
            "18" or 18L => [2, 2, 2, 2],
            System.Collections.IEnumerable list and not string => [.. list.Cast<object?>().Select(Count)],
            _ => throw new UserErrorException($"layers: expected a list of block counts or the text \"18\" or \"34\", got '{layers}'"),
        };
        var steps = strides ?? [1, 2, 2, 2];
        if (counts.Length is not (4 or 5) || counts.Length != steps.Count)
        {
            throw new UserErrorException(
                $"layers and strides: expected two lists of four or five numbers each, got {counts.Length} and {steps.Count}");
        }

        return steps.All(s => s >= 1)
            ? new ResNetParams(name, counts, steps)
            : throw new UserErrorException($"strides: every stride is at least 1 (got [{string.Join(", ", steps)}])");
    }

    private static int Count(object? value) => value switch
    {
        long and >= 1 and <= int.MaxValue => (int)(long)value,
        int and >= 1 => (int)value,
        _ => throw new UserErrorException($"layers: every stage needs at least one block (got '{value}')"),
    };
}
