using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's DenseNet: same state-dict keys, same initial weights for a seed.</summary>
/// <remarks>
/// Huang, Liu, van der Maaten, Weinberger: "Densely Connected Convolutional Networks", arXiv:1608.06993, table 1. Input: float32 (batch, 3, height,
/// width), at least 29 pixels each way; output: (batch, <c>num_classes</c>) scores.
/// </remarks>
public sealed class DenseNet : nn.Module<Tensor, Tensor>, INamedHeads
{
    private readonly Sequential features;
    private readonly Linear classifier;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="growthRate">Channels that every layer adds.</param>
    /// <param name="blockConfig">Layers in each block.</param>
    /// <param name="numInitFeatures">Channels of the first convolution.</param>
    /// <param name="bnSize">Channels between the two convolutions of a layer, as a multiple of <paramref name="growthRate"/>.</param>
    /// <param name="dropRate">Share of a layer's values dropped while training.</param>
    /// <param name="numClasses">Number of outputs.</param>
    /// <exception cref="UserErrorException">A number is too small, or the share is none.</exception>
    public DenseNet(
        int growthRate = 32, IReadOnlyList<int>? blockConfig = null, int numInitFeatures = 64, int bnSize = 4, double dropRate = 0, int numClasses = 1000)
    {
        blockConfig ??= [6, 12, 24, 16];
        if (growthRate < 1 || numInitFeatures < 1 || bnSize < 1 || blockConfig.Count == 0 || dropRate is not (>= 0 and <= 1))
        {
            throw new UserErrorException($"a DenseNet needs a growth_rate, num_init_features and bn_size of at least 1 (got {growthRate}, {numInitFeatures}, {bnSize}), at least one block, and a drop_rate in [0, 1] (got {PythonFloat.Of(dropRate)})");
        }

        features = nn.Sequential(
            ("conv0", nn.Conv2d(3, numInitFeatures, 7, stride: 2, padding: 3, bias: false)),
            ("norm0", nn.BatchNorm2d(numInitFeatures)),
            ("relu0", nn.ReLU(inplace: true)),
            ("pool0", nn.MaxPool2d(3, stride: 2, padding: 1)));
        var channels = numInitFeatures;
        for (var i = 0; i < blockConfig.Count; i++)
        {
            if (i > 0)
            {
                features.append($"transition{i}", Transition(channels));
                channels /= 2;
            }

            features.append($"denseblock{i + 1}", new DenseBlock(blockConfig[i], channels, growthRate, bnSize, dropRate));
            channels += blockConfig[i] * growthRate;
        }

        features.append("norm5", nn.BatchNorm2d(channels));
        classifier = nn.Linear(channels, numClasses);
        RegisterComponents();
        Initialisation.Draw(this, conv => nn.init.kaiming_normal_(conv.weight), static _ => { });
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Heads => ["classifier"];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = nn.functional.relu(features.call(input), inplace: true);
        return classifier.call(nn.functional.adaptive_avg_pool2d(maps, 1).flatten(1)).MoveToOuterDisposeScope();
    }

    // Half the channels, half the resolution.
    private static Sequential Transition(int channels) => nn.Sequential(
        ("norm", nn.BatchNorm2d(channels)),
        ("relu", nn.ReLU(inplace: true)),
        ("conv", nn.Conv2d(channels, channels / 2, 1, bias: false)),
        ("pool", nn.AvgPool2d(2, stride: 2)));

    /// <summary>Layers that each see the block's input and all layers before.</summary>
    private sealed class DenseBlock : nn.Module<Tensor, Tensor>
    {
        private readonly List<DenseLayer> layers = [];

        public DenseBlock(int count, int channels, int growth, int width, double dropRate)
            : base("_DenseBlock")
        {
            for (var i = 0; i < count; i++)
            {
                layers.Add(new DenseLayer(channels + (i * growth), growth, width, dropRate));
                register_module($"denselayer{i + 1}", layers[i]);
            }
        }

        protected override long StateVersion => 2;

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var maps = new List<Tensor> { input };
            foreach (var layer in layers)
            {
                using var all = cat(maps, 1);
                maps.Add(layer.call(all));
            }

            return cat(maps, 1).MoveToOuterDisposeScope();
        }
    }

    private sealed class DenseLayer : nn.Module<Tensor, Tensor>
    {
        private readonly BatchNorm2d norm1;
        private readonly ReLU relu1 = nn.ReLU(inplace: true);
        private readonly Conv2d conv1;
        private readonly BatchNorm2d norm2;
        private readonly ReLU relu2 = nn.ReLU(inplace: true);
        private readonly Conv2d conv2;
        private readonly double dropRate;

        public DenseLayer(int channels, int growth, int width, double dropRate)
            : base("_DenseLayer")
        {
            this.dropRate = dropRate;
            norm1 = nn.BatchNorm2d(channels);
            conv1 = nn.Conv2d(channels, width * growth, 1, bias: false);
            norm2 = nn.BatchNorm2d(width * growth);
            conv2 = nn.Conv2d(width * growth, growth, 3, padding: 1, bias: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = conv1.call(relu1.call(norm1.call(input)));
            x = conv2.call(relu2.call(norm2.call(x)));
            x = dropRate > 0 ? nn.functional.dropout(x, dropRate, training) : x;
            return x.MoveToOuterDisposeScope();
        }
    }
}
