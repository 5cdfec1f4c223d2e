using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's GoogLeNet: same state-dict keys, same initial weights for a seed.</summary>
/// <remarks>
/// Szegedy and others: "Going Deeper with Convolutions", arXiv:1409.4842, table 1; with batch normalisation, and 3x3 kernels in the place of 5x5 ones,
/// as the published weights have them. Input: float32 (batch, 3, height, width), at least 15 pixels each way; output: (batch,
/// <c>num_classes</c>) scores. In training <see cref="Outputs"/> gives <c>logits</c>, then <c>aux1</c> and <c>aux2</c>, the scores of the auxiliary
/// heads, the earlier one first: that is the order of torchvision's tuple, whose names for the two (<c>aux_logits2</c>, <c>aux_logits1</c>) are exchanged.
/// </remarks>
public sealed class GoogLeNet : nn.Module<Tensor, Tensor>, INamedOutputs, INamedHeads
{
    // Channels of the four branches: 1x1; 3x3 before and after; 5x5 before and after; pooled. The map is halved behind 3b and 4e.
    private static readonly (string Name, int[] Channels)[] Blocks =
    [
        ("3a", [64, 96, 128, 16, 32, 32]), ("3b", [128, 128, 192, 32, 96, 64]), ("4a", [192, 96, 208, 16, 48, 64]), ("4b", [160, 112, 224, 24, 64, 64]),
        ("4c", [128, 128, 256, 24, 64, 64]), ("4d", [112, 144, 288, 32, 64, 64]), ("4e", [256, 160, 320, 32, 128, 128]), ("5a", [256, 160, 320, 32, 128, 128]),
        ("5b", [384, 192, 384, 48, 128, 128]),
    ];

    private readonly List<(string Name, nn.Module<Tensor, Tensor> Layer)> layers = [];
    private readonly Dictionary<string, AuxiliaryHead> auxiliaries = [];
    private readonly AdaptiveAvgPool2d avgpool = nn.AdaptiveAvgPool2d(1);
    private readonly Dropout dropout;
    private readonly Linear fc;
    private readonly bool transformInput;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="numClasses">Number of outputs.</param>
    /// <param name="auxLogits">Whether there are auxiliary heads, which take part in training alone.</param>
    /// <param name="transformInput">Whether images come normalised as those of torchvision's other networks, and are converted to what the published weights need.</param>
    /// <param name="initWeights">Whether weights are drawn as the network's authors did; otherwise every layer keeps its own first weights.</param>
    /// <param name="dropout">Share of the features dropped before the last layer while training.</param>
    /// <param name="dropoutAux">The same in the auxiliary heads.</param>
    public GoogLeNet(
        int numClasses = 1000, bool auxLogits = true, bool transformInput = false, bool initWeights = true, double dropout = 0.2, double dropoutAux = 0.7)
    {
        this.transformInput = transformInput;
        Add("conv1", new BasicConv2d(3, 64, 7, stride: 2, padding: 3));
        Add("maxpool1", nn.MaxPool2d(3, stride: 2, ceil_mode: true));
        Add("conv2", new BasicConv2d(64, 64, 1));
        Add("conv3", new BasicConv2d(64, 192, 3, padding: 1));
        Add("maxpool2", nn.MaxPool2d(3, stride: 2, ceil_mode: true));
        var channels = 192;
        foreach (var (name, outputs) in Blocks)
        {
            Add("inception" + name, new Block(channels, outputs));
            channels = outputs[0] + outputs[2] + outputs[4] + outputs[5];
            if (name is "3b" or "4e")
            {
                Add(name == "3b" ? "maxpool3" : "maxpool4", nn.MaxPool2d(name == "3b" ? 3 : 2, stride: 2, ceil_mode: true));
            }
        }

        if (auxLogits)
        {
            AddAuxiliary("inception4a", "aux1", new AuxiliaryHead(512, numClasses, dropoutAux));
            AddAuxiliary("inception4d", "aux2", new AuxiliaryHead(528, numClasses, dropoutAux));
        }

        this.dropout = nn.Dropout(dropout);
        fc = nn.Linear(channels, numClasses);
        register_module(nameof(avgpool), avgpool);
        register_module(nameof(dropout), this.dropout);
        register_module(nameof(fc), fc);
        if (initWeights)
        {
            Initialisation.Draw(
                this, static conv => nn.init.trunc_normal_(conv.weight, 0, 0.01), static linear => nn.init.trunc_normal_(linear.weight, 0, 0.01), zeroBias: false);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Heads => ["fc", .. auxiliaries.Values.Select(head => head.Place + ".fc2")];

    /// <summary>Takes the auxiliary heads away, as after loading weights that have them.</summary>
    internal void DropAuxiliary()
    {
        foreach (var head in auxiliaries.Values)
        {
            register_module(head.Place, null);
            head.Dispose();
        }

        auxiliaries.Clear();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Scores(input, extra: null).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public OrderedDictionary<string, Tensor> Outputs(Tensor input)
    {
        using var scope = NewDisposeScope();
        var extra = new List<(string Name, Tensor Scores)>();
        var outputs = new OrderedDictionary<string, Tensor> { ["logits"] = Scores(input, training ? extra : null).MoveToOuterDisposeScope() };
        foreach (var (name, scores) in extra)
        {
            outputs[name] = scores.MoveToOuterDisposeScope();
        }

        return outputs;
    }

    private void Add(string name, nn.Module<Tensor, Tensor> layer)
    {
        layers.Add((name, layer));
        register_module(name, layer);
    }

    private void AddAuxiliary(string behind, string name, AuxiliaryHead head)
    {
        head.Place = name;
        auxiliaries[behind] = head;
        register_module(name, head);
    }

    private Tensor Scores(Tensor input, List<(string Name, Tensor Scores)>? extra)
    {
        var x = transformInput ? InputNormalisation.Convert(input) : input;
        foreach (var (name, layer) in layers)
        {
            x = layer.call(x);
            if (extra is not null && auxiliaries.TryGetValue(name, out var head))
            {
                extra.Add((head.Place, head.call(x)));
            }
        }

        return fc.call(dropout.call(avgpool.call(x).flatten(1)));
    }

    /// <summary>Four branches side by side (figure 2 b).</summary>
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor>[] branches;

        public Block(int inputs, int[] channels)
            : base("Inception")
        {
            branches =
            [
                new BasicConv2d(inputs, channels[0], 1),
                nn.Sequential(new BasicConv2d(inputs, channels[1], 1), new BasicConv2d(channels[1], channels[2], 3, padding: 1)),
                nn.Sequential(new BasicConv2d(inputs, channels[3], 1), new BasicConv2d(channels[3], channels[4], 3, padding: 1)),
                nn.Sequential(nn.MaxPool2d(3, stride: 1, padding: 1, ceil_mode: true), new BasicConv2d(inputs, channels[5], 1)),
            ];
            for (var i = 0; i < branches.Length; i++)
            {
                register_module($"branch{i + 1}", branches[i]);
            }
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            return cat(branches.Select(branch => branch.call(input)).ToList(), 1).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Scores from the middle of the network.</summary>
    private sealed class AuxiliaryHead : nn.Module<Tensor, Tensor>
    {
        private const int Cells = 4;
        private readonly BasicConv2d conv;
        private readonly Linear fc1;
        private readonly Linear fc2;
        private readonly Dropout dropout;

        public AuxiliaryHead(int channels, int classes, double dropout)
            : base("InceptionAux")
        {
            conv = new BasicConv2d(channels, 128, 1);
            fc1 = nn.Linear(128 * Cells * Cells, 1024);
            fc2 = nn.Linear(1024, classes);
            this.dropout = nn.Dropout(dropout);
            RegisterComponents();
        }

        /// <summary>Its name in the network.</summary>
        public string Place { get; set; } = "";

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = conv.call(nn.functional.adaptive_avg_pool2d(input, Cells)).flatten(1);
            return fc2.call(dropout.call(nn.functional.relu(fc1.call(x), inplace: true))).MoveToOuterDisposeScope();
        }
    }
}
