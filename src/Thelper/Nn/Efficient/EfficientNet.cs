using Thelper.Torch;
using Thelper.Torch.Serialization;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Nn.Efficient;

/// <summary>Classifiers whose depth, width and image size grow together: B0 to B7.</summary>
/// <remarks>
/// Tan, Le: "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", arXiv:1905.11946. Input: float32 (batch, <c>input_channels</c>, height,
/// width) of any size from 33 pixels, made for 224 (B0), 240, 260, 300, 380, 456, 528, 600 (B7); output: (batch, classes) scores. Keys are those of the widespread PyTorch
/// port under <c>model.</c>, so its weights load.
/// </remarks>
[TypeName("thelper.nn.efficientnet.EfficientNet")]
public class EfficientNet : Module, IEmbedding
{
    private const int PretrainedClasses = 1000;
    private readonly EfficientNetCore model;
    private int classes;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="task">A classification task.</param>
    /// <param name="num">Its size, 0 to 7.</param>
    /// <param name="pretrained">Start from ImageNet weights; the last layer too, where the task has 1000 classes.</param>
    /// <param name="inputChannels">Channels of the images; the original always takes 3, as the published weights do.</param>
    /// <exception cref="UserErrorException">There is no such size, the task does not fit, or the weights cannot be fetched.</exception>
    public EfficientNet(
        Tasks.Task task, [ConfigValue(Min = 0, Max = 7)] int num, bool pretrained = false, [ConfigValue(Min = 1)] int inputChannels = 3)
        : base(task)
    {
        var scale = EfficientNetScale.Of(num);
        if (inputChannels < 1 || (pretrained && inputChannels != 3))
        {
            throw new UserErrorException($"input_channels: {inputChannels} channels cannot be {(inputChannels < 1 ? "read" : "had with pretrained: the published weights read 3")}");
        }

        classes = Classes(task);
        var weights = pretrained ? WeightsCache.Default.Fetch(scale.Weights) : null;
        model = new EfficientNetCore(scale, inputChannels, classes);
        register_module("model", model);
        if (weights is not null)
        {
            Load(weights);
        }

        SetConfig(("num", (long)num), ("pretrained", pretrained));
        if (inputChannels != 3)
        {
            SetConfig(("input_channels", (long)inputChannels));
        }
    }

    /// <inheritdoc/>
    public int EmbeddingSize => model.Features;

    /// <summary>The network under <c>model.</c></summary>
    private protected EfficientNetCore Core => model;

    /// <summary>Specialises the network to a task: another number of classes gets a fresh last layer.</summary>
    /// <param name="task">A classification task.</param>
    public override void SetTask(Tasks.Task task)
    {
        var count = Classes(task);
        Task = task;
        if (count != classes)
        {
            classes = count;
            model.Renew(count);
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => model.call(input);

    /// <inheritdoc/>
    public Tensor GetEmbedding(Tensor input, bool pool = true)
    {
        using var scope = NewDisposeScope();
        var map = model.ExtractFeatures(input);
        return (pool ? nn.functional.adaptive_avg_pool2d(map, 1).flatten(1) : map).MoveToOuterDisposeScope();
    }

    /// <summary>The number of classes of a task that the class accepts.</summary>
    private protected virtual int Classes(Tasks.Task task) => OutputCount.OfClassification(task, TypeName);

    private void Load(string weights)
    {
        var content = Checkpoints.Load(weights);
        try
        {
            StateDictionaries.LoadInto(model, content is PyDict entries && classes != PretrainedClasses ? WithOwnClassifier(entries) : content, weights);
        }
        finally
        {
            Checkpoints.Release(content);
        }
    }

    // The fresh last layer stays.
    private PyDict WithOwnClassifier(PyDict published)
    {
        var entries = new PyDict();
        foreach (var (key, value) in published)
        {
            entries[key] = key switch
            {
                "_fc.weight" => model.Classifier.weight,
                "_fc.bias" => model.Classifier.bias,
                _ => value,
            };
        }

        return entries;
    }
}
