using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Config;
using Thelper.Tests.Logging;
using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

/// <summary>Networks made for three channels that read one, four or thirteen, with the weights they have: one network of every family, with seven classes and another image size.</summary>
[NoLeaks]
public sealed class AdaptedInputTests : IDisposable
{
    private const int Classes = 7;

    private static readonly Dictionary<string, (int Side, int OtherSide, string Params)> Networks = new(StringComparer.Ordinal)
    {
        ["alexnet"] = (63, 96, "{}"),
        ["vgg11_bn"] = (32, 48, """{"init_weights": false}"""),
        ["resnet18"] = (64, 80, "{}"),
        ["resnext50_32x4d"] = (64, 80, "{}"),
        ["wide_resnet50_2"] = (32, 48, "{}"),
        ["squeezenet1_1"] = (64, 80, "{}"),
        ["densenet121"] = (64, 80, "{}"),
        ["inception_v3"] = (107, 128, """{"init_weights": false}"""),
        ["googlenet"] = (64, 80, """{"init_weights": false}"""),
        ["shufflenet_v2_x0_5"] = (64, 80, "{}"),
        ["mobilenet_v2"] = (64, 80, "{}"),
        ["mobilenet_v3_small"] = (64, 80, "{}"),
        ["mnasnet0_5"] = (64, 80, "{}"),
        ["efficientnet_b0"] = (64, 80, "{}"),
        ["efficientnet_v2_s"] = (64, 80, "{}"),
        ["regnet_y_400mf"] = (64, 80, "{}"),
        ["convnext_tiny"] = (64, 80, "{}"),
        ["vit_b_32"] = (64, 64, """{"image_size": 64}"""),
        ["swin_t"] = (64, 72, "{}"),
        ["swin_v2_t"] = (64, 72, "{}"),
        ["maxvit_t"] = (224, 224, "{}"),
        ["segmentation.fcn_resnet50"] = (32, 40, "{}"),
        ["segmentation.deeplabv3_mobilenet_v3_large"] = (64, 48, "{}"),
        ["segmentation.lraspp_mobilenet_v3_large"] = (64, 48, "{}"),
    };

    private readonly string folder = Directory.CreateTempSubdirectory("adapted").FullName;
    private readonly ListLog log = new();

    public static TheoryData<string> Names => [.. Networks.Keys];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_picture_of_equal_channels_is_seen_as_before(string name)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var (side, other, parameters) = Networks[name];
        manual_seed(1);
        using var model = Create($$"""{"type": "torchvision.models.{{name}}", "params": {{parameters}}}""", TaskOf(name));
        model.eval();
        var kernel = InputSurgery.Find(model.Printed)!.Value.Layer.weight.detach().clone();
        var grey = rand(2, 1, side, side);
        var before = model.call(grey.expand(-1, 3, -1, -1));
        before.shape[..2].ShouldBe([2L, Classes]);
        var state = model.state_dict();
        var draw = get_rng_state();
        model.AdaptInput(4);
        Close(model.call(grey.expand(-1, 4, -1, -1)), before);
        var adapted = InputSurgery.Find(model.Printed)!.Value;
        adapted.Layer.in_channels.ShouldBe(4);
        allclose(adapted.Layer.weight.narrow(1, 0, 3), kernel * 0.75).ShouldBeTrue("the first three keep theirs");
        allclose(adapted.Layer.weight.narrow(1, 3, 1), kernel.mean([1], keepdim: true) * 0.75).ShouldBeTrue("the fourth gets their mean");
        adapted.Layer.weight.requires_grad.ShouldBeTrue();
        model.AdaptInput(1);
        Close(model.call(grey), before);
        aten.equal(draw, get_rng_state()).ShouldBeTrue("nothing is drawn");
        model.state_dict().Where(entry => !ReferenceEquals(entry.Value, state[entry.Key])).Select(entry => entry.Key).ShouldBe([adapted.Path + ".weight"]);
        model.call(rand(1, 1, other, other)).shape[..2].ShouldBe([1L, Classes]);
        model.AdaptInput(13);
        Close(model.call(grey.expand(-1, 13, -1, -1)), before);
        model.Config["adapt_input"].ShouldBe(13L);
    }

    // Few candidates: weights that nobody trained find hundreds of objects, and each costs a head.
    [Theory]
    [InlineData("fasterrcnn_mobilenet_v3_large_320_fpn", """, "min_size": 64, "max_size": 96, "rpn_post_nms_top_n_test": 20, "box_detections_per_img": 4""")]
    [InlineData("fasterrcnn_resnet50_fpn_v2", """, "min_size": 64, "max_size": 96, "rpn_post_nms_top_n_test": 20, "box_detections_per_img": 4""")]
    [InlineData("retinanet_resnet50_fpn", """, "min_size": 64, "max_size": 96, "topk_candidates": 20""")]
    [InlineData("fcos_resnet50_fpn", """, "min_size": 64, "max_size": 96, "topk_candidates": 20""")]
    [InlineData("ssd300_vgg16", "")]
    [InlineData("ssdlite320_mobilenet_v3_large", "")]
    [InlineData("maskrcnn_resnet50_fpn", """, "min_size": 64, "max_size": 96, "rpn_post_nms_top_n_test": 20, "box_detections_per_img": 4""")]
    [InlineData("keypointrcnn_resnet50_fpn", """, "min_size": 64, "max_size": 96, "rpn_post_nms_top_n_test": 20, "box_detections_per_img": 4""")]
    public void Detectors_normalise_and_read_what_they_are_adapted_to(string name, string more)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var task = new Detection(
            (List<string>)["background", .. Enumerable.Range(1, Classes - 1).Select(i => $"c{i}")], "image", "boxes", background: 0, masks: name.StartsWith("mask", StringComparison.Ordinal),
            keypoints: name.StartsWith("key", StringComparison.Ordinal) ? ["head", "tail", "nose"] : null);
        using var model = (ExternalDetectModule)Create($$"""{"type": "torchvision.models.detection.{{name}}", "params": {"weights_backbone": null{{more}}}, "adapt_input": 4}""", task);
        model.Model.ClassCount.ShouldBe(Classes);
        foreach (var channels in new[] { 4, 1 })
        {
            model.AdaptInput(channels);
            model.eval();
            model.call(rand(2, channels, 64, 80)).shape[^1].ShouldBe(ExternalDetectModule.Columns);
            Should.Throw<UserErrorException>(() => model.call(rand(1, 3, 64, 64))).Message.ShouldContain($"({channels}, height, width)");
        }

        model.Model.get_submodule("transform").ToString()!.ShouldContain(name.StartsWith("ssdlite", StringComparison.Ordinal) ? "mean=[0.5" : "mean=[0.449");
        InputSurgery.Find(model.Model)!.Value.Layer.in_channels.ShouldBe(1);
        model.AdaptInput(13);
        model.call(rand(2, 13, 64, 80)).shape[^1].ShouldBe(ExternalDetectModule.Columns);
    }

    [Fact]
    public void A_checkpoint_of_an_adapted_model_is_built_again()
    {
        using var scope = NewDisposeScope();
        using var source = Create("""{"type": "torchvision.models.shufflenet_v2_x0_5", "adapt_input": 2}""", NnTasks.Classes(3));
        log.Lines.ShouldContain("Information: adapted the input layer 'conv1.0' to images of 2 channels");
        var path = Save(source);
        using var model = Create($$"""{"ckptdata": "{{path}}"}""", null);
        model.state_dict()["conv1.0.weight"].shape.ShouldBe([24L, 2L, 3L, 3L]);
        model.state_dict().ShouldAllBe(entry => aten.equal(entry.Value, source.state_dict()[entry.Key]));
        model.Config.ShouldBe(source.Config);

        // And goes on with yet another number of channels, from its own weights.
        using var grey = Create($$"""{"ckptdata": "{{path}}", "adapt_input": 1}""", NnTasks.Classes(7));
        allclose(grey.state_dict()["conv1.0.weight"], source.state_dict()["conv1.0.weight"].sum(1, keepdim: true)).ShouldBeTrue();
        grey.state_dict()["fc.weight"].shape[0].ShouldBe(7);
    }

    [Fact]
    public void Weights_of_a_file_are_adapted_or_have_been_already()
    {
        using var scope = NewDisposeScope();
        using var source = Create("""{"type": "torchvision.models.shufflenet_v2_x0_5"}""", NnTasks.Classes(3));
        var file = Path.Combine(folder, "three.pth");
        source.save(file);
        var section = """{"type": "torchvision.models.shufflenet_v2_x0_5", "params": {"num_classes": 3}, "weights": "FILE", "adapt_input": 1}""";
        using var adapted = Create(section.Replace("FILE", file, StringComparison.Ordinal), NnTasks.Classes(3));
        allclose(adapted.state_dict()["conv1.0.weight"], source.state_dict()["conv1.0.weight"].sum(1, keepdim: true)).ShouldBeTrue();
        var one = Path.Combine(folder, "one.pth");
        adapted.save(one);
        using var again = Create(section.Replace("FILE", one, StringComparison.Ordinal), NnTasks.Classes(3));
        again.state_dict().ShouldAllBe(entry => aten.equal(entry.Value, adapted.state_dict()[entry.Key]));

        // Also where other layers do not fit.
        using var other = Create(section.Replace("FILE", one, StringComparison.Ordinal).Replace("\"adapt", "\"weights_strict\": false, \"adapt", StringComparison.Ordinal).Replace(": 3}", ": 5}", StringComparison.Ordinal), NnTasks.Classes(5));
        aten.equal(other.state_dict()["conv1.0.weight"], adapted.state_dict()["conv1.0.weight"]).ShouldBeTrue();

        // Nothing fits: the message is that of the model as it was described.
        var wrong = Path.Combine(folder, "wrong.pth");
        Checkpoints.Save(new Dictionary<string, Tensor> { ["conv1.0.weight"] = zeros(24, 5, 3, 3) }, wrong);
        Message(section.Replace("FILE", wrong, StringComparison.Ordinal), NnTasks.Classes(3)).ShouldContain("[24, 5, 3, 3] in the file and [24, 3, 3, 3] in the model");
    }

    [Fact]
    public void Fewer_channels_share_the_sum_and_more_get_the_mean()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(nn.Conv2d(3, 4, 3));
        var layer = InputSurgery.Find(network)!.Value.Layer;
        var kernel = layer.weight.detach().clone();
        InputSurgery.Adapt(network, 2, "own.Net");
        allclose(layer.weight, kernel.sum(1, keepdim: true).expand(-1, 2, -1, -1) / 2).ShouldBeTrue();
        InputSurgery.Adapt(network, 5, "own.Net");
        allclose(layer.weight.sum(1), kernel.sum(1), rtol: 1e-4, atol: 1e-6).ShouldBeTrue();
        InputSurgery.Adapt(network, 5, "own.Net");
        layer.in_channels.ShouldBe(5);
    }

    [Fact]
    public void Coordinates_stay_behind_the_channels()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using var model = Create("""{"type": "thelper.nn.resnet.ResNet", "params": {"layers": [1, 1, 1, 1], "flexible_input_res": true, "coordconv": true, "radius_channel": true}}""", NnTasks.Classes(2));
        model.eval();
        var grey = rand(2, 1, 32, 32);
        var before = model.call(grey.expand(-1, 3, -1, -1));
        model.AdaptInput(1);
        InputSurgery.Find(model)!.Value.Layer.in_channels.ShouldBe(4);
        Close(model.call(grey), before);
    }

    [Fact]
    public void What_cannot_be_adapted_is_refused_by_name()
    {
        Message("""{"type": "thelper.nn.sr.VDSR", "adapt_input": 3}""", new SuperResolution("image", "target")).ShouldStartWith("adapt_input: the input of the model 'thelper.nn.sr.vdsr.VDSR' cannot be adapted: it processes every channel by itself");
        Message("""{"type": "torchvision.models.resnet18", "adapt_input": 0}""", NnTasks.Classes(2)).ShouldContain("adapt_input");
        using var grouped = new ExternalModule(nn.Sequential(nn.Conv2d(4, 4, 3, groups: 2)), NnTasks.Classes(2), "own.Net", new Dictionary<string, object?>());
        Should.Throw<UserErrorException>(() => grouped.AdaptInput(1)).Message.ShouldContain("'own.Net' cannot be adapted: its first convolution, '0', works in 2 groups");
        using var linear = new ExternalModule(nn.Sequential(nn.Linear(4, 4)), NnTasks.Classes(2), "own.Net", new Dictionary<string, object?>());
        Should.Throw<UserErrorException>(() => linear.AdaptInput(1)).Message.ShouldContain("no convolution");
    }

    [Fact]
    public void A_kernel_keeps_its_other_sizes()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Conv2d(3, 4, (3, 5), padding: (1, 2));
        using var wrong = new Parameter(zeros(4, 1, 3, 3));
        Should.Throw<UserErrorException>(() => layer.ReplaceKernel(wrong)).Message.ShouldContain("(4, 1, 3, 3) cannot take the place of (4, 3, 3, 5)");
        var kernel = new Parameter(zeros(4, 2, 3, 5));
        layer.ReplaceKernel(kernel);
        layer.weight.ShouldBeSameAs(kernel);
        layer.ToString().ShouldBe("Conv2d(2, 4, kernel_size=(3, 5), stride=(1, 1), padding=(1, 2))");
        layer.call(rand(1, 2, 8, 8)).shape.ShouldBe([1L, 4L, 8L, 8L]);
    }

    private static Thelper.Tasks.Task TaskOf(string name) => name.StartsWith("segm", StringComparison.Ordinal)
        ? new Segmentation(Enumerable.Range(0, Classes).Select(i => $"c{i}").ToList(), "image", "mask")
        : NnTasks.Classes(Classes);

    private static void Close(Tensor actual, Tensor expected)
    {
        var difference = (actual - expected).abs().max().ToDouble();
        difference.ShouldBeLessThan(1e-4 * Math.Max(1, expected.abs().max().ToDouble()));
    }

    private Module Create(string section, Thelper.Tasks.Task? task) => ModelFactory.Create(ConfigText.Json(section), task, new(), logger: log);

    private string Message(string section, Thelper.Tasks.Task task) => Should.Throw<UserErrorException>(() => Create(section, task).Dispose()).Message;

    private string Save(Module model)
    {
        var path = Path.Combine(folder, "ckpt.best.pth");
        Checkpoints.Save(
            new Dictionary<string, object?>
            {
                ["name"] = "adapted",
                ["task"] = model.Task.ToString(),
                ["model"] = model.state_dict(),
                ["model_type"] = model.TypeName,
                ["model_params"] = model.Config.ToDictionary(entry => entry.Key, entry => entry.Value),
                ["config"] = new Dictionary<string, object?>(),
            },
            path);
        return path;
    }
}
