using Thelper.Config;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
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
            source.Task ?? task, source.Shape.Block, source.Shape.Layers, source.Shape.Strides, source.Shape.Channels, true, 7, null, source.Shape.Coordconv,
            source.Shape.Radius, source.Shape.Activation, source.Shape.SkipMaxPool, pretrained: false, source.Shape.Conv1)
    {
        this.avgpoolSize = avgpoolSize >= 0 ? avgpoolSize : throw new UserErrorException($"avgpool_size: {avgpoolSize} is no size (0 for none)");
        source.LoadInto(this);
        base.SetTask(task);
        finalLayer = nn.Conv2d(EmbeddingSize, OutputCount.Of(task)!.Value, 1);
        register_module("finallayer", finalLayer);
        Share();
        KeepConfig(["block", "layers", "strides", "input_channels", "coordconv", "radius_channel", "activation", "skip_max_pool", "conv1_config"]);
        SetConfig(("avgpool_size", (long)avgpoolSize));
    }

    private protected override string? FixedHead => "linear";

    /// <inheritdoc/>
    public override void SetTask(Tasks.Task task)
    {
        var before = OutputCount.Of(Task);
        base.SetTask(task);
        if (OutputCount.Of(task) is { } count && count != before)
        {
            finalLayer = this.ReplaceChild("finallayer", nn.Conv2d(EmbeddingSize, count, 1));
            Share();
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

    private void Share()
    {
        var linear = (Linear)Head;
        using var scope = NewDisposeScope();
        using var own = finalLayer.weight;
        using var ownBias = finalLayer.bias;
        finalLayer.weight = new Parameter(linear.weight.detach().view(linear.weight.shape[0], linear.weight.shape[1], 1, 1));
        finalLayer.bias = new Parameter(linear.bias!.detach());
    }

    private sealed record Structure(
        string Block, object? Layers, IReadOnlyList<int>? Strides, int Channels, bool Coordconv, bool Radius, string Activation, bool SkipMaxPool, IReadOnlyList<int>? Conv1);

    private sealed record Source(Structure Shape, Tasks.Task? Task, ModelSnapshot? Snapshot, PyDict? Content)
    {
        public static Source Of(string? path, TypeRegistry types, Structure given)
        {
            if (path is null)
            {
                return new(given, null, null, null);
            }

            var file = CheckpointName.Find(path, latest: false);
            var content = Checkpoints.Load(file) as PyDict;
            var snapshot = ModelSnapshot.Read(content, types, file);
            if (snapshot.Type.Value is not string type || snapshot.Types.Resolve(type) != typeof(ResNet) || snapshot.Task is not Classification)
            {
                throw new UserErrorException($"ckptdata: {file} holds the model '{snapshot.Type.Value}' for {snapshot.Task}; a thelper.nn.resnet.ResNet classifier is needed");
            }

            var errors = new ConfigErrors();
            var options = snapshot.Params;
            T? Get<T>(string key) => options.Get(key) is { Kind: not ConfigKind.Null } node ? node.Read<T>(errors) : default;
            var shape = new Structure(
                Get<string>("block") ?? given.Block,
                options.Get("layers")?.ToPlain() ?? given.Layers,
                Get<List<int>>("strides") ?? given.Strides,
                Get<int?>("input_channels") ?? given.Channels,
                Get<bool?>("coordconv") ?? given.Coordconv,
                Get<bool?>("radius_channel") ?? given.Radius,
                Get<string>("activation") ?? given.Activation,
                Get<bool?>("skip_max_pool") ?? given.SkipMaxPool,
                Get<List<int>>("conv1_config") ?? given.Conv1);
            errors.ThrowIfAny();
            return new(shape, snapshot.Task, snapshot, content);
        }

        public void LoadInto(FCResNet model)
        {
            Snapshot?.LoadWeightsInto(model);
            Checkpoints.Release(Content);
        }
    }
}
