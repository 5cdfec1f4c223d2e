using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>A small classifier of depthwise convolutions between narrow layers.</summary>
/// <remarks>
/// Sandler, Howard, Zhu, Zhmoginov, Chen: "MobileNetV2: Inverted Residuals and Linear Bottlenecks", arXiv:1801.04381, table 2. Input: float32 (batch,
/// <c>input_channels</c>, <c>input_size</c>, <c>input_size</c>); output: (batch, classes) scores. Unlike torchvision's, every block expands its input first, also
/// where it does not widen it, so weights of torchvision do not fit.
/// </remarks>
[TypeName("thelper.nn.mobilenet.MobileNetV2")]
public sealed class MobileNetV2 : Module, IEmbedding
{
    private const int PretrainedClasses = 1000;
    private const int Factor = 32;
    private const int Features = 1280;
    private static readonly (int Expansion, int Channels, int Count, int Stride)[] Stages =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    private readonly Sequential features;
    private readonly int side;
    private Sequential classifier;
    private int classes = PretrainedClasses;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="task">A classification task.</param>
    /// <param name="inputSize">Side of the images in pixels, a multiple of 32.</param>
    /// <param name="widthMult">Factor of all channels but those of the last features, which only grow.</param>
    /// <param name="inputChannels">Channels of the images; the original always takes 3.</param>
    /// <exception cref="UserErrorException">A size is out of range, or the task is no classification.</exception>
    public MobileNetV2(
        Tasks.Task task, [ConfigValue(Min = 32)] int inputSize = 224, double widthMult = 1.0, [ConfigValue(Min = 1)] int inputChannels = 3)
        : base(task)
    {
        OutputCount.OfClassification(task, TypeName);
        Check(inputSize, widthMult, inputChannels);
        side = inputSize;
        int Width(int channels) => (int)(channels * widthMult);
        EmbeddingSize = widthMult > 1 ? Width(Features) : Features;
        var channels = Width(32);
        features = nn.Sequential([Convolution(inputChannels, channels, 3, 2)]);
        foreach (var stage in Stages)
        {
            for (var i = 0; i < stage.Count; i++)
            {
                features.append(new InvertedResidual(channels, Width(stage.Channels), i == 0 ? stage.Stride : 1, stage.Expansion));
                channels = Width(stage.Channels);
            }
        }

        features.append(Convolution(channels, EmbeddingSize, 1, 1));
        features.append(nn.AvgPool2d(inputSize / Factor));
        classifier = MakeClassifier();
        register_module("features", features);
        register_module("classifier", classifier);
        Initialise();
        SetConfig(("input_size", (long)inputSize), ("width_mult", widthMult));
        if (inputChannels != 3)
        {
            SetConfig(("input_channels", (long)inputChannels));
        }

        SetTask(task);
    }

    /// <inheritdoc/>
    public int EmbeddingSize { get; }

    /// <summary>Specialises the network to a task: another number of classes gets a fresh last layer.</summary>
    /// <param name="task">A classification task.</param>
    public override void SetTask(Tasks.Task task)
    {
        var count = OutputCount.OfClassification(task, TypeName);
        Task = task;
        if (count != classes)
        {
            classes = count;
            classifier = this.ReplaceChild("classifier", MakeClassifier());
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return classifier.call(GetEmbedding(input)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor GetEmbedding(Tensor input, bool pool = true)
    {
        if (input.dim() != 4 || input.shape[2] != side || input.shape[3] != side)
        {
            throw new UserErrorException(
                $"{TypeName} was made for images of {side}x{side} pixels, not for ({string.Join(", ", input.shape)}); set input_size to the size of the images, a multiple of {Factor}, or resize them");
        }

        using var scope = NewDisposeScope();
        var x = input;
        for (var i = 0; i < features.Count - 1; i++)
        {
            x = features[i].call(x);
        }

        return (pool ? features[^1].call(x).flatten(1) : x).MoveToOuterDisposeScope();
    }

    private static void Check(int size, double width, int channels)
    {
        if (size < Factor || size % Factor != 0)
        {
            throw new UserErrorException($"input_size: {size} is no multiple of {Factor}");
        }

        if (!(width * Stages[0].Channels >= 1 && width <= 64) || channels < 1)
        {
            throw new UserErrorException($"width_mult is between {1.0 / Stages[0].Channels} and 64, input_channels at least 1 (got {width} and {channels})");
        }
    }

    private static Sequential Convolution(int inputs, int outputs, int kernel, int stride) => nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride: stride, padding: kernel / 2, bias: false), nn.BatchNorm2d(outputs), nn.ReLU6(inplace: true));

    private Sequential MakeClassifier() => nn.Sequential(nn.Dropout(0.5), nn.Linear(EmbeddingSize, classes));

    private void Initialise()
    {
        foreach (var module in modules())
        {
            switch (module)
            {
                case Conv2d conv:
                    nn.init.normal_(conv.weight, 0, Math.Sqrt(2.0 / (conv.kernel_size[0] * conv.kernel_size[1] * conv.out_channels)));
                    break;
                case Linear linear:
                    nn.init.normal_(linear.weight, 0, 0.01);
                    nn.init.zeros_(linear.bias!);
                    break;
            }
        }
    }
}
