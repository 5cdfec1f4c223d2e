using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>A <see cref="ResNet"/> that segments an image, with the maps of its stages beside those of the decoder, and paints it again.</summary>
/// <remarks>
/// <see cref="Outputs"/> gives <c>out</c>, the scores (batch, classes, height, width), and <c>reconstr</c>, the image (batch, channels, height,
/// width) within -1 and 1. Train it with <see cref="Train.AutoEncoderTrainer"/>. The sides of the images are multiples of 32.
/// </remarks>
[TypeName(Name)]
public sealed class AutoEncoderSkipResNet : ResNet, INamedOutputs
{
    private const string Name = "thelper.nn.resnet.AutoEncoderSkipResNet";
    private readonly Sequential top;
    private readonly ModuleList<Sequential> painters;
    private readonly Sequential painted;
    private readonly ModuleList<Sequential> labellers;
    private nn.Module<Tensor, Tensor> labelled;
    private int classes;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="task">A segmentation task with fewer than 64 classes.</param>
    /// <param name="outputPads">Pixels added by each of the five upsamplings, 0 or 1; 1 by default, which doubles the size exactly.</param>
    /// <param name="decoderDropout">Whether the decoder drops channels in training.</param>
    /// <param name="dropoutProb">Their share.</param>
    /// <param name="block">Class of the blocks, one that does not widen its output: <c>BasicBlock</c> or <c>SqueezeExcitationBlock</c>.</param>
    /// <param name="layers">Blocks in each of four stages.</param>
    /// <param name="strides">Stride of each stage.</param>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <param name="flexibleInputRes">See <see cref="ResNet"/>; without effect here.</param>
    /// <param name="poolSize">See <see cref="ResNet"/>; without effect here.</param>
    /// <param name="coordconv">Give convolutions coordinate channels; those at the ends of the reconstruction always have them.</param>
    /// <param name="radiusChannel">With <paramref name="coordconv"/>: also the distance to the middle, in the encoder.</param>
    /// <param name="skipMaxPool">Leave out the pooling of the stem; then its stride must be 1 and the first stage's 2, or so.</param>
    /// <param name="pretrained">Accepted for the original's sake: all weights are drawn anew at the end.</param>
    /// <param name="conv1Config">Kernel, stride and padding of the first convolution.</param>
    /// <exception cref="UserErrorException">A parameter has a wrong value, or the task does not fit.</exception>
    public AutoEncoderSkipResNet(
        Tasks.Task task,
        IReadOnlyList<int>? outputPads = null,
        bool decoderDropout = false,
        double dropoutProb = 0.1,
        string block = "thelper.nn.resnet.BasicBlock",
        object? layers = null,
        IReadOnlyList<int>? strides = null,
        int inputChannels = 3,
        bool flexibleInputRes = false,
        int poolSize = 7,
        bool coordconv = false,
        bool radiusChannel = true,
        bool skipMaxPool = false,
        bool pretrained = false,
        IReadOnlyList<int>? conv1Config = null)
        : base(
            Checked(task, block, layers, strides, dropoutProb), Decoder.Checked(block, outputPads), layers, strides, inputChannels, flexibleInputRes, poolSize, null, coordconv, radiusChannel, Decoder.Leaky, skipMaxPool,
            pretrained: false, conv1Config)
    {
        var pads = Decoder.Pads(outputPads);
        var width = EmbeddingSize;
        classes = Classes(task);

        nn.Module<Tensor, Tensor> Dropout() => decoderDropout ? nn.Dropout2d(dropoutProb) : nn.Identity();
        top = nn.Sequential(new CoordConv2d(width, width, 1), nn.BatchNorm2d(width), Dropout(), Decoder.Act());
        painters = nn.ModuleList(pads.Select((pad, i) => nn.Sequential(
            CoordConv.MakeUpsampling(coordconv, width >> i, width >> (i + 1), pad), nn.BatchNorm2d(width >> (i + 1)), Dropout(), Decoder.Act())).ToArray());
        painted = nn.Sequential(new CoordConv2d(width >> pads.Length, inputChannels, 3, padding: 1), nn.Tanh());

        // Inputs are the previous output beside the stage's map; the outputs are as wide as the next stage's map.
        (int In, int Out)[] widths = [(width, width / 2), (width, width / 4), (width / 2, width / 8), (width / 4, width / 8), (width / 4, width / 8)];
        labellers = nn.ModuleList(widths.Select((w, i) => nn.Sequential(
            CoordConv.MakeUpsampling(coordconv, w.In, w.Out, pads[i]), nn.BatchNorm2d(w.Out), Decoder.Act(),
            CoordConv.MakeConv2d(coordconv, w.Out, w.Out, 3, padding: 1, bias: false, radiusChannel: true), nn.BatchNorm2d(w.Out), Dropout(), Decoder.Act())).ToArray());
        labelled = nn.Conv2d(width / 8, classes, 1);
        register_module("decoder_top", top);
        register_module("ae_decoder_layers", painters);
        register_module("ae_decoder_bottom", painted);
        register_module("unet_decoder_layers", labellers);
        register_module("unet_decoder_bottom", labelled);
        Initialise();
        KeepConfig([.. Config.Keys.Except(["activation", "head_type"])]);
        SetConfig(
            ("output_pads", pads.Select(pad => (object?)(long)pad).ToList()), ("decoder_dropout", decoderDropout), ("dropout_prob", dropoutProb), ("pretrained", pretrained));
    }

    private protected override string? FixedHead => "none";

    /// <summary>Specialises the network to a task: another number of classes gets a fresh last convolution.</summary>
    /// <param name="task">A segmentation task.</param>
    public override void SetTask(Tasks.Task task)
    {
        var count = Classes(task);
        Task = task;
        if (count != classes)
        {
            classes = count;
            labelled = this.ReplaceChild("unet_decoder_bottom", (nn.Module<Tensor, Tensor>)nn.Conv2d(EmbeddingSize / 8, count, 1));
        }
    }

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">Always: it paints as many channels as it reads.</exception>
    public override void AdaptInput(int channels) => throw InputSurgery.Refusal(TypeName, "it paints as many channels as it reads; set 'input_channels' in its params");

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = Maps(input);
        return Label(maps, top.call(maps[^1]), input).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public OrderedDictionary<string, Tensor> Outputs(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = Maps(input);
        var encoded = top.call(maps[^1]);
        var x = encoded;
        foreach (var layer in painters)
        {
            x = layer.call(x);
        }

        return new()
        {
            ["out"] = Label(maps, encoded, input).MoveToOuterDisposeScope(),
            [AutoEncoderResNet.Reconstruction] = painted.call(x).MoveToOuterDisposeScope(),
        };
    }

    private Tensor Label(Tensor[] maps, Tensor encoded, Tensor input)
    {
        var x = encoded;
        for (var i = 0; i < labellers.Count; i++)
        {
            if (i > 0)
            {
                var beside = maps[maps.Length - 1 - i];
                if (!beside.shape.AsSpan(2).SequenceEqual(x.shape.AsSpan(2)))
                {
                    throw new UserErrorException(
                        $"images of {input.shape[2]}x{input.shape[3]} pixels do not fit {TypeName}: a map of {beside.shape[2]}x{beside.shape[3]} meets one of {x.shape[2]}x{x.shape[3]}; "
                        + "use sides that are multiples of 32, or set output_pads, strides or conv1_config");
                }

                x = cat([x, beside], 1);
            }

            x = labellers[i].call(x);
        }

        return labelled.call(x);
    }

    // Before anything is built.
    private static Tasks.Task Checked(Tasks.Task task, string block, object? layers, IReadOnlyList<int>? strides, double dropoutProb)
    {
        Classes(task);
        var features = ResNetParams.Parse(block, layers, strides).Features;
        if (features != 512)
        {
            throw new UserErrorException($"{Name} needs four stages of BasicBlock or SqueezeExcitationBlock (512 channels at the end, not {features})");
        }

        return dropoutProb is >= 0 and <= 1 ? task : throw new UserErrorException($"dropout_prob: {dropoutProb} is no probability (0 to 1)");
    }

    private static int Classes(Tasks.Task task) => OutputCount.OfSegmentation(task, Name) is < 64 and var count
        ? count
        : throw new UserErrorException($"{Name} segments into fewer than 64 classes; {task} has more");
}
