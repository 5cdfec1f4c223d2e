using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>VGG-16 as a network that labels pixels: scores at a 32nd of the resolution, enlarged by a learned interpolation.</summary>
/// <remarks>
/// Long, Shelhamer, Darrell: "Fully Convolutional Networks for Semantic Segmentation", arXiv:1411.4038; Simonyan, Zisserman, arXiv:1409.1556.
/// Input: float32 (batch, <c>input_channels</c>, height, width) of any size; output: (batch, classes, height, width) scores.
/// </remarks>
[TypeName("thelper.nn.fcn.FCN32s", "thelper.nn.FCN32s")]
public sealed class FCN32s : Module
{
    private const int Scale = 32;
    private const int Crop = 19;
    private const string Vgg16 = "https://download.pytorch.org/models/vgg16-397923af.pth";
    private static readonly (int Width, int Count)[] Blocks = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)];

    private readonly Sequential[] blocks;
    private readonly Sequential classifier;
    private ConvTranspose2d upscaler;
    private int classes;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="task">A segmentation task.</param>
    /// <param name="initVgg16">Take over the weights of torchvision's VGG-16, trained on ImageNet; of its last layer, the first rows.</param>
    /// <param name="inputChannels">Channels of the images; the original always takes 3, as the published weights do.</param>
    /// <exception cref="UserErrorException">The task has no classes, or the weights cannot be fetched or do not fit the images.</exception>
    public FCN32s(Tasks.Task task, bool initVgg16 = true, [ConfigValue(Min = 1)] int inputChannels = 3)
        : base(task)
    {
        if (inputChannels < 1 || (initVgg16 && inputChannels != 3))
        {
            throw new UserErrorException($"input_channels: the weights of VGG-16 read 3 channels, not {inputChannels}; set init_vgg16 to false, and input_channels to at least 1");
        }

        classes = OutputCount.OfSegmentation(task, TypeName);
        var weights = initVgg16 ? WeightsCache.Default.Fetch(new Uri(Vgg16)) : null;
        var channels = inputChannels;
        blocks = new Sequential[Blocks.Length];
        for (var i = 0; i < blocks.Length; i++)
        {
            var layers = new List<nn.Module<Tensor, Tensor>>();
            for (var j = 0; j < Blocks[i].Count; j++)
            {
                // Much padding, so that even small images reach the 7x7 convolution with something.
                layers.Add(nn.Conv2d(channels, Blocks[i].Width, 3, padding: i + j == 0 ? 100 : 1));
                layers.Add(nn.ReLU(inplace: true));
                channels = Blocks[i].Width;
            }

            layers.Add(nn.MaxPool2d(2, stride: 2, ceil_mode: true));
            blocks[i] = nn.Sequential(layers);
            register_module($"conv_block{i + 1}", blocks[i]);
        }

        classifier = nn.Sequential(
            nn.Conv2d(channels, 4096, 7), nn.ReLU(inplace: true), nn.Dropout2d(), nn.Conv2d(4096, 4096, 1), nn.ReLU(inplace: true), nn.Dropout2d(),
            nn.Conv2d(4096, classes, 1));
        register_module("classifier", classifier);
        upscaler = MakeUpscaler(classes);
        register_module("upscaler", upscaler);
        SetConfig(("init_vgg16", initVgg16));
        if (inputChannels != 3)
        {
            SetConfig(("input_channels", (long)inputChannels));
        }

        if (weights is not null)
        {
            var content = Checkpoints.Load(weights);
            CopyVgg16(content as PyDict ?? throw new UserErrorException($"{weights}: not a state dictionary (names and tensors)"), weights);
            Checkpoints.Release(content);
        }
    }

    /// <summary>Specialises the network to a task: another number of classes gets a fresh last convolution and interpolation.</summary>
    /// <param name="task">A segmentation task.</param>
    public override void SetTask(Tasks.Task task)
    {
        var count = OutputCount.OfSegmentation(task, TypeName);
        Task = task;
        if (count != classes)
        {
            classes = count;
            classifier.ReplaceLayer(6, nn.Conv2d(4096, count, 1));
            upscaler = this.ReplaceChild("upscaler", MakeUpscaler(count));
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = input;
        foreach (var block in blocks)
        {
            x = block.call(x);
        }

        x = upscaler.call(classifier.call(x));
        return x.narrow(2, Crop, input.shape[2]).narrow(3, Crop, input.shape[3]).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Takes over the weights of a VGG-16 classifier.</summary>
    /// <param name="weights">Its state dictionary.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    internal void CopyVgg16(PyDict weights, string source)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var index = 0;
        foreach (var block in blocks)
        {
            foreach (var layer in block)
            {
                if (layer is Conv2d conv)
                {
                    Copy(weights, source, $"features.{index}", conv);
                }

                index++;
            }
        }

        foreach (var i in new[] { 0, 3, 6 })
        {
            Copy(weights, source, $"classifier.{i}", (Conv2d)classifier[i]);
        }
    }

    private static void Copy(PyDict weights, string source, string name, Conv2d target)
    {
        foreach (var (part, parameter) in new[] { ("weight", target.weight), ("bias", target.bias!) })
        {
            if (!weights.TryGetValue($"{name}.{part}", out var value) || value is not Tensor tensor
                || tensor.shape[0] < parameter.shape[0] || tensor.numel() / tensor.shape[0] != parameter.numel() / parameter.shape[0])
            {
                throw new UserErrorException($"{source}: no weights of VGG-16 for {parameter.shape[0]} outputs under '{name}.{part}'");
            }

            parameter.copy_(tensor.narrow(0, 0, parameter.shape[0]).view(parameter.shape));
        }
    }

    // Each class is enlarged by itself; training may change that.
    private static ConvTranspose2d MakeUpscaler(int count)
    {
        var layer = nn.ConvTranspose2d(count, count, 2 * Scale, stride: Scale, bias: false);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var side = arange(2 * Scale, dtype: ScalarType.Float32);
        var ramp = 1 - ((side - (Scale - 0.5)) / Scale).abs();
        layer.weight.zero_();
        var kernel = ramp.unsqueeze(1) * ramp.unsqueeze(0);
        for (var i = 0; i < count; i++)
        {
            layer.weight[i, i].copy_(kernel);
        }

        return layer;
    }
}
