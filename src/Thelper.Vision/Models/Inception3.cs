using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's Inception v3: same state-dict keys, same initial weights for a seed.</summary>
/// <remarks>
/// Szegedy and others: "Rethinking the Inception Architecture for Computer Vision", arXiv:1512.00567, table 1. Input: float32 (batch, 3, height,
/// width), meant for 299 x 299 and at least 75 pixels each way; output: (batch, <c>num_classes</c>) scores. In training <see cref="Outputs"/> gives
/// <c>logits</c>, then <c>aux_logits</c>, the scores of the auxiliary head; otherwise <c>logits</c> alone.
/// </remarks>
public sealed class Inception3 : nn.Module<Tensor, Tensor>, INamedOutputs, INamedHeads
{
    private const string AuxName = "AuxLogits";
    private readonly List<nn.Module<Tensor, Tensor>> trunk = [];
    private readonly List<nn.Module<Tensor, Tensor>> top = [];
    private readonly AdaptiveAvgPool2d avgpool = nn.AdaptiveAvgPool2d(1);
    private readonly Dropout dropout;
    private readonly Linear fc;
    private readonly bool transformInput;
    private AuxiliaryHead? auxiliary;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="numClasses">Number of outputs.</param>
    /// <param name="auxLogits">Whether there is an auxiliary head, which takes part in training alone.</param>
    /// <param name="transformInput">Whether images come normalised as those of torchvision's other networks, and are converted to what the published weights need.</param>
    /// <param name="initWeights">Whether weights are drawn as the network's authors did; otherwise every layer keeps its own first weights.</param>
    /// <param name="dropout">Share of the features dropped before the last layer while training.</param>
    public Inception3(int numClasses = 1000, bool auxLogits = true, bool transformInput = false, bool initWeights = true, double dropout = 0.5)
    {
        this.transformInput = transformInput;
        Add(trunk, "Conv2d_1a_3x3", new BasicConv2d(3, 32, 3, stride: 2));
        Add(trunk, "Conv2d_2a_3x3", new BasicConv2d(32, 32, 3));
        Add(trunk, "Conv2d_2b_3x3", new BasicConv2d(32, 64, 3, padding: 1));
        Add(trunk, "maxpool1", nn.MaxPool2d(3, stride: 2));
        Add(trunk, "Conv2d_3b_1x1", new BasicConv2d(64, 80, 1));
        Add(trunk, "Conv2d_4a_3x3", new BasicConv2d(80, 192, 3));
        Add(trunk, "maxpool2", nn.MaxPool2d(3, stride: 2));
        Add(trunk, "Mixed_5b", InceptionBlock.A(192, 32));
        Add(trunk, "Mixed_5c", InceptionBlock.A(256, 64));
        Add(trunk, "Mixed_5d", InceptionBlock.A(288, 64));
        Add(trunk, "Mixed_6a", InceptionBlock.B(288));
        Add(trunk, "Mixed_6b", InceptionBlock.C(768, 128));
        Add(trunk, "Mixed_6c", InceptionBlock.C(768, 160));
        Add(trunk, "Mixed_6d", InceptionBlock.C(768, 160));
        Add(trunk, "Mixed_6e", InceptionBlock.C(768, 192));
        if (auxLogits)
        {
            auxiliary = new AuxiliaryHead(768, numClasses);
            register_module(AuxName, auxiliary);
        }

        Add(top, "Mixed_7a", InceptionBlock.D(768));
        Add(top, "Mixed_7b", InceptionBlock.E(1280));
        Add(top, "Mixed_7c", InceptionBlock.E(2048));
        this.dropout = nn.Dropout(dropout);
        fc = nn.Linear(2048, numClasses);
        register_module(nameof(avgpool), avgpool);
        register_module(nameof(dropout), this.dropout);
        register_module(nameof(fc), fc);
        if (initWeights)
        {
            var small = auxiliary?.Scores;
            Initialisation.Draw(
                this,
                static conv => nn.init.trunc_normal_(conv.weight, 0, 0.1),
                linear => nn.init.trunc_normal_(linear.weight, 0, ReferenceEquals(linear, small) ? 0.001 : 0.1),
                zeroBias: false);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Heads => auxiliary is null ? ["fc"] : ["fc", AuxName + ".fc"];

    /// <summary>Takes the auxiliary head away, as after loading weights that have one.</summary>
    internal void DropAuxiliary()
    {
        register_module(AuxName, null);
        auxiliary?.Dispose();
        auxiliary = null;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Main(Middle(input)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public OrderedDictionary<string, Tensor> Outputs(Tensor input)
    {
        using var scope = NewDisposeScope();
        var middle = Middle(input);
        var extra = training ? auxiliary?.call(middle) : null;
        var outputs = new OrderedDictionary<string, Tensor> { ["logits"] = Main(middle).MoveToOuterDisposeScope() };
        if (extra is not null)
        {
            outputs["aux_logits"] = extra.MoveToOuterDisposeScope();
        }

        return outputs;
    }

    private void Add(List<nn.Module<Tensor, Tensor>> part, string name, nn.Module<Tensor, Tensor> layer)
    {
        part.Add(layer);
        register_module(name, layer);
    }

    private Tensor Middle(Tensor input) => trunk.Aggregate(transformInput ? InputNormalisation.Convert(input) : input, (map, layer) => layer.call(map));

    private Tensor Main(Tensor middle) => fc.call(dropout.call(avgpool.call(top.Aggregate(middle, (map, layer) => layer.call(map)))).flatten(1));

    /// <summary>Scores from the middle of the network.</summary>
    private sealed class AuxiliaryHead : nn.Module<Tensor, Tensor>
    {
        private readonly BasicConv2d conv0;
        private readonly BasicConv2d conv1;
        private readonly Linear fc;

        public AuxiliaryHead(int channels, int classes)
            : base("InceptionAux")
        {
            conv0 = new BasicConv2d(channels, 128, 1);
            conv1 = new BasicConv2d(128, 768, 5);
            fc = nn.Linear(768, classes);
            RegisterComponents();
        }

        public Linear Scores => fc;

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = conv1.call(conv0.call(nn.functional.avg_pool2d(input, 5, stride: 3)));
            return fc.call(nn.functional.adaptive_avg_pool2d(x, 1).flatten(1)).MoveToOuterDisposeScope();
        }
    }
}
