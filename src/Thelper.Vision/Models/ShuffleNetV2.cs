using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's ShuffleNet v2: same state-dict keys, same initial weights for a seed.</summary>
/// <remarks>
/// Ma, Zhang, Zheng, Sun: "ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design", arXiv:1807.11164, table 5. Input: float32
/// (batch, 3, height, width); output: (batch, <c>num_classes</c>) scores.
/// </remarks>
public sealed class ShuffleNetV2 : nn.Module<Tensor, Tensor>, INamedHeads
{
    private readonly Sequential conv1;
    private readonly MaxPool2d maxpool;
    private readonly Sequential stage2;
    private readonly Sequential stage3;
    private readonly Sequential stage4;
    private readonly Sequential conv5;
    private readonly Linear fc;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="stagesRepeats">Blocks in each of the three stages.</param>
    /// <param name="stagesOutChannels">Channels of the first convolution, of the three stages, and of the last convolution.</param>
    /// <param name="numClasses">Number of outputs.</param>
    /// <exception cref="UserErrorException">There are not three stages with five numbers of channels, or a stage's channels are odd.</exception>
    public ShuffleNetV2(IReadOnlyList<int> stagesRepeats, IReadOnlyList<int> stagesOutChannels, int numClasses = 1000)
    {
        ArgumentNullException.ThrowIfNull(stagesRepeats);
        ArgumentNullException.ThrowIfNull(stagesOutChannels);
        if (stagesRepeats.Count != 3 || stagesOutChannels.Count != 5 || stagesOutChannels.Take(1..4).Any(channels => channels % 2 != 0))
        {
            throw new UserErrorException("a ShuffleNet v2 has three stages with repeats, and five numbers of channels, those of the stages even");
        }

        conv1 = nn.Sequential(nn.Conv2d(3, stagesOutChannels[0], 3, stride: 2, padding: 1, bias: false), nn.BatchNorm2d(stagesOutChannels[0]), nn.ReLU(inplace: true));
        maxpool = nn.MaxPool2d(3, stride: 2, padding: 1);
        stage2 = Stage(0);
        stage3 = Stage(1);
        stage4 = Stage(2);
        conv5 = nn.Sequential(Pointwise(stagesOutChannels[3], stagesOutChannels[4]));
        fc = nn.Linear(stagesOutChannels[4], numClasses);
        RegisterComponents();

        Sequential Stage(int stage)
        {
            var outputs = stagesOutChannels[stage + 1];
            return nn.Sequential(Enumerable.Range(0, stagesRepeats[stage])
                .Select(i => (nn.Module<Tensor, Tensor>)(i == 0 ? new Unit(stagesOutChannels[stage], outputs, 2) : new Unit(outputs, outputs, 1))));
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Heads => ["fc"];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = maxpool.call(conv1.call(input));
        x = conv5.call(stage4.call(stage3.call(stage2.call(x))));
        return fc.call(x.mean([2, 3])).MoveToOuterDisposeScope();
    }

    private static nn.Module<Tensor, Tensor>[] Pointwise(int inputs, int outputs) =>
        [nn.Conv2d(inputs, outputs, 1, bias: false), nn.BatchNorm2d(outputs), nn.ReLU(inplace: true)];

    private static nn.Module<Tensor, Tensor>[] Depthwise(int channels, int stride) =>
        [nn.Conv2d(channels, channels, 3, stride: stride, padding: 1, groups: channels, bias: false), nn.BatchNorm2d(channels)];

    /// <summary>Two branches whose channels are shuffled afterwards (figure 3, c and d): at stride 1 the first half of the channels passes by.</summary>
    private sealed class Unit : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential branch1;
        private readonly Sequential branch2;
        private readonly bool splits;

        public Unit(int inputs, int outputs, int stride)
            : base("InvertedResidual")
        {
            var half = outputs / 2;
            splits = stride == 1;
            branch1 = nn.Sequential(splits ? [] : [.. Depthwise(inputs, stride), .. Pointwise(inputs, half)]);
            branch2 = nn.Sequential([.. Pointwise(splits ? half : inputs, half), .. Depthwise(half, stride), .. Pointwise(half, half)]);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var parts = splits ? input.chunk(2, 1) : [branch1.call(input), input];
            var both = cat([parts[0], branch2.call(parts[1])], 1);
            long[] shape = both.shape;
            return both.view(shape[0], 2, shape[1] / 2, shape[2], shape[3]).transpose(1, 2).contiguous().view(shape).MoveToOuterDisposeScope();
        }
    }
}
