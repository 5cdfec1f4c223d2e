using Thelper.Config;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Vision.Models;

namespace Thelper.Zoo;

/// <summary>How a model is made to be looked at: with the parameters it has by default, for as many classes as its published weights, and images of the size it was made for.</summary>
/// <param name="Type">The type's name.</param>
/// <param name="Params">Its parameters, as JSON.</param>
/// <param name="Kind">What it predicts.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="Channels">Channels of the images.</param>
/// <param name="Side">Rows and columns of the images.</param>
internal sealed record ModelSample(string Type, string Params, string Kind, int Classes, int Channels, int Side)
{
    /// <summary>The names of what models predict, as <c>thelper models --task</c> takes them.</summary>
    public static readonly string[] Kinds = ["classification", "segmentation", "detection", "super-resolution"];

    private const string Torchvision = "torchvision.models.";
    private const int ImageNet = 1000;
    private const int Voc = 21;
    private const int Coco = 91;
    private const int KeyPoints = 17;

    /// <summary>The sample of a model.</summary>
    /// <param name="type">Canonical name of its type.</param>
    /// <returns>The sample; null for a model that is what its parameters describe, and for a layer.</returns>
    public static ModelSample? Of(string type)
    {
        if (Own.All.TryGetValue(type, out var own))
        {
            return new(type, own.Params, own.Kind, own.Kind == Kinds[1] ? Voc : ImageNet, own.Channels, own.Side);
        }

        if (!type.StartsWith(Torchvision, StringComparison.Ordinal))
        {
            return null;
        }

        var published = PublishedModels.Of(type);
        if (type.StartsWith(Torchvision + "detection.", StringComparison.Ordinal))
        {
            var name = type[(type.LastIndexOf('.') + 1)..];
            var side = name.StartsWith("ssd300", StringComparison.Ordinal) ? 300 : name.Contains("320", StringComparison.Ordinal) ? 320 : 800;
            return new(type, """{"weights_backbone": null}""", Kinds[2], name.StartsWith("keypoint", StringComparison.Ordinal) ? 2 : Coco, 3, side);
        }

        if (type.Contains(".vision_transformer.", StringComparison.Ordinal))
        {
            // Made for one size, whatever its weights were trained on.
            return new(type, "{}", Kinds[0], ImageNet, 3, 224);
        }

        return type.StartsWith(Torchvision + "segmentation.", StringComparison.Ordinal)
            ? new(type, "{}", Kinds[1], Voc, 3, published[0].Preset.Resize ?? 520)
            : new(type, "{}", Kinds[0], ImageNet, 3, published.Count > 0 ? published[0].Preset.Crop ?? 224 : 224);
    }

    /// <summary>Makes the model.</summary>
    /// <param name="types">Finds its type.</param>
    /// <returns>The model; the caller disposes it.</returns>
    public Module Make(TypeRegistry types) => ModelFactory.Create(ConfigLoader.Parse($$"""{"type": "{{Type}}", "params": {{Params}}}""", Type), Task(), types);

    private Tasks.Task Task()
    {
        var names = Enumerable.Range(0, Classes).Select(i => i == 0 && Kind == Kinds[2] ? Detection.BackgroundName : $"class {i}").ToList();
        return Kind switch
        {
            "segmentation" => new Segmentation(names, "image", "mask"),
            "detection" => new Detection(
                names, "image", "boxes", background: 0, masks: Type.Contains("mask", StringComparison.Ordinal),
                keypoints: Type.Contains("keypoint", StringComparison.Ordinal) ? Enumerable.Range(0, KeyPoints).Select(i => $"point {i}").ToList() : null),
            "super-resolution" => new SuperResolution("image", "target"),
            _ => new Classification(names, "image", "label"),
        };
    }

    // Networks of the original whose defaults do not say all, or are for other images.
    // In a class of its own, so that it is made where it is asked for: every verb of the command line knows the kinds.
    private static class Own
    {
        public static readonly Dictionary<string, (string Params, string Kind, int Channels, int Side)> All = new(StringComparer.Ordinal)
        {
            ["thelper.nn.resnet.ResNet"] = ("{}", Kinds[0], 3, 224),
            ["thelper.nn.resnet.ResNetFullyConv"] = ("{}", Kinds[0], 3, 224),
            ["thelper.nn.resnet.FCResNet"] = ("""{"layers": [2, 2, 2, 2]}""", Kinds[1], 3, 224),
            ["thelper.nn.resnet.AutoEncoderResNet"] = ("{}", Kinds[0], 3, 224),
            ["thelper.nn.resnet.AutoEncoderSkipResNet"] = ("{}", Kinds[1], 3, 224),
            ["thelper.nn.mobilenet.MobileNetV2"] = ("{}", Kinds[0], 3, 224),
            ["thelper.nn.lenet.LeNet"] = ("{}", Kinds[0], 1, 28),
            ["thelper.nn.densenet.densenet121"] = ("{}", Kinds[0], 3, 224),
            ["thelper.nn.densenet.densenet161"] = ("{}", Kinds[0], 3, 224),
            ["thelper.nn.densenet.densenet169"] = ("{}", Kinds[0], 3, 224),
            ["thelper.nn.densenet.densenet201"] = ("{}", Kinds[0], 3, 224),
            ["thelper.nn.inceptionresnetv2.InceptionResNetV2"] = ("{}", Kinds[0], 3, 299),
            ["thelper.nn.efficientnet.EfficientNet"] = ("""{"num": 0}""", Kinds[0], 3, 224),
            ["thelper.nn.efficientnet.FCEfficientNet"] = ("""{"num": 0}""", Kinds[1], 3, 224),
            ["thelper.nn.unet.UNet"] = ("{}", Kinds[1], 3, 256),
            ["thelper.nn.fcn.FCN32s"] = ("""{"init_vgg16": false}""", Kinds[1], 3, 256),
            ["thelper.nn.segmentation.deeplabv3.DeepLabV3ResNet50"] = ("{}", Kinds[1], 3, 520),
            ["thelper.nn.segmentation.deeplabv3.DeepLabV3ResNet101"] = ("{}", Kinds[1], 3, 520),
            ["thelper.nn.segmentation.fcn.FCNResNet50"] = ("{}", Kinds[1], 3, 520),
            ["thelper.nn.segmentation.fcn.FCNResNet101"] = ("{}", Kinds[1], 3, 520),
            ["thelper.nn.sr.srcnn.SRCNN"] = ("{}", Kinds[3], 3, 256),
            ["thelper.nn.sr.vdsr.VDSR"] = ("{}", Kinds[3], 3, 256),
        };
    }
}
