using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;
using static Thelper.Nn.Inception.InceptionUnit;

namespace Thelper.Nn.Inception;

/// <summary>A deep classifier of inception blocks with residual connections.</summary>
/// <remarks>
/// Szegedy, Ioffe, Vanhoucke, Alemi: "Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning", arXiv:1602.07261, figures 15 to 19.
/// Input: float32 (batch, <c>input_channels</c>, height, width) of 75 pixels a side or more, made for 299; output: (batch, classes) scores.
/// </remarks>
[TypeName("thelper.nn.inceptionresnetv2.InceptionResNetV2")]
public sealed class InceptionResNetV2 : Module, IEmbedding
{
    private const int PretrainedClasses = 1000;
    private const int Features = 1536;
    private const int LeastSide = 75;

    private readonly List<nn.Module<Tensor, Tensor>> stages = [];
    private Linear lastLinear;
    private int classes = PretrainedClasses;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="task">A classification task.</param>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <exception cref="UserErrorException">There are no channels, or the task is no classification.</exception>
    public InceptionResNetV2(Tasks.Task task, [ConfigValue(Min = 1)] int inputChannels = 3)
        : base(task)
    {
        OutputCount.OfClassification(task, TypeName);
        if (inputChannels < 1)
        {
            throw new UserErrorException($"input_channels: {inputChannels} is no number of channels (at least 1)");
        }

        Add("conv2d_1a", Inner(inputChannels, 32));
        Add("conv2d_2a", Inner(32, 32, stride: 1));
        Add("conv2d_2b", Same(32, 64, 3));
        Add("maxpool_3a", Shrink());
        Add("conv2d_3b", Same(64, 80));
        Add("conv2d_4a", Inner(80, 192, stride: 1));
        Add("maxpool_5a", Shrink());
        Add("mixed_5b", new InceptionMix(
            [Same(192, 96)],
            [Same(192, 48), Same(48, 64, 5)],
            [Same(192, 64), Same(64, 96, 3), Same(96, 96, 3)],
            [nn.AvgPool2d(3, stride: 1, padding: 1, count_include_pad: false), Same(192, 64)]));
        Add("repeat", Repeat(10, Block35));
        Add("mixed_6a", new InceptionMix(
            [Inner(320, 384)],
            [Same(320, 256), Same(256, 256, 3), Inner(256, 384)],
            [Shrink()]));
        Add("repeat_1", Repeat(20, Block17));
        Add("mixed_7a", new InceptionMix(
            [Same(1088, 256), Inner(256, 384)],
            [Same(1088, 256), Inner(256, 288)],
            [Same(1088, 256), Same(256, 288, 3), Inner(288, 320)],
            [Shrink()]));
        Add("repeat_2", Repeat(9, () => Block8(0.20, rectified: true)));
        Add("block8", Block8(1.0, rectified: false));
        Add("conv2d_7b", Same(2080, Features));
        lastLinear = nn.Linear(Features, classes);
        register_module("last_linear", lastLinear);
        SetConfig(("input_channels", (long)inputChannels));
        SetTask(task);
    }

    /// <inheritdoc/>
    public int EmbeddingSize => Features;

    /// <summary>Specialises the network to a task: another number of classes gets a fresh last layer.</summary>
    /// <param name="task">A classification task.</param>
    public override void SetTask(Tasks.Task task)
    {
        var count = OutputCount.OfClassification(task, TypeName);
        Task = task;
        if (count != classes)
        {
            classes = count;
            lastLinear = this.ReplaceChild("last_linear", nn.Linear(Features, count));
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return lastLinear.call(GetEmbedding(input)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor GetEmbedding(Tensor input, bool pool = true)
    {
        if (input.dim() != 4 || input.shape[2] < LeastSide || input.shape[3] < LeastSide)
        {
            throw new UserErrorException($"{TypeName} takes images (batch, channels, height, width) of at least {LeastSide}x{LeastSide} pixels, not ({string.Join(", ", input.shape)}); resize them, to 299x299 as it was made for");
        }

        using var scope = NewDisposeScope();
        var x = input;
        foreach (var stage in stages)
        {
            x = stage.call(x);
        }

        return (pool ? nn.functional.avg_pool2d(x, [x.shape[2], x.shape[3]]).flatten(1) : x).MoveToOuterDisposeScope();
    }

    private static MaxPool2d Shrink() => nn.MaxPool2d(3, stride: 2);

    private static Sequential Repeat(int count, Func<nn.Module<Tensor, Tensor>> block) => nn.Sequential(Enumerable.Range(0, count).Select(_ => block()));

    private static InceptionResidual Block35() => new(
        320, 128, 0.17, true, [Same(320, 32)], [Same(320, 32), Same(32, 32, 3)], [Same(320, 32), Same(32, 48, 3), Same(48, 64, 3)]);

    private static InceptionResidual Block17() => new(
        1088, 384, 0.10, true, [Same(1088, 192)], [Same(1088, 128), Same(128, 160, 1, 7), Same(160, 192, 7, 1)]);

    private static InceptionResidual Block8(double scale, bool rectified) => new(
        2080, 448, scale, rectified, [Same(2080, 192)], [Same(2080, 192), Same(192, 224, 1, 3), Same(224, 256, 3, 1)]);

    private void Add(string name, nn.Module<Tensor, Tensor> stage)
    {
        stages.Add(stage);
        register_module(name, stage);
    }
}
