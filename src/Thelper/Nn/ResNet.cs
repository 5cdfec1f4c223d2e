using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>Residual network with choice of block, depth, stem, activation, coordinates and head.</summary>
/// <remarks>
/// He, Zhang, Ren, Sun: "Deep Residual Learning for Image Recognition", arXiv:1512.03385. Input: float32 (batch,
/// <c>input_channels</c>, height, width); output: (batch, classes) scores, or score maps at the resolution of the last
/// stage for a segmentation task. Initialised as He et al. (arXiv:1502.01852, fan-out), every residual branch at zero.
/// </remarks>
[TypeName("thelper.nn.resnet.ResNet")]
public class ResNet : Module, IEmbedding
{
    private const int PretrainedClasses = 1000;

    private readonly ResNetParams structure;
    private readonly string? headType;
    private readonly bool coordconv;
    private readonly bool radius;
    private readonly bool flexible;
    private readonly int poolSize;
    private readonly nn.Module<Tensor, Tensor> conv1;
    private readonly BatchNorm2d bn1;
    private readonly nn.Module<Tensor, Tensor> activation;
    private readonly MaxPool2d? maxpool;
    private readonly Sequential[] stages;
    private readonly nn.Module<Tensor, Tensor> avgpool;
    private nn.Module<Tensor, Tensor> fc;
    private (string Kind, int Classes) present = ("linear", PretrainedClasses);
    private readonly nn.init.NonlinearityType nonlinearity;
    private int planes = 64;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="task">A classification task, or a segmentation task with a <paramref name="headType"/>.</param>
    /// <param name="block">Class of the blocks: <c>thelper.nn.resnet.BasicBlock</c>, <c>Bottleneck</c> or <c>SqueezeExcitationBlock</c>.</param>
    /// <param name="layers">Blocks in each of four or five stages, or the text "18" or "34"; [3, 4, 6, 3] by default.</param>
    /// <param name="strides">Stride of each stage; [1, 2, 2, 2] by default.</param>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <param name="flexibleInputRes">Average over the whole last map, whatever its size.</param>
    /// <param name="poolSize">Side of the average pooling otherwise; the last map of a 224x224 image is 7x7.</param>
    /// <param name="headType">For segmentation: <c>fcn</c> or <c>deeplabv3</c>.</param>
    /// <param name="coordconv">Give the first convolution and the projections coordinate channels.</param>
    /// <param name="radiusChannel">With <paramref name="coordconv"/>: also the distance to the middle.</param>
    /// <param name="activation"><c>relu</c> or <c>leaky_relu</c>, for the stem and the first block of each stage; later blocks use relu.</param>
    /// <param name="skipMaxPool">Leave out the pooling of the stem.</param>
    /// <param name="pretrained">Start from torchvision's ImageNet weights (18, 34: BasicBlock; 50, 101, 152: Bottleneck).</param>
    /// <param name="conv1Config">Kernel, stride and padding of the first convolution; [7, 2, 3] by default.</param>
    /// <exception cref="UserErrorException">A parameter has a wrong value, or the task does not fit.</exception>
    public ResNet(
        Tasks.Task task,
        string block = "thelper.nn.resnet.BasicBlock",
        object? layers = null,
        IReadOnlyList<int>? strides = null,
        int inputChannels = 3,
        bool flexibleInputRes = false,
        int poolSize = 7,
        [ConfigValue(Choices = ["fcn", "deeplabv3"])] string? headType = null,
        bool coordconv = false,
        bool radiusChannel = true,
        [ConfigValue(Choices = ["relu", "leaky_relu"])] string activation = "relu",
        bool skipMaxPool = false,
        bool pretrained = false,
        IReadOnlyList<int>? conv1Config = null)
        : base(task)
    {
        structure = ResNetParams.Parse(block, layers, strides);
        var stem = conv1Config ?? [7, 2, 3];
        Check(inputChannels, poolSize, headType, stem);
        nonlinearity = Activation.Nonlinearity(activation);
        this.headType = headType;
        HeadFor(task);
        var weights = pretrained ? PretrainedWeights(structure) : null;
        flexible = flexibleInputRes;
        this.poolSize = poolSize;
        this.coordconv = coordconv;
        radius = radiusChannel;

        conv1 = CoordConv.MakeConv2d(
            coordconv, inputChannels, planes, stem[0], stem[1], stem[2], bias: false, radiusChannel: radiusChannel);
        bn1 = nn.BatchNorm2d(planes);
        this.activation = Activation.Create(activation);
        maxpool = skipMaxPool ? null : nn.MaxPool2d(3, stride: 2, padding: 1);
        stages = [.. structure.Layers.Select((count, i) => MakeStage(64 << i, count, structure.Strides[i], activation))];
        avgpool = flexible ? nn.AdaptiveAvgPool2d(1) : nn.AvgPool2d(poolSize, stride: 1);
        fc = nn.Linear(structure.Features, PretrainedClasses);
        Register();
        Initialise();
        if (weights is not null)
        {
            StateDictionaries.LoadInto(this, weights);
        }

        SetConfig(
            ("block", block),
            ("layers", Plain(structure.Layers)),
            ("strides", Plain(structure.Strides)),
            ("input_channels", (long)inputChannels),
            ("flexible_input_res", flexibleInputRes),
            ("pool_size", (long)poolSize),
            ("head_type", headType),
            ("coordconv", coordconv),
            ("radius_channel", radiusChannel),
            ("activation", activation),
            ("skip_max_pool", skipMaxPool),
            ("pretrained", pretrained),
            ("conv1_config", Plain(stem)));
        ApplyTask(task);
    }

    /// <inheritdoc/>
    public int EmbeddingSize => structure.Features;

    /// <summary>The head of a class that does not choose it by task: <c>tail</c>, <c>linear</c> or <c>none</c>; null otherwise. A constant of the class.</summary>
    private protected virtual string? FixedHead => null;

    /// <summary>The head.</summary>
    private protected nn.Module<Tensor, Tensor> Head => fc;

    /// <inheritdoc/>
    public override void SetTask(Tasks.Task task) => ApplyTask(task);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return ApplyHead(GetEmbedding(input, pool: Task is Tasks.Classification)).MoveToOuterDisposeScope();
    }

    /// <summary>The features below the head.</summary>
    /// <param name="input">Images (batch, channels, height, width).</param>
    /// <param name="pool">Average and flatten to (batch, <see cref="EmbeddingSize"/>); else the map of the last stage.</param>
    /// <exception cref="UserErrorException">The image size does not fit <c>pool_size</c>.</exception>
    public Tensor GetEmbedding(Tensor input, bool pool = true)
    {
        using var scope = NewDisposeScope();
        var x = Maps(input)[^1];
        return (pool ? Pool(x, input).flatten(1) : x).MoveToOuterDisposeScope();
    }

    /// <summary>The outputs of the stem (before its pooling) and of every stage.</summary>
    /// <param name="input">Images.</param>
    /// <returns>Maps, which belong to the current dispose scope.</returns>
    private protected Tensor[] Maps(Tensor input)
    {
        var maps = new Tensor[stages.Length + 1];
        maps[0] = activation.call(bn1.call(conv1.call(input)));
        var x = maxpool?.call(maps[0]) ?? maps[0];
        for (var i = 0; i < stages.Length; i++)
        {
            maps[i + 1] = x = stages[i].call(x);
        }

        return maps;
    }

    /// <summary>Scores from the result of <see cref="GetEmbedding"/>.</summary>
    /// <param name="embedding">Pooled features, or the map for segmentation.</param>
    private protected Tensor ApplyHead(Tensor embedding) => fc.call(embedding);

    /// <summary>The average pooling, with the image size checked.</summary>
    /// <param name="map">Output of the last stage.</param>
    /// <param name="input">The images, for the message.</param>
    /// <param name="exact">Whether the result must be one cell.</param>
    private protected Tensor Pool(Tensor map, Tensor input, bool exact = true)
    {
        var (height, width) = (map.shape[2], map.shape[3]);
        var fits = exact ? height == poolSize && width == poolSize : height >= poolSize && width >= poolSize;
        return flexible || fits
            ? avgpool.call(map)
            : throw new UserErrorException(
                $"images of {input.shape[2]}x{input.shape[3]} pixels reach the pooling of ResNet as maps of {height}x{width}, but pool_size is {poolSize}; " +
                "set flexible_input_res to true, or change pool_size or the image size");
    }

    private static void Check(int channels, int poolSize, string? head, IReadOnlyList<int> stem)
    {
        if (channels < 1 || poolSize < 1)
        {
            throw new UserErrorException($"input_channels and pool_size are at least 1 (got {channels} and {poolSize})");
        }

        if (head is not (null or "fcn" or "deeplabv3"))
        {
            throw new UserErrorException($"head_type: '{head}' is not known (known: fcn, deeplabv3)");
        }

        if (stem.Count != 3 || stem[0] < 1 || stem[1] < 1 || stem[2] < 0)
        {
            throw new UserErrorException($"conv1_config: expected kernel, stride and padding, got [{string.Join(", ", stem)}]");
        }
    }

    private static nn.Module<Tensor, Tensor> MakeHead(string kind, int features, int classes) => kind switch
    {
        "fcn" => new FCNHead(features, classes),
        "deeplabv3" => new DeepLabHead(features, classes),
        "tail" => new ConvTailNet(features, classes),
        "none" => nn.Identity(),
        _ => nn.Linear(features, classes),
    };

    private static List<object?> Plain(IReadOnlyList<int> values) => [.. values.Select(v => (object?)(long)v)];

    private static string PretrainedWeights(ResNetParams structure)
    {
        var variant = ResNetVariant.Plain.FirstOrDefault(
            v => structure.Block == (v.Bottleneck ? "Bottleneck" : "BasicBlock") && v.Blocks.SequenceEqual(structure.Layers))
            ?? throw new UserErrorException(
                "pretrained: ImageNet weights exist for the layers of ResNet-18 and 34 (BasicBlock), 50, 101 and 152 (Bottleneck) alone, " +
                $"not for [{string.Join(", ", structure.Layers)}] of {structure.Block}");
        return WeightsCache.Default.Fetch(variant.FindWeights(pretrained: true, weights: null)!);
    }

    private void ApplyTask(Tasks.Task task)
    {
        var head = HeadFor(task);
        Task = task;
        if (head == present)
        {
            return;
        }

        present = head;
        fc = this.ReplaceChild("fc", MakeHead(head.Kind, structure.Features, head.Classes));
    }

    private (string Kind, int Classes) HeadFor(Tasks.Task task)
    {
        var classes = task is Tasks.Detection ? null : OutputCount.Of(task);
        if (FixedHead == "none")
        {
            return ("none", 0);
        }

        if (task is Tasks.Classification || (FixedHead == "linear" && classes is not null))
        {
            return (FixedHead ?? "linear", classes!.Value);
        }

        return FixedHead is not null || headType is null || classes is null
            ? throw new UserErrorException(
                $"model '{TypeName}' classifies images, or segments them with a head_type (fcn, deeplabv3); it cannot be used for {task}")
            : (headType, classes.Value);
    }

    private Sequential MakeStage(int width, int count, int stride, string firstActivation)
    {
        var channels = width * structure.Expansion;
        Sequential? downsample = null;
        if (stride != 1 || planes != channels)
        {
            downsample = nn.Sequential(
                CoordConv.MakeConv2d(coordconv, planes, channels, 1, stride, bias: false, radiusChannel: radius), nn.BatchNorm2d(channels));
        }

        var blocks = new nn.Module<Tensor, Tensor>[count];
        for (var i = 0; i < count; i++)
        {
            // Only the first block takes the chosen activation: weights of existing sessions were trained that way.
            blocks[i] = i == 0 ? MakeBlock(width, stride, downsample, firstActivation) : MakeBlock(width, 1, null, "relu");
            planes = channels;
        }

        return nn.Sequential(blocks);
    }

    private ResidualBlock MakeBlock(int width, int stride, Sequential? downsample, string blockActivation) => structure.Block switch
    {
        "Bottleneck" => new Bottleneck(planes, width, stride, downsample, blockActivation),
        "SqueezeExcitationBlock" => new SqueezeExcitationBlock(planes, width, stride, downsample, blockActivation),
        _ => new BasicBlock(planes, width, stride, downsample, blockActivation),
    };

    private void Register()
    {
        register_module("conv1", conv1);
        register_module("bn1", bn1);
        register_module("activation", activation);
        if (maxpool is not null)
        {
            register_module("maxpool", maxpool);
        }

        for (var i = 0; i < stages.Length; i++)
        {
            register_module($"layer{i + 1}", stages[i]);
        }

        register_module("avgpool", avgpool);
        register_module("fc", fc);
    }

    /// <summary>Makes a fresh head. The original's subclasses with a head of their own draw it twice, and what is drawn after it depends on that.</summary>
    private protected void DrawHeadAgain() => fc = this.ReplaceChild("fc", MakeHead(present.Kind, structure.Features, present.Classes));

    /// <summary>Draws the weights of all convolutions, in the order of the modules. Those that see coordinates are drawn twice, as layer and as part of it, as the original does.</summary>
    private protected void Initialise()
    {
        foreach (var module in modules())
        {
            var weight = module switch
            {
                Conv2d convolution => convolution.weight,
                ConvTranspose2d convolution => convolution.weight,
                CoordConv2d layer => layer.Weight,
                CoordConvTranspose2d layer => layer.Weight,
                _ => null,
            };
            if (weight is not null)
            {
                nn.init.kaiming_normal_(weight, mode: nn.init.FanInOut.FanOut, nonlinearity: nonlinearity);
            }
        }

        foreach (var module in modules())
        {
            if (module is ResidualBlock block)
            {
                block.ZeroResidual();
            }
        }
    }
}
