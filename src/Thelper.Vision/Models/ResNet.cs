using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's residual network: same state-dict keys, same initial weights for a seed.</summary>
/// <remarks>
/// He, Zhang, Ren, Sun: "Deep Residual Learning for Image Recognition", arXiv:1512.03385. The stride of a bottleneck is in its
/// 3x3 convolution ("ResNet v1.5"). Input: float32 (batch, 3, height, width), ImageNet normalisation for pretrained weights;
/// output: (batch, <c>num_classes</c>) scores.
/// </remarks>
public sealed class ResNet : nn.Module<Tensor, Tensor>, INamedHeads
{
    private readonly Conv2d conv1;
    private readonly nn.Module<Tensor, Tensor> bn1;
    private readonly ReLU relu;
    private readonly MaxPool2d maxpool;
    private readonly Sequential[] layers;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly bool[] dilate;
    private readonly int groups;
    private readonly int widthPerGroup;
    private readonly Func<long, nn.Module<Tensor, Tensor>> norm;
    private Linear fc;
    private int inplanes = 64;
    private int dilation = 1;

    /// <summary>Builds the network and initialises it from libtorch's generator.</summary>
    /// <param name="bottleneck">Three-convolution blocks of expansion 4 instead of two-convolution blocks.</param>
    /// <param name="blocks">Number of blocks in each of the four stages.</param>
    /// <param name="numClasses">Number of outputs, at least 1.</param>
    /// <param name="zeroInitResidual">Start every residual branch at zero (weight of its last normalisation).</param>
    /// <param name="groups">Groups of the 3x3 convolutions of bottlenecks.</param>
    /// <param name="widthPerGroup">Channels per group in the first stage; 64 is the plain network.</param>
    /// <param name="replaceStrideWithDilation">For stages two to four: dilate instead of reducing the resolution.</param>
    /// <param name="norm">Makes the normalisation of so many channels; batch normalisation unless given.</param>
    /// <exception cref="UserErrorException">A parameter is out of range, or plain blocks are asked to be grouped, widened or dilated.</exception>
    public ResNet(
        bool bottleneck,
        IReadOnlyList<int> blocks,
        int numClasses = 1000,
        bool zeroInitResidual = false,
        int groups = 1,
        int widthPerGroup = 64,
        IReadOnlyList<bool>? replaceStrideWithDilation = null,
        Func<long, nn.Module<Tensor, Tensor>>? norm = null)
    {
        this.norm = norm ?? (static channels => nn.BatchNorm2d(channels));
        Check(bottleneck, blocks, numClasses, groups, widthPerGroup, replaceStrideWithDilation);
        this.groups = groups;
        this.widthPerGroup = widthPerGroup;
        dilate = [false, .. replaceStrideWithDilation ?? [false, false, false]];

        conv1 = nn.Conv2d(3, inplanes, 7, stride: 2, padding: 3, bias: false);
        bn1 = this.norm(inplanes);
        relu = nn.ReLU(inplace: true);
        maxpool = nn.MaxPool2d(3, stride: 2, padding: 1);
        layers = new Sequential[4];
        for (var stage = 0; stage < layers.Length; stage++)
        {
            layers[stage] = MakeLayer(bottleneck, 64 << stage, blocks[stage], stage == 0 ? 1 : 2, dilate[stage]);
        }

        avgpool = nn.AdaptiveAvgPool2d(1);
        fc = nn.Linear(inplanes, numClasses);

        register_module("conv1", conv1);
        register_module("bn1", bn1);
        register_module("relu", relu);
        register_module("maxpool", maxpool);
        for (var stage = 0; stage < layers.Length; stage++)
        {
            register_module($"layer{stage + 1}", layers[stage]);
        }

        register_module("avgpool", avgpool);
        register_module("fc", fc);
        Initialise(zeroInitResidual);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Heads => ["fc"];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = maxpool.call(relu.call(bn1.call(conv1.call(input))));
        foreach (var layer in layers)
        {
            x = layer.call(x);
        }

        return fc.call(avgpool.call(x).flatten(1)).MoveToOuterDisposeScope();
    }

    private static void Check(
        bool bottleneck, IReadOnlyList<int> blocks, int classes, int groups, int width, IReadOnlyList<bool>? dilation)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(blocks.Count, 4);
        if (classes < 1)
        {
            throw new UserErrorException($"num_classes: {classes} is not a number of classes (at least 1)");
        }

        if (groups < 1 || width < 1)
        {
            throw new UserErrorException($"groups and width_per_group are at least 1 (got {groups} and {width})");
        }

        if (dilation is not null && dilation.Count != 3)
        {
            throw new UserErrorException(
                $"replace_stride_with_dilation: expected three booleans, for stages two to four (got {dilation.Count})");
        }

        if (!bottleneck && (groups != 1 || width != 64 || dilation?.Contains(true) == true))
        {
            throw new UserErrorException(
                "groups, width_per_group and replace_stride_with_dilation need bottleneck blocks (resnet50 and deeper)");
        }
    }

    private Sequential MakeLayer(bool bottleneck, int planes, int count, int stride, bool dilated)
    {
        var previousDilation = dilation;
        if (dilated)
        {
            dilation *= stride;
            stride = 1;
        }

        var outputs = bottleneck ? planes * Bottleneck.Expansion : planes;
        Sequential? downsample = null;
        if (stride != 1 || inplanes != outputs)
        {
            downsample = nn.Sequential(nn.Conv2d(inplanes, outputs, 1, stride: stride, bias: false), norm(outputs));
        }

        var blocks = new nn.Module<Tensor, Tensor>[count];
        for (var i = 0; i < count; i++)
        {
            var first = i == 0;
            blocks[i] = bottleneck
                ? new Bottleneck(
                    inplanes, planes, first ? stride : 1, first ? downsample : null, groups, widthPerGroup, first ? previousDilation : dilation, norm)
                : new BasicBlock(inplanes, planes, first ? stride : 1, first ? downsample : null, norm);
            inplanes = outputs;
        }

        return nn.Sequential(blocks);
    }

    private void Initialise(bool zeroResidual)
    {
        foreach (var module in modules())
        {
            if (module is Conv2d conv)
            {
                nn.init.kaiming_normal_(conv.weight, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
            }
        }

        if (!zeroResidual)
        {
            return;
        }

        foreach (var module in modules())
        {
            if (module is BasicBlock basic)
            {
                basic.ZeroResidual();
            }
            else if (module is Bottleneck bottleneck)
            {
                bottleneck.ZeroResidual();
            }
        }
    }
}
