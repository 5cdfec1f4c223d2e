using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>A learnt table of vectors, of which bags of rows are summed, averaged or maximised. Made by <c>torch.nn.EmbeddingBag</c>.</summary>
public sealed class EmbeddingBag : nn.Module<Tensor, Tensor?, Tensor?, Tensor>
{
    private readonly long? padding_idx;
    private readonly double? max_norm;
    private readonly double norm_type;
    private readonly bool scale_grad_by_freq;
    private readonly EmbeddingBagMode mode;
    private readonly bool sparse;
    private readonly bool include_last_offset;
    private Parameter table;

    internal EmbeddingBag(
        Parameter table, bool draw, double? max_norm, double norm_type, bool scale_grad_by_freq, EmbeddingBagMode mode, bool sparse, bool include_last_offset, long? padding_idx)
        : base(nameof(EmbeddingBag))
    {
        this.padding_idx = Embedding.Row(nameof(EmbeddingBag), padding_idx, table);
        this.max_norm = max_norm;
        this.norm_type = norm_type;
        this.scale_grad_by_freq = scale_grad_by_freq;
        this.mode = mode;
        this.sparse = sparse;
        this.include_last_offset = include_last_offset;
        this.table = table;
        register_parameter(nameof(weight), table);
        if (draw)
        {
            reset_parameters();
        }
    }

    /// <summary>The table (rows, values).</summary>
    public Parameter weight
    {
        get => table;
        set => SetParameter(ref table, value, nameof(weight));
    }

    /// <summary>Draws the table from the standard normal distribution anew; the padding row becomes zeros.</summary>
    public void reset_parameters() => Embedding.Reset(table, padding_idx);

    /// <summary>One row a bag.</summary>
    /// <param name="input">Row numbers: (bags, rows a bag), or (rows of all bags) with offsets.</param>
    /// <param name="offsets">Where each bag begins (bags), for an input of one dimension.</param>
    /// <param name="perSampleWeights">Factors in the input's shape, for sums only.</param>
    public override Tensor forward(Tensor input, Tensor? offsets = null, Tensor? perSampleWeights = null) => nn.functional.embedding_bag(
        input, table, offsets, max_norm, norm_type, scale_grad_by_freq, mode, sparse, perSampleWeights, include_last_offset, padding_idx);

    /// <summary>One row a bag, with hooks.</summary>
    /// <param name="input">As for <c>forward</c>.</param>
    /// <param name="offsets">As for <c>forward</c>.</param>
    /// <param name="perSampleWeights">As for <c>forward</c>.</param>
    public new Tensor call(Tensor input, Tensor? offsets = null, Tensor? perSampleWeights = null) => base.call(input, offsets, perSampleWeights);

    /// <inheritdoc/>
    protected override string ExtraRepr()
    {
        var text = $"{table.shape[0]}, {table.shape[1]}";
        text += max_norm is null ? "" : $", max_norm={PythonText.Of(max_norm)}";
        text += norm_type == 2.0 ? "" : $", norm_type={PythonText.Of(norm_type)}";
        text += (scale_grad_by_freq ? ", scale_grad_by_freq=True" : "") + $", mode={mode.ToString().ToLowerInvariant()}";
        return text + (padding_idx is null ? "" : $", padding_idx={padding_idx}");
    }
}
