using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>What the adaptive poolings share: the number of parts in each dimension.</summary>
public abstract class AdaptivePooling : nn.Module<Tensor, Tensor>
{
    private readonly long?[] output_size;
    private readonly int dimensions;

    private protected AdaptivePooling(string name, long?[] output_size, int dimensions)
        : base(name)
    {
        if ((output_size.Length != 1 && output_size.Length != dimensions) || output_size.Any(size => size < 0))
        {
            throw new UserErrorException($"{name}: output_size is one number, or {dimensions}, none negative, not {Text(output_size)}.");
        }

        this.output_size = output_size;
        this.dimensions = dimensions;
    }

    /// <inheritdoc/>
    protected override string ExtraRepr() => $"output_size={Text(output_size)}";

    /// <summary>One size a dimension; the input's own where none is given.</summary>
    private protected long[] Sizes(Tensor input)
    {
        var sizes = new long[dimensions];
        for (var i = 0; i < dimensions; i++)
        {
            sizes[i] = output_size[output_size.Length == 1 ? 0 : i] ?? (input.dim() >= dimensions ? input.shape[^(dimensions - i)] : 0);
        }

        return sizes;
    }

    private static string Text(long?[] sizes) => sizes.Length == 1 ? PythonText.Of(sizes[0]) : $"({string.Join(", ", sizes.Select(size => PythonText.Of(size)))})";
}
