using Thelper.Config;
using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn.Efficient;

/// <summary>A trained <see cref="EfficientNet"/> turned into a network that scores every place of an image.</summary>
/// <remarks>
/// Output: (batch, classes, height / 32, width / 32) scores. Its last layer, a 1x1 convolution, shares its weights with the classifier's linear layer.
/// </remarks>
[TypeName("thelper.nn.efficientnet.FCEfficientNet")]
public sealed class FCEfficientNet : EfficientNet
{
    private readonly int avgpoolSize;
    private Conv2d finalLayer;

    /// <summary>Builds the network.</summary>
    /// <param name="task">A classification or segmentation task; with another number of classes than the checkpoint's, the last layer is drawn anew.</param>
    /// <param name="types">Finds the types that the checkpoint names.</param>
    /// <param name="ckptdata">Checkpoint, or session folder, of an <see cref="EfficientNet"/> classifier; its size replaces <paramref name="num"/>. Null draws weights.</param>
    /// <param name="mapLocation">Accepted for the original's sake: checkpoints are read on the CPU.</param>
    /// <param name="avgpoolSize">Side of an average pooling (stride 1) before the last layer; 0 for none.</param>
    /// <param name="num">Its size, 0 to 7.</param>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <exception cref="UserErrorException">The checkpoint cannot be read or is of another network, or a parameter has a wrong value.</exception>
    public FCEfficientNet(
        Tasks.Task task, TypeRegistry types, string? ckptdata = null, string mapLocation = "cpu", int avgpoolSize = 0,
        [ConfigValue(Min = 0, Max = 7)] int num = 0, [ConfigValue(Min = 1)] int inputChannels = 3)
        : this(task, ckptdata is null ? null : ClassifierCheckpoint.Open(ckptdata, types, typeof(EfficientNet)), avgpoolSize, num, inputChannels)
    {
        _ = mapLocation;
    }

    private FCEfficientNet(Tasks.Task task, ClassifierCheckpoint? source, int avgpoolSize, int num, int channels)
        : base(source?.Snapshot.Task ?? task, source?.Get<int?>("num") ?? num, pretrained: false, source?.Get<int?>("input_channels") ?? channels)
    {
        this.avgpoolSize = avgpoolSize >= 0 ? avgpoolSize : throw new UserErrorException($"avgpool_size: {avgpoolSize} is no size (0 for none)");
        source?.LoadInto(this);
        base.SetTask(task);
        finalLayer = PixelClassifier.Of(Core.Classifier);
        register_module("finallayer", finalLayer);
        KeepConfig(["num", "input_channels"]);
        SetConfig(("avgpool_size", (long)avgpoolSize));
    }

    /// <inheritdoc/>
    public override void SetTask(Tasks.Task task)
    {
        var before = Core.Classifier;
        base.SetTask(task);
        if (!ReferenceEquals(before, Core.Classifier))
        {
            finalLayer = this.ReplaceChild("finallayer", PixelClassifier.Of(Core.Classifier));
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = Core.ExtractFeatures(input);
        if (avgpoolSize > 0)
        {
            x = nn.functional.avg_pool2d(x, avgpoolSize, stride: 1);
        }

        return finalLayer.call(x).MoveToOuterDisposeScope();
    }

    private protected override int Classes(Tasks.Task task) => OutputCount.Of(task) is { } count && task is not Tasks.Detection
        ? count
        : throw new UserErrorException($"model '{TypeName}' classifies images, or every place of them; it cannot be used for {task}");
}
