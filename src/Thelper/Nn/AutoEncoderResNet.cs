using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>A <see cref="ResNet"/> that classifies an image and, from the same features, paints it again.</summary>
/// <remarks>
/// <see cref="Outputs"/> gives <c>out</c>, the scores (batch, classes), and <c>reconstr</c>, the image (batch, channels, height, width) within
/// -1 and 1. Train it with <see cref="Train.AutoEncoderTrainer"/>. The activation is leaky everywhere but in the later blocks of a stage.
/// </remarks>
[TypeName("thelper.nn.resnet.AutoEncoderResNet")]
public sealed class AutoEncoderResNet : ResNet, INamedOutputs
{
    /// <summary>Name of the reconstruction among the outputs.</summary>
    public const string Reconstruction = "reconstr";

    private readonly Sequential top;
    private readonly ModuleList<Sequential> layers;
    private readonly Sequential bottom;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="task">A classification task.</param>
    /// <param name="outputPads">Pixels added by each of the five upsamplings, 0 or 1; 1 by default, which doubles the size exactly.</param>
    /// <param name="block">Class of the blocks; see <see cref="ResNet"/>.</param>
    /// <param name="layers">Blocks in each stage.</param>
    /// <param name="strides">Stride of each stage.</param>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <param name="flexibleInputRes">Average over the whole last map, whatever its size.</param>
    /// <param name="poolSize">Side of the average pooling otherwise.</param>
    /// <param name="coordconv">Give convolutions coordinate channels; those at both ends of the decoder always have them.</param>
    /// <param name="radiusChannel">With <paramref name="coordconv"/>: also the distance to the middle, in the encoder.</param>
    /// <param name="skipMaxPool">Leave out the pooling of the stem.</param>
    /// <param name="pretrained">Accepted for the original's sake: all weights are drawn anew at the end.</param>
    /// <param name="conv1Config">Kernel, stride and padding of the first convolution.</param>
    /// <exception cref="UserErrorException">A parameter has a wrong value, or the task is no classification.</exception>
    public AutoEncoderResNet(
        Tasks.Task task,
        IReadOnlyList<int>? outputPads = null,
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
            task, Decoder.Checked(block, outputPads), layers, strides, inputChannels, flexibleInputRes, poolSize, null, coordconv, radiusChannel, Decoder.Leaky, skipMaxPool,
            pretrained: false, conv1Config)
    {
        var pads = Decoder.Pads(outputPads);
        top = nn.Sequential(new CoordConv2d(EmbeddingSize, EmbeddingSize, 1), nn.BatchNorm2d(EmbeddingSize), Decoder.Act());
        this.layers = nn.ModuleList(pads.Select((pad, i) => nn.Sequential(
            CoordConv.MakeUpsampling(coordconv, EmbeddingSize >> i, EmbeddingSize >> (i + 1), pad), nn.BatchNorm2d(EmbeddingSize >> (i + 1)), Decoder.Act())).ToArray());
        bottom = nn.Sequential(new CoordConv2d(EmbeddingSize >> pads.Length, inputChannels, 3, padding: 1), nn.Tanh());
        register_module("decoder_top", top);
        register_module("decoder_layers", this.layers);
        register_module("decoder_bottom", bottom);
        Initialise();
        KeepConfig([.. Config.Keys.Except(["activation", "head_type"])]);
        SetConfig(("output_pads", pads.Select(pad => (object?)(long)pad).ToList()), ("pretrained", pretrained));
    }

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">Always: it paints as many channels as it reads.</exception>
    public override void AdaptInput(int channels) => throw InputSurgery.Refusal(TypeName, "it paints as many channels as it reads; set 'input_channels' in its params");

    /// <inheritdoc/>
    public OrderedDictionary<string, Tensor> Outputs(Tensor input)
    {
        using var scope = NewDisposeScope();
        var map = Maps(input)[^1];
        var scores = ApplyHead(Pool(map, input).flatten(1));
        var x = top.call(map);
        foreach (var layer in layers)
        {
            x = layer.call(x);
        }

        return new() { ["out"] = scores.MoveToOuterDisposeScope(), [Reconstruction] = bottom.call(x).MoveToOuterDisposeScope() };
    }
}
