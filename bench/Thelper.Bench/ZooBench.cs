using System.Reflection;
using Thelper.Vision;
using Thelper.Vision.Models;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;

namespace Thelper.Bench;

/// <summary>A training step of one model of each family; <c>bench/zoo.py</c> is the counterpart and says which.</summary>
internal static class ZooBench
{
    private const string Prefix = "zoo_";
    private const int Classes = 10;

    private static readonly Dictionary<string, (int Batch, int Side)> Families = new()
    {
        ["alexnet"] = (8, 96),
        ["vgg11"] = (4, 64),
        ["resnet18"] = (8, 96),
        ["squeezenet1_1"] = (8, 96),
        ["densenet121"] = (4, 64),
        ["inception_v3"] = (2, 299),
        ["googlenet"] = (8, 64),
        ["shufflenet_v2_x1_0"] = (8, 96),
        ["mobilenet_v2"] = (8, 96),
        ["mobilenet_v3_small"] = (8, 96),
        ["mnasnet1_0"] = (8, 96),
        ["efficientnet_b0"] = (8, 64),
        ["regnet_y_400mf"] = (8, 96),
        ["convnext_tiny"] = (4, 64),
        ["vit_b_32"] = (4, 224),
        ["swin_t"] = (4, 64),
        ["swin_v2_t"] = (4, 64),
        ["maxvit_t"] = (1, 224),
        ["fcn_resnet50"] = (2, 64),
        ["lraspp_mobilenet_v3_large"] = (4, 96),
        ["retinanet_resnet50_fpn"] = (2, 128),
        ["ssdlite320_mobilenet_v3_large"] = (2, 320),
        ["maskrcnn_resnet50_fpn"] = (2, 128),
    };

    /// <summary>The cases by name.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Func<double>>> All =
        Families.ToDictionary(family => Prefix + family.Key, family => new Func<Func<double>>(() => Step(family.Key, family.Value.Batch, family.Value.Side)));

    private static Func<double> Step(string name, int batch, int side)
    {
        var model = Make(name, side);
        model.train();
        var optimizer = optim.SGD(model.parameters(), learningRate: 1e-4, momentum: 0.9);
        var criterion = nn.CrossEntropyLoss();
        var images = rand(batch, 3, side, side);
        var target = new DetectionTarget(tensor([5f, 5, 50, 60, 40, 30, 100, 90], [2, 4]), tensor([1L, 2]))
        {
            Masks = name.StartsWith("mask", StringComparison.Ordinal) ? ones([2, side, side], ScalarType.Byte) : null,
        };
        return () =>
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = model switch
            {
                Detector detector => detector.call(images.unbind(), [.. Enumerable.Repeat(target, batch)]).Losses.Values.Aggregate((sum, next) => sum + next),
                INamedOutputs named => named.Outputs(images).Values.Select(Loss).Aggregate((sum, next) => sum + next),
                _ => Loss(((nn.Module<Tensor, Tensor>)model).call(images)),
            };
            loss.backward();
            optimizer.step();
            return loss.ToDouble();
        };

        Tensor Loss(Tensor output) => criterion.call(output, zeros([output.shape[0], .. output.shape[2..]], ScalarType.Int64));
    }

    private static nn.Module Make(string name, int side)
    {
        var function = new[] { typeof(torchvision.models), typeof(torchvision.models.segmentation), typeof(torchvision.models.detection) }.Select(type => type.GetMethod(name)).OfType<MethodInfo>().First();
        return (nn.Module)function.Invoke(null, [.. function.GetParameters().Select(parameter => parameter.Name switch
        {
            "num_classes" => Classes,
            "weights_backbone" => null,
            "init_weights" => false,
            "kwargs" when !name.StartsWith("ssd", StringComparison.Ordinal) => new Dictionary<string, object?> { ["min_size"] = (long)side, ["max_size"] = (long)side },
            _ => parameter.DefaultValue,
        })])!;
    }
}
