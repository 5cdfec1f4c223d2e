using Thelper.Config;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Config;
using Thelper.Torch;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

/// <summary>What every network of <c>thelper.nn</c> must do: learn, follow a new task with its last layer alone, read grey images, those of four and of thirteen bands, of other sizes, refuse other tasks.</summary>
[NoLeaks]
public class EveryModelTests
{
    // Sentinel-2 has as many.
    private const int Bands = 13;
    private const string Small = """{"layers": [1, 1, 1, 1], "flexible_input_res": true, "input_channels": CHANNELS}""";

    private static readonly Dictionary<string, Case> Cases = new(StringComparer.Ordinal)
    {
        ["thelper.nn.resnet.ResNet"] = new(Small, "classif", 32, 64, ["fc."]),
        ["thelper.nn.resnet.ResNetFullyConv"] = new(Small, "classif", 32, 64, ["fc."]),
        ["thelper.nn.resnet.FCResNet"] = new("""{"layers": [1, 1, 1, 1], "input_channels": CHANNELS}""", "both", 64, 96, ["fc.", "finallayer."], Unused: ["fc.weight", "fc.bias"]),
        ["thelper.nn.resnet.AutoEncoderResNet"] = new(Small, "classif", 32, 64, ["fc."]),
        ["thelper.nn.resnet.AutoEncoderSkipResNet"] = new(Small, "segm", 32, 64, ["unet_decoder_bottom."]),
        ["thelper.nn.mobilenet.MobileNetV2"] = new("""{"input_size": SIDE, "width_mult": 0.25, "input_channels": CHANNELS}""", "classif", 32, 64, ["classifier."]),
        ["thelper.nn.lenet.LeNet"] = new("""{"input_shape": [CHANNELS, SIDE, SIDE]}""", "classif", 32, 28, ["classifier."]),
        ["thelper.nn.densenet.densenet121"] = new("{}", "classif", 32, 64, ["classifier."], ThreeChannels: true),
        ["thelper.nn.densenet.densenet161"] = new("{}", "classif", 32, 64, ["classifier."], ThreeChannels: true),
        ["thelper.nn.densenet.densenet169"] = new("{}", "classif", 32, 64, ["classifier."], ThreeChannels: true),
        ["thelper.nn.densenet.densenet201"] = new("{}", "classif", 32, 64, ["classifier."], ThreeChannels: true),
        ["thelper.nn.inceptionresnetv2.InceptionResNetV2"] = new("""{"input_channels": CHANNELS}""", "classif", 75, 90, ["last_linear."]),
        ["thelper.nn.efficientnet.EfficientNet"] = new("""{"num": 0, "input_channels": CHANNELS}""", "classif", 32, 50, ["model._fc."]),
        ["thelper.nn.efficientnet.FCEfficientNet"] = new("""{"num": 0, "input_channels": CHANNELS}""", "both", 64, 96, ["model._fc.", "finallayer."], Unused: ["model._fc.weight", "model._fc.bias"]),
        ["thelper.nn.unet.UNet"] = new("""{"mid_channels": 32, "in_channels": CHANNELS}""", "segm", 16, 48, ["final_block."]),
        ["thelper.nn.fcn.FCN32s"] = new("""{"init_vgg16": false, "input_channels": CHANNELS}""", "segm", 16, 33, ["classifier.6.", "upscaler."]),
        ["thelper.nn.segmentation.deeplabv3.DeepLabV3ResNet50"] = new("{}", "segm", 32, 40, ["model.classifier.4."], ThreeChannels: true),
        ["thelper.nn.segmentation.deeplabv3.DeepLabV3ResNet101"] = new("{}", "segm", 32, 40, ["model.classifier.4."], ThreeChannels: true),
        ["thelper.nn.segmentation.fcn.FCNResNet50"] = new("{}", "segm", 32, 40, ["model.classifier.4."], ThreeChannels: true),
        ["thelper.nn.segmentation.fcn.FCNResNet101"] = new("{}", "segm", 32, 40, ["model.classifier.4."], ThreeChannels: true),
        ["thelper.nn.sr.srcnn.SRCNN"] = new("{}", "images", 20, 31, []),
        ["thelper.nn.sr.vdsr.VDSR"] = new("""{"num_residuals": 2}""", "images", 8, 13, []),
        ["thelper.nn.LayeredNet"] = new(
            """
            {"input_shape": [CHANNELS, SIDE, SIDE], "layers": [{"type": "Conv2d", "params": {"out_channels": 8, "kernel_size": 3}}, {"type": "BatchNorm2d"}, {"type": "ReLU"},
              {"type": "AdaptiveAvgPool2d", "params": {"output_size": 1}}, {"type": "Flatten"}, {"type": "Linear"}]}
            """,
            "classif", 16, 24, ["5."]),
        ["thelper.nn.srm.SRMWrapper"] = new(
            """{"input_channels": CHANNELS, "base_model": {"type": "thelper.nn.resnet.ResNet", "params": {"layers": [1, 1, 1, 1], "flexible_input_res": true, "input_channels": WITH_NOISE}}}""",
            "classif", 32, 64, ["base_model.fc."]),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Fact]
    public void All_networks_are_in_the_table()
    {
        string[] layers = ["thelper.nn.common.", "thelper.nn.coordconv."];
        new TypeRegistry().Names(typeof(nn.Module<Tensor, Tensor>))
            .Where(name => name.StartsWith("thelper.nn.", StringComparison.Ordinal) && !layers.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            .ShouldBe(Cases.Keys, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_network_learns_and_follows_a_new_task_with_its_last_layer_alone(string type)
    {
        using var scope = NewDisposeScope();
        var one = Cases[type];
        var channels = one.ThreeChannels ? 3 : 4;
        manual_seed(1);
        using var model = Create(type, one.Task(3), channels, one.Side);
        var input = rand(2, channels, one.Side, one.Side);
        var first = Loss(model, input, 3);
        first.backward();
        var gradients = model.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad);
        gradients.Where(entry => entry.Value is null).Select(entry => entry.Key).ShouldBe(one.Unused ?? []);
        gradients.Values.OfType<Tensor>().ShouldAllBe(gradient => gradient.isfinite().all().ToBoolean());
        gradients.Values.Sum(gradient => gradient?.abs().sum().ToDouble() ?? 0).ShouldBeGreaterThan(0);
        var before = model.parameters().Select(parameter => parameter.@double().sum().ToDouble()).ToList();
        using (var optimizer = optim.SGD(model.parameters().Where(parameter => parameter.grad is not null), 0.01))
        {
            optimizer.step();
        }

        model.parameters().Select(parameter => parameter.@double().sum().ToDouble()).Zip(before).Count(pair => pair.First != pair.Second).ShouldBeGreaterThan(before.Count / 3);
        if (one.Head.Length == 0)
        {
            return;
        }

        model.eval();
        var old = model.state_dict();
        model.SetTask(one.Task(7));
        var now = model.state_dict();
        now.Keys.ShouldBe(old.Keys);
        var fresh = now.Where(entry => !ReferenceEquals(entry.Value, old[entry.Key])).Select(entry => entry.Key).ToList();
        fresh.Count.ShouldBeGreaterThan(0);
        fresh.ShouldAllBe(key => one.Head.Any(head => key.StartsWith(head, StringComparison.Ordinal)));
        model.modules().ShouldAllBe(module => !module.training);
        using (no_grad())
        {
            Shapes(model, input, 7);
        }

        model.SetTask(one.Task(7));
        model.state_dict().ShouldAllBe(entry => ReferenceEquals(entry.Value, now[entry.Key]), "as many classes: nothing is drawn");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Grey_images_of_another_size(string type)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var one = Cases[type];
        var channels = one.ThreeChannels ? 3 : 1;
        using var model = Create(type, one.Task(2), channels, one.OtherSide);
        model.eval();
        Shapes(model, rand(2, channels, one.OtherSide, one.OtherSide), 2);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_network_is_adapted_to_grey_images_and_to_many_bands_or_says_why_not(string type)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        manual_seed(7);
        var one = Cases[type];
        using var model = Create(type, one.Task(7), 3, one.Side);
        model.eval();
        string[] refused =
        [
            "thelper.nn.resnet.AutoEncoderResNet", "thelper.nn.resnet.AutoEncoderSkipResNet", "thelper.nn.sr.srcnn.SRCNN", "thelper.nn.sr.vdsr.VDSR", "thelper.nn.LayeredNet", "thelper.nn.srm.SRMWrapper",
        ];
        if (refused.Contains(type))
        {
            Should.Throw<UserErrorException>(() => model.AdaptInput(1)).Message.ShouldStartWith($"adapt_input: the input of the model '{type}' cannot be adapted: ");

            // It is made for them from the first.
            using var wide = Create(type, one.Task(7), Bands, one.Side);
            wide.eval();
            Shapes(wide, rand(2, Bands, one.Side, one.Side), 7);
            return;
        }

        var grey = rand(2, 1, one.Side, one.Side);
        var before = Outputs(model, grey.expand(-1, 3, -1, -1))[0];
        model.AdaptInput(1);
        Shapes(model, grey, 7);

        // A sum of three products is rounded elsewhere; a hundred layers of drawn weights make that as large as they make the outputs.
        (Outputs(model, grey)[0] - before).abs().max().ToDouble().ShouldBeLessThan(1e-3 * before.abs().max().ToDouble());
        foreach (var channels in new[] { 4, Bands })
        {
            model.AdaptInput(channels);
            Shapes(model, rand(2, channels, one.Side, one.Side), 7);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_network_that_does_not_fit_a_task_is_refused_by_name(string type)
    {
        var one = Cases[type];
        (string Kind, Thelper.Tasks.Task Task)[] tasks =
        [
            ("classif", NnTasks.Classes(3)), ("segm", new Segmentation(new[] { "a", "b", "c" }, "image", "mask")), ("images", new SuperResolution("image", "target")),
            ("boxes", new Detection(new[] { "a", "b", "c" }, "image", "boxes")),
        ];
        foreach (var (kind, task) in tasks.Where(task => task.Kind != one.Kind && !(one.Kind == "both" && task.Kind is "classif" or "segm")))
        {
            var message = Should.Throw<UserErrorException>(() => Create(type, task, 3, one.Side), kind).Message;

            // The model within, or the layer, is the one that does not fit.
            string[] named = type switch
            {
                "thelper.nn.srm.SRMWrapper" => ["thelper.nn.resnet.ResNet"],
                "thelper.nn.LayeredNet" => [type, "layers[5]"],
                _ => [type],
            };
            named.ShouldContain(name => message.Contains(name, StringComparison.Ordinal), message);
        }
    }

    private static Module Create(string type, Thelper.Tasks.Task task, int channels, int side)
    {
        var parameters = Cases[type].Params.Replace("CHANNELS", $"{channels}", StringComparison.Ordinal).Replace("SIDE", $"{side}", StringComparison.Ordinal)
            .Replace("WITH_NOISE", $"{channels + 3}", StringComparison.Ordinal);
        return ModelFactory.Create(ConfigText.Json($$"""{"type": "{{type}}", "params": {{parameters}}}"""), task, new());
    }

    private static IReadOnlyList<Tensor> Outputs(Module model, Tensor input) =>
        model is INamedOutputs named ? [.. named.Outputs(input).Values] : [model.call(input)];

    private static Tensor Loss(Module model, Tensor input, int classes)
    {
        Shapes(model, input, classes);
        return Outputs(model, input).Select(output => (output - 1).square().mean()).Aggregate((sum, next) => sum + next);
    }

    private static void Shapes(Module model, Tensor input, int classes)
    {
        var outputs = Outputs(model, input);
        if (model.Task is SuperResolution)
        {
            outputs[0].shape[..2].ShouldBe(input.shape[..2]);
            return;
        }

        outputs[0].shape[..2].ShouldBe([input.shape[0], classes]);
        if (outputs[0].dim() == 4 && model is not (FCResNet or Thelper.Nn.Efficient.FCEfficientNet))
        {
            outputs[0].shape[2..].ShouldBe(input.shape[2..]);
        }
    }

    private sealed record Case(string Params, string Kind, int Side, int OtherSide, string[] Head, string[]? Unused = null, bool ThreeChannels = false)
    {
        public Thelper.Tasks.Task Task(int classes) => Kind switch
        {
            "segm" => NnTasks.Pixels(classes),
            "images" => new SuperResolution("image", "target"),
            _ => NnTasks.Classes(classes),
        };
    }
}
