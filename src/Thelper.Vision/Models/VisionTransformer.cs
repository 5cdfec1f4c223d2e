using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's vision transformer: same state-dict keys, same initial weights for a seed.</summary>
/// <remarks>
/// Dosovitskiy and others: "An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale", arXiv:2010.11929, figure 1. Input: float32
/// (batch, 3, <c>image_size</c>, <c>image_size</c>); output: (batch, <c>num_classes</c>) scores.
/// </remarks>
public sealed class VisionTransformer : nn.Module<Tensor, Tensor>, INamedHeads, IResizesWeights
{
    private const string Positions = "encoder.pos_embedding";
    private const double Eps = 1e-6;
    private readonly Parameter class_token;
    private readonly Conv2d conv_proj;
    private readonly Encoder encoder;
    private readonly Sequential heads;
    private readonly int imageSize;
    private readonly int patchSize;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="imageSize">Rows and columns of the images; a multiple of <paramref name="patchSize"/>.</param>
    /// <param name="patchSize">Rows and columns of the patches.</param>
    /// <param name="layers">Number of encoder blocks.</param>
    /// <param name="heads">Number of attention heads.</param>
    /// <param name="hidden">Values that describe a patch; a multiple of <paramref name="heads"/>.</param>
    /// <param name="perceptron">Values between in the blocks' perceptrons.</param>
    /// <param name="dropout">Share of the values dropped while training.</param>
    /// <param name="attentionDropout">Share of the attention's weights dropped while training.</param>
    /// <param name="numClasses">Number of outputs.</param>
    /// <param name="representationSize">Values of a layer before the last one; null for no such layer.</param>
    /// <exception cref="UserErrorException">The sizes do not fit one another.</exception>
    public VisionTransformer(
        int imageSize, int patchSize, int layers, int heads, int hidden, int perceptron, double dropout = 0, double attentionDropout = 0, int numClasses = 1000,
        int? representationSize = null)
    {
        if (patchSize < 1 || imageSize < patchSize || imageSize % patchSize != 0)
        {
            throw new UserErrorException($"image_size: {imageSize} is no multiple of the patches' {patchSize} pixels");
        }

        this.imageSize = imageSize;
        this.patchSize = patchSize;
        var side = imageSize / patchSize;
        conv_proj = nn.Conv2d(3, hidden, patchSize, stride: patchSize);
        class_token = new Parameter(zeros(1, 1, hidden));
        encoder = new Encoder((side * side) + 1, layers, heads, hidden, perceptron, dropout, attentionDropout);
        this.heads = nn.Sequential();
        var features = representationSize ?? hidden;
        var before = representationSize is null ? null : nn.Linear(hidden, features);
        if (before is not null)
        {
            this.heads.append("pre_logits", before);
            this.heads.append("act", nn.Tanh());
        }

        var head = nn.Linear(features, numClasses);
        this.heads.append("head", head);
        RegisterComponents();
        nn.init.trunc_normal_(conv_proj.weight, std: Math.Sqrt(1.0 / (3 * patchSize * patchSize)));
        nn.init.zeros_(conv_proj.bias!);
        if (before is not null)
        {
            nn.init.trunc_normal_(before.weight, std: Math.Sqrt(1.0 / hidden));
            nn.init.zeros_(before.bias!);
        }

        nn.init.zeros_(head.weight);
        nn.init.zeros_(head.bias!);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Heads => ["heads.head"];

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">The images have another size than the network.</exception>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.dim() != 4 || input.shape[2] != imageSize || input.shape[3] != imageSize)
        {
            throw new UserErrorException(
                $"this vision transformer takes images of {imageSize} x {imageSize} pixels (batch, channels, {imageSize}, {imageSize}), not ({string.Join(", ", input.shape)}): resize them, or build it with another 'image_size'");
        }

        using var scope = NewDisposeScope();
        var patches = conv_proj.call(input).flatten(2).permute(0, 2, 1);
        var token = get_parameter(nameof(class_token))!.expand(input.shape[0], -1, -1);
        var encoded = encoder.call(cat([token, patches], 1));
        return heads.call(encoded.select(1, 0)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <remarks>Positions of a square of patches become those of another by bicubic interpolation, as torchvision's <c>interpolate_embeddings</c> makes them; the token's stays.</remarks>
    public (Tensor Values, string Note)? Resize(Tensor own, Tensor source)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(source);
        if (!ReferenceEquals(own, get_parameter(Positions)) || source.dim() != 3 || source.shape[0] != 1 || source.shape[2] != own.shape[2] || !source.is_floating_point())
        {
            return null;
        }

        var (before, after) = (Side(source.shape[1]), Side(own.shape[1]));
        if (before < 1 || (before * before) + 1 != source.shape[1])
        {
            return null;
        }

        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var values = source.to(own.dtype);
        var square = values.narrow(1, 1, before * before).permute(0, 2, 1).reshape(1, values.shape[2], before, before);
        var resized = nn.functional.interpolate(square, size: [after, after], mode: InterpolationMode.Bicubic, align_corners: true);
        var whole = cat([values.narrow(1, 0, 1), resized.flatten(2).permute(0, 2, 1)], 1).MoveToOuterDisposeScope();
        return (whole, $"positions interpolated from {before} x {before} patches (images of {before * patchSize} x {before * patchSize} pixels) to {after} x {after} ({imageSize} x {imageSize} pixels)");

        static long Side(long length) => (long)Math.Round(Math.Sqrt(length - 1));
    }

    /// <summary>Brings the positions of a state dictionary to the network's size.</summary>
    /// <param name="entries">A state dictionary of the same network at another image size; what is put into it belongs to the current dispose scope.</param>
    internal void InterpolatePositions(PyDict entries)
    {
        var own = get_parameter(Positions)!;
        if (entries.TryGetValue(Positions, out var value) && value is Tensor positions && !positions.shape.AsSpan().SequenceEqual(own.shape)
            && Resize(own, positions) is { } resized)
        {
            entries[Positions] = resized.Values;
            positions.Dispose();
        }
    }

    /// <summary>Positions added to the patches, then the blocks.</summary>
    private sealed class Encoder : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter pos_embedding;
        private readonly Dropout dropout;
        private readonly Sequential layers;
        private readonly LayerNorm ln;

        public Encoder(int length, int count, int heads, int hidden, int perceptron, double dropout, double attentionDropout)
        {
            pos_embedding = new Parameter(empty(1, length, hidden));
            nn.init.normal_(pos_embedding, 0, 0.02);
            this.dropout = nn.Dropout(dropout);
            layers = nn.Sequential(Enumerable.Range(0, count)
                .Select(i => ($"encoder_layer_{i}", (nn.Module<Tensor, Tensor>)new Block(heads, hidden, perceptron, dropout, attentionDropout))));
            ln = nn.LayerNorm(hidden, eps: Eps);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            return ln.call(layers.call(dropout.call(input + get_parameter(nameof(pos_embedding))!))).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Attention, then a perceptron, both normalised before and added.</summary>
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly LayerNorm ln_1;
        private readonly MultiheadAttention self_attention;
        private readonly Dropout dropout;
        private readonly LayerNorm ln_2;
        private readonly MLP mlp;

        public Block(int heads, int hidden, int perceptron, double dropout, double attentionDropout)
            : base("EncoderBlock")
        {
            ln_1 = nn.LayerNorm(hidden, eps: Eps);
            self_attention = nn.MultiheadAttention(hidden, heads, attentionDropout, batch_first: true);
            this.dropout = nn.Dropout(dropout);
            ln_2 = nn.LayerNorm(hidden, eps: Eps);
            mlp = new MLP(hidden, [perceptron, hidden], activation: static () => nn.GELU(), dropout: dropout) { Version = 2 };
            RegisterComponents();
            Initialisation.Perceptron(mlp);
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = ln_1.call(input);
            x = dropout.call(self_attention.call(x, x, x, need_weights: false).Item1) + input;
            return (x + mlp.call(ln_2.call(x))).MoveToOuterDisposeScope();
        }
    }
}
