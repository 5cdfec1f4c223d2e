using Thelper.Config;
using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>A trained <see cref="ResNet"/> turned into a network that scores every place of an image of any size.</summary>
/// <remarks>
/// Output: (batch, classes, height / 32, width / 32) scores. Its last layer, a 1x1 convolution, shares its weights with the classifier's
/// linear layer.
/// </remarks>
[TypeName("thelper.nn.resnet.FCResNet")]
public sealed class FCResNet : ResNet
{
    private readonly int avgpoolSize;
    private Conv2d finalLayer;

    /// <summary>Builds the network.</summary>
    /// <param name="task">A classification or segmentation task; with another number of classes than the checkpoint's, the last layer is drawn anew.</param>
    /// <param name="types">Finds the types that the checkpoint names.</param>
    /// <param name="ckptdata">Checkpoint, or session folder, of a <see cref="ResNet"/> classifier; its parameters replace those below. Null draws weights.</param>
    /// <param name="mapLocation">Accepted for the original's sake: checkpoints are read on the CPU.</param>
    /// <param name="avgpoolSize">Side of an average pooling (stride 1) before the last layer; 0 for none.</param>
    /// <param name="block">Class of the blocks; see <see cref="ResNet"/>.</param>
    /// <param name="layers">Blocks in each stage.</param>
    /// <param name="strides">Stride of each stage.</param>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <param name="coordconv">Give the first convolution and the projections coordinate channels.</param>
    /// <param name="radiusChannel">With <paramref name="coordconv"/>: also the distance to the middle.</param>
    /// <param name="activation"><c>relu</c> or <c>leaky_relu</c>.</param>
    /// <param name="skipMaxPool">Leave out the pooling of the stem.</param>
    /// <param name="conv1Config">Kernel, stride and padding of the first convolution.</param>
    /// <exception cref="UserErrorException">The checkpoint cannot be read or is of another network, or a parameter has a wrong value.</exception>
    public FCResNet(
        Tasks.Task task,
        TypeRegistry types,
        string? ckptdata = null,
        string mapLocation = "cpu",
        int avgpoolSize = 0,
        string block = "thelper.nn.resnet.BasicBlock",
        object? layers = null,
        IReadOnlyList<int>? strides = null,
        int inputChannels = 3,
        bool coordconv = false,
        bool radiusChannel = true,
        string activation = "relu",
        bool skipMaxPool = false,
        IReadOnlyList<int>? conv1Config = null)
        : this(task, Source.Of(ckptdata, types, new(block, layers, strides, inputChannels, coordconv, radiusChannel, activation, skipMaxPool, conv1Config)), avgpoolSize)
    {
        _ = mapLocation;
    }

    private FCResNet(Tasks.Task task, Source source, int avgpoolSize)
        : base(
            source.Checkpoint?.Snapshot.Task ?? task, source.Shape.Block, source.Shape.Layers, source.Shape.Strides, source.Shape.Channels, true, 7, null, source.Shape.Coordconv,
            source.Shape.Radius, source.Shape.Activation, source.Shape.SkipMaxPool, pretrained: false, source.Shape.Conv1)
    {
        this.avgpoolSize = avgpoolSize >= 0 ? avgpoolSize : throw new UserErrorException($"avgpool_size: {avgpoolSize} is no size (0 for none)");
        source.Checkpoint?.LoadInto(this);
        base.SetTask(task);
        finalLayer = PixelClassifier.Of((Linear)Head);
        register_module("finallayer", finalLayer);
        KeepConfig(["block", "layers", "strides", "input_channels", "coordconv", "radius_channel", "activation", "skip_max_pool", "conv1_config"]);
        SetConfig(("avgpool_size", (long)avgpoolSize));
    }

    private protected override string? FixedHead => "linear";

    /// <inheritdoc/>
    public override void SetTask(Tasks.Task task)
    {
        var before = OutputCount.Of(Task);
        base.SetTask(task);
        if (OutputCount.Of(task) != before)
        {
            finalLayer = this.ReplaceChild("finallayer", PixelClassifier.Of((Linear)Head));
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = GetEmbedding(input, pool: false);
        if (avgpoolSize > 0)
        {
            x = nn.functional.avg_pool2d(x, avgpoolSize, stride: 1);
        }

        return finalLayer.call(x).MoveToOuterDisposeScope();
    }

    private sealed record Structure(
        string Block, object? Layers, IReadOnlyList<int>? Strides, int Channels, bool Coordconv, bool Radius, string Activation, bool SkipMaxPool, IReadOnlyList<int>? Conv1);

    private sealed record Source(Structure Shape, ClassifierCheckpoint? Checkpoint)
    {
        public static Source Of(string? path, TypeRegistry types, Structure given)
        {
            if (path is null)
            {
                return new(given, null);
            }

            var checkpoint = ClassifierCheckpoint.Open(path, types, typeof(ResNet));
            var shape = new Structure(
                checkpoint.Get<string>("block") ?? given.Block,
                checkpoint.Snapshot.Params.Get("layers")?.ToPlain() ?? given.Layers,
                checkpoint.Get<List<int>>("strides") ?? given.Strides,
                checkpoint.Get<int?>("input_channels") ?? given.Channels,
                checkpoint.Get<bool?>("coordconv") ?? given.Coordconv,
                checkpoint.Get<bool?>("radius_channel") ?? given.Radius,
                checkpoint.Get<string>("activation") ?? given.Activation,
                checkpoint.Get<bool?>("skip_max_pool") ?? given.SkipMaxPool,
                checkpoint.Get<List<int>>("conv1_config") ?? given.Conv1);
            return new(shape, checkpoint);
        }
    }
}
