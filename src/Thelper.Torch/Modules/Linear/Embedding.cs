using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>A learnt table of vectors, looked up by row number. Made by <c>torch.nn.Embedding</c>.</summary>
public class Embedding : nn.Module<Tensor, Tensor>
{
    private readonly long? padding_idx;
    private readonly double? max_norm;
    private readonly double norm_type;
    private readonly bool scale_grad_by_freq;
    private readonly bool sparse;

    internal Embedding(
        long num_embeddings, long embedding_dims, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq, bool sparse, Device? device, ScalarType? dtype)
        : base(nameof(Embedding))
    {
        if (padding_idx is not null && (padding_idx < -num_embeddings || padding_idx >= num_embeddings))
        {
            throw new UserErrorException($"Embedding: padding_idx ({padding_idx}) is no row of {num_embeddings}.");
        }

        this.padding_idx = padding_idx < 0 ? padding_idx + num_embeddings : padding_idx;
        this.max_norm = max_norm;
        this.norm_type = norm_type;
        this.scale_grad_by_freq = scale_grad_by_freq;
        this.sparse = sparse;
        weight = new Parameter(empty([num_embeddings, embedding_dims], dtype: dtype, device: device));
        reset_parameters();
        register_parameter(nameof(weight), weight);
    }

    /// <summary>The table (rows, values).</summary>
    public Parameter weight { get; }

    /// <summary>Draws the table from the standard normal distribution anew; the padding row becomes zeros.</summary>
    public void reset_parameters()
    {
        nn.init.normal_(weight);
        if (padding_idx is { } row)
        {
            using (no_grad())
            using (var padding = aten.select_int(weight, 0, row))
            {
                aten.zero_(padding);
            }
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.embedding(input, weight, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);

    /// <inheritdoc/>
    protected override string ExtraRepr()
    {
        var text = $"{weight.shape[0]}, {weight.shape[1]}";
        text += padding_idx is null ? "" : $", padding_idx={padding_idx}";
        text += max_norm is null ? "" : $", max_norm={PythonText.Of(max_norm)}";
        text += norm_type == 2.0 ? "" : $", norm_type={PythonText.Of(norm_type)}";
        return text + (scale_grad_by_freq ? ", scale_grad_by_freq=True" : "") + (sparse ? ", sparse=True" : "");
    }
}
