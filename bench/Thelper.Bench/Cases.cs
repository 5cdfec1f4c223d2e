using System.Globalization;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Torch.Modules;
using Thelper.Vision;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;

namespace Thelper.Bench;

/// <summary>What is measured: each case sets itself up and gives back one step of it.</summary>
internal static class Cases
{
    /// <summary>An operator's step is this many calls.</summary>
    private const int Calls = 1000;

    /// <summary>The cases by name.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Func<double>>> All = new Dictionary<string, Func<Func<double>>>
    {
        ["add"] = Add,
        ["cat"] = Cat,
        ["conv"] = Conv,
        ["resnet18"] = () => Training(torchvision.models.resnet18(num_classes: 10), rand(16, 3, 96, 96), randint(10, [16]), Sgd),
        ["unet"] = () => Training(new UNet(Pixels()), rand(2, 3, 128, 128), randint(21, [2, 128, 128]), Sgd),
        ["unet32"] = () => Training(new UNet(Pixels(), midChannels: 32), rand(2, 3, 128, 128), randint(21, [2, 128, 128]), Sgd),
        ["fasterrcnn_mobile"] = () => Detector(torchvision.models.detection.fasterrcnn_mobilenet_v3_large_320_fpn(num_classes: 5, weights_backbone: null, kwargs: Sizes())),
        ["fasterrcnn_resnet50"] = () => Detector(torchvision.models.detection.fasterrcnn_resnet50_fpn(num_classes: 5, weights_backbone: null, kwargs: Sizes())),
        ["lstm"] = () => Training(new Tagger(), rand(16, 32, 32), randint(10, [512]), Adam, flat: true),
        ["transformer"] = () => Training(new EncoderTagger(), rand(16, 32, 128), randint(10, [512]), Adam, flat: true),
        ["lenet"] = () => Training(new LeNet(Digits(), [1, 32, 32]), rand(32, 1, 32, 32), randint(10, [32]), Adam),
    };

    private static Segmentation Pixels() => new(Enumerable.Range(0, 21).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToArray(), "image", "label_map");

    private static Func<double> Add()
    {
        var (a, b) = (ones(1), ones(1));
        return Repeat(() => a.add(b));
    }

    private static Func<double> Cat()
    {
        Tensor[] parts = [ones(4), ones(4), ones(4)];
        return Repeat(() => cat(parts));
    }

    private static Func<double> Conv()
    {
        var (x, weight, bias) = (randn(1, 3, 8, 8), randn(8, 3, 3, 3), randn(8));
        long[] padding = [1, 1];
        return Repeat(() => nn.functional.conv2d(x, weight, bias, padding: padding));
    }

    private static Func<double> Repeat(Func<Tensor> call) => () =>
    {
        for (var i = 0; i < Calls; i++)
        {
            call().Dispose();
        }

        return 0;
    };

    private static Func<double> Training(nn.Module<Tensor, Tensor> model, Tensor input, Tensor target, Func<IEnumerable<Parameter>, optim.Optimizer> create, bool flat = false)
    {
        var optimizer = create(model.parameters());
        var criterion = nn.CrossEntropyLoss();
        model.train();
        return () =>
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var output = model.call(input);
            var loss = criterion.call(flat ? output.flatten(0, 1) : output, target);
            loss.backward();
            optimizer.step();
            return loss.ToDouble();
        };
    }

    private static Dictionary<string, object?> Sizes() => new() { ["min_size"] = 256L, ["max_size"] = 256L };

    private static Func<double> Detector(FasterRCNN model)
    {
        var optimizer = optim.SGD(model.parameters(), learningRate: 0.001, momentum: 0.9);
        var images = rand(2, 3, 256, 256);
        var target = new DetectionTarget(tensor([20f, 30, 120, 140, 100, 60, 240, 200, 5, 150, 90, 250], [3, 4]), tensor([1L, 2, 3]));
        model.train();
        return () =>
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = model.call(images.unbind(), [target, target]).Losses.Values.Aggregate((sum, next) => sum + next);
            loss.backward();
            optimizer.step();
            return loss.ToDouble();
        };
    }

    private static SGD Sgd(IEnumerable<Parameter> parameters) => optim.SGD(parameters, learningRate: 0.01, momentum: 0.9);

    private static Adam Adam(IEnumerable<Parameter> parameters) => optim.Adam(parameters, lr: 1e-3);

    private static Classification Digits() => new(Enumerable.Range(0, 10).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToList(), "image", "label");
}
