using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn.Efficient;

/// <summary>EfficientNet under the names of the widespread PyTorch port (efficientnet_pytorch 0.7): <c>_conv_stem</c>, <c>_bn0</c>, <c>_blocks.N</c>, <c>_conv_head</c>, <c>_bn1</c>, <c>_fc</c>.</summary>
internal sealed class EfficientNetCore : nn.Module<Tensor, Tensor>
{
    private const double Dropped = 0.2;

    // B0: kernel, count, input, output, expansion, stride.
    private static readonly (int Kernel, int Count, int In, int Out, int Expansion, int Stride)[] Stages =
    [
        (3, 1, 32, 16, 1, 1), (3, 2, 16, 24, 6, 2), (5, 2, 24, 40, 6, 2), (3, 3, 40, 80, 6, 2), (5, 3, 80, 112, 6, 1), (5, 4, 112, 192, 6, 2), (3, 1, 192, 320, 6, 1),
    ];

    private readonly SamePadding stem;
    private readonly BatchNorm2d stemNorm;
    private readonly ModuleList<MBConvBlock> blocks;
    private readonly Conv2d head;
    private readonly BatchNorm2d headNorm;
    private readonly Dropout dropout;
    private Linear fc;

    /// <summary>Builds the network and draws its weights.</summary>
    /// <param name="scale">Its size.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="classes">Outputs.</param>
    public EfficientNetCore(EfficientNetScale scale, int channels, int classes)
    {
        var width = scale.Channels(32);
        stem = new SamePadding(channels, width, 3, 2, scale.Side);
        stemNorm = MBConvBlock.Norm(width);
        var total = Stages.Sum(stage => scale.Repeats(stage.Count));
        var side = stem.Side;
        var made = new List<MBConvBlock>();
        foreach (var stage in Stages)
        {
            for (var i = 0; i < scale.Repeats(stage.Count); i++)
            {
                var inputs = scale.Channels(i == 0 ? stage.In : stage.Out);
                made.Add(new MBConvBlock(inputs, scale.Channels(stage.Out), stage.Kernel, i == 0 ? stage.Stride : 1, stage.Expansion, side, Dropped * made.Count / total));
                side = made[^1].Side;
            }
        }

        blocks = nn.ModuleList(made.ToArray());
        Features = scale.Channels(1280);
        head = nn.Conv2d(scale.Channels(Stages[^1].Out), Features, 1, bias: false);
        headNorm = MBConvBlock.Norm(Features);
        dropout = nn.Dropout(scale.Dropout);
        fc = nn.Linear(Features, classes);
        register_module("_conv_stem", stem.Layer);
        register_module("_bn0", stemNorm);
        register_module("_blocks", blocks);
        register_module("_conv_head", head);
        register_module("_bn1", headNorm);
        register_module("_dropout", dropout);
        register_module("_fc", fc);
    }

    /// <summary>Channels of the last map.</summary>
    public int Features { get; }

    /// <summary>The last layer.</summary>
    public Linear Classifier => fc;

    /// <summary>Puts a fresh last layer in the place of the old one.</summary>
    /// <param name="classes">Its outputs.</param>
    public void Renew(int classes) => fc = this.ReplaceChild("_fc", nn.Linear(Features, classes));

    /// <summary>The last map.</summary>
    /// <param name="input">Images.</param>
    public Tensor ExtractFeatures(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = nn.functional.silu(stemNorm.call(stem.Call(input)));
        foreach (var block in blocks)
        {
            x = block.call(x);
        }

        return nn.functional.silu(headNorm.call(head.call(x))).MoveToOuterDisposeScope();
    }

    /// <summary>Scores from averaged features.</summary>
    /// <param name="embedding">(batch, <see cref="Features"/>).</param>
    public Tensor Classify(Tensor embedding)
    {
        using var kept = dropout.call(embedding);
        return fc.call(kept);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Classify(nn.functional.adaptive_avg_pool2d(ExtractFeatures(input), 1).flatten(1)).MoveToOuterDisposeScope();
    }
}
