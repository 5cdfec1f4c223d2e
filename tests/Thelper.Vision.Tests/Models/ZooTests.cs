using System.Reflection;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Tests.Models;

/// <summary>torchvision's networks against torchvision itself (<c>tools/golden/zoo.py</c>): structure of every one, the numbers of at least one of each family.</summary>
[NoLeaks]
public class ZooTests
{
    private const string Shapes = "zoo_shapes.json";
    private const string Values = "zoo_values.json";

    // What is compared in full, under the names of the script.
    private static readonly Dictionary<string, Func<nn.Module<Tensor, Tensor>>> Builders = new()
    {
        ["alexnet"] = () => torchvision.models.alexnet(num_classes: 7),
        ["vgg11"] = () => torchvision.models.vgg11(num_classes: 7, dropout: 0.2),
        ["vgg13_bn"] = () => torchvision.models.vgg13_bn(num_classes: 7, init_weights: false),
        ["resnet34"] = () => torchvision.models.resnet34(num_classes: 7),
        ["wide_resnet50_2"] = () => torchvision.models.wide_resnet50_2(num_classes: 7),
        ["squeezenet1_0"] = () => torchvision.models.squeezenet1_0(num_classes: 7),
        ["squeezenet1_1"] = () => torchvision.models.squeezenet1_1(num_classes: 7, dropout: 0.1),
        ["densenet121"] = () => torchvision.models.densenet121(num_classes: 7, drop_rate: 0.1),
        ["densenet161"] = () => torchvision.models.densenet161(num_classes: 7, bn_size: 2),
        ["inception_v3"] = () => torchvision.models.inception_v3(num_classes: 7, transform_input: true),
        ["inception_v3_plain"] = () => torchvision.models.inception_v3(num_classes: 7, init_weights: false, aux_logits: false),
        ["googlenet"] = () => torchvision.models.googlenet(num_classes: 7),
        ["googlenet_plain"] = () => torchvision.models.googlenet(num_classes: 7, init_weights: false, aux_logits: false, transform_input: true),
        ["shufflenet_v2_x0_5"] = () => torchvision.models.shufflenet_v2_x0_5(num_classes: 7),
        ["shufflenet_v2_x1_5"] = () => torchvision.models.shufflenet_v2_x1_5(num_classes: 7),
        ["mobilenet_v2"] = () => torchvision.models.mobilenet_v2(num_classes: 7),
        ["mobilenet_v2_narrow"] = () => torchvision.models.mobilenet_v2(num_classes: 7, width_mult: 0.35, round_nearest: 4),
        ["mobilenet_v3_small"] = () => torchvision.models.mobilenet_v3_small(num_classes: 7),
        ["mnasnet0_5"] = () => torchvision.models.mnasnet0_5(num_classes: 7),
        ["mnasnet1_3"] = () => torchvision.models.mnasnet1_3(num_classes: 7, dropout: 0),
        ["efficientnet_b0"] = () => torchvision.models.efficientnet_b0(num_classes: 7),
        ["efficientnet_v2_s"] = () => torchvision.models.efficientnet_v2_s(num_classes: 7),
        ["regnet_x_400mf"] = () => torchvision.models.regnet_x_400mf(num_classes: 7),
        ["regnet_y_400mf"] = () => torchvision.models.regnet_y_400mf(num_classes: 7, stem_width: 24),
        ["convnext_tiny"] = () => torchvision.models.convnext_tiny(num_classes: 7),
        ["vit_b_32"] = () => torchvision.models.vit_b_32(num_classes: 7, image_size: 64, dropout: 0.1),
        ["vit_small"] = () => new VisionTransformer(32, 8, 2, 3, 48, 96, attentionDropout: 0.2, numClasses: 7, representationSize: 20),
        ["swin_t"] = () => torchvision.models.swin_t(num_classes: 7),
        ["swin_small"] = () => new SwinTransformer(false, 24, [2, 2], [2, 4], 3, numClasses: 7),
        ["swin_v2_small"] = () => new SwinTransformer(true, 24, [2, 2, 2], [2, 4, 8], 4, patch: 2, numClasses: 7),
        ["swin_v2_t"] = () => torchvision.models.swin_v2_t(num_classes: 7),
        ["maxvit_small"] = () => new MaxVit(new()
        {
            InputSize = (64, 64),
            StemChannels = 16,
            PartitionSize = 2,
            BlockChannels = [32, 64],
            BlockLayers = [2, 2],
            HeadDim = 16,
            StochasticDepthProb = 0.3,
            NumClasses = 7,
            MlpDropout = 0.1,
        }),
        ["fcn_resnet50"] = () => torchvision.models.segmentation.fcn_resnet50(num_classes: 5, aux_loss: true),
        ["deeplabv3_mobilenet_v3_large"] = () => torchvision.models.segmentation.deeplabv3_mobilenet_v3_large(num_classes: 5, aux_loss: true),
        ["lraspp_mobilenet_v3_large"] = () => torchvision.models.segmentation.lraspp_mobilenet_v3_large(num_classes: 5),
    };

    public static TheoryData<string> Functions => [.. GoldenModel.Names(Shapes)];

    public static TheoryData<string> Compared => [.. GoldenModel.Names(Values).Where(name => name != "positions")];

    [Fact]
    public void Every_function_of_torchvision_that_makes_a_classifier_or_a_segmentation_network_is_here()
    {
        GoldenModel.Names(Shapes).Count(name => Function(name) is not null).ShouldBe(86);
        GoldenModel.Names(Shapes).Where(name => Function(name) is null).ShouldBeEmpty();
        GoldenModel.Names(Values).Where(name => name != "positions").ShouldBe(Builders.Keys, ignoreOrder: true);
    }

    // Without memory or values, so that the largest networks take no longer than the others.
    [Theory]
    [MemberData(nameof(Functions))]
    public void Names_and_shapes_are_torchvisions(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Meta(() => (nn.Module)Function(name)!.Invoke(null, Defaults(name))!);
        ZooGolden.CheckStructure(GoldenModel.Get(name, Shapes), model);
        if (PublishedModels.Of(name) is [{ Preset.Task: "classification" }, ..] published)
        {
            // Those of GoogLeNet are counted without its auxiliary heads, some of vision transformers for larger images.
            var counted = model.named_parameters().Where(p => !p.name.StartsWith("aux", StringComparison.Ordinal)).Sum(p => p.parameter.numel());
            published.ShouldContain(weights => weights.Parameters == counted);
        }
    }

    [Theory]
    [MemberData(nameof(Compared))]
    public void Weights_outputs_and_gradients_are_torchvisions(string name) => ZooGolden.Check(GoldenModel.Get(name, Values), Builders[name]);

    [Theory]
    [InlineData("alexnet", "classifier.6")]
    [InlineData("resnet34", "fc")]
    [InlineData("squeezenet1_0", "classifier.1")]
    [InlineData("inception_v3", "fc AuxLogits.fc")]
    [InlineData("inception_v3_plain", "fc")]
    [InlineData("googlenet", "fc aux1.fc2 aux2.fc2")]
    [InlineData("vit_small", "heads.head")]
    [InlineData("maxvit_small", "classifier.5")]
    [InlineData("fcn_resnet50", "classifier.4 aux_classifier.4")]
    [InlineData("lraspp_mobilenet_v3_large", "classifier.low_classifier classifier.high_classifier")]
    public void Output_layers_have_names(string name, string heads)
    {
        using var scope = NewDisposeScope();
        using var model = Meta(Builders[name]);
        ((INamedHeads)model).Heads.ShouldBe(heads.Split(' '));
    }

    // Every learnt tensor whose first size is the number of classes belongs to a head: nothing else depends on the classes.
    [Theory]
    [MemberData(nameof(Compared))]
    public void Output_layers_are_all_there_is_of_the_classes(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Meta(Builders[name]);
        var classes = name.Contains("_resnet5", StringComparison.Ordinal) && !name.StartsWith("wide", StringComparison.Ordinal) || name.Contains("v3_large", StringComparison.Ordinal) ? 5L : 7L;
        var found = model.named_parameters().Where(p => p.parameter.shape[0] == classes).Select(p => p.name[..p.name.LastIndexOf('.')]).Distinct();
        found.ShouldBe(((INamedHeads)model).Heads, ignoreOrder: true);
    }

    [Fact]
    public void Auxiliary_heads_speak_in_training_alone()
    {
        using var scope = NewDisposeScope();
        using var model = torchvision.models.googlenet(num_classes: 3, init_weights: false);
        var images = rand(2, 3, 64, 64);
        model.Outputs(images).Keys.ShouldBe(["logits", "aux1", "aux2"]);
        model.eval();
        model.Outputs(images).Keys.ShouldBe(["logits"]);
        using var inception = Meta(() => torchvision.models.inception_v3(num_classes: 3));
        inception.DropAuxiliary();
        inception.state_dict().Keys.ShouldNotContain(key => key.StartsWith("Aux", StringComparison.Ordinal));
        inception.Heads.ShouldBe(["fc"]);
    }

    [Fact]
    public void Positions_of_vision_transformers_are_interpolated_as_torchvision_does()
    {
        using var scope = NewDisposeScope();
        using var model = new VisionTransformer(40, 8, 1, 2, 4, 8, numClasses: 3);
        var entries = new Torch.Serialization.PyDict { { "encoder.pos_embedding", ZooGolden.Pattern(10 * 4, 3).view(1, 10, 4).DetachFromDisposeScope() } };
        model.InterpolatePositions(entries);
        var values = ((Tensor)entries["encoder.pos_embedding"]!).flatten();
        var expected = GoldenModel.Get("positions", Values).EnumerateArray().Select(v => v.GetDouble()).ToList();
        values.numel().ShouldBe(expected.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            values[i].ToDouble().ShouldBeWithin(expected[i], 1e-5, $"position {i}");
        }
    }

    [Fact]
    public void Images_of_another_size_are_refused_with_the_sizes()
    {
        using var scope = NewDisposeScope();
        using var vit = new VisionTransformer(32, 8, 1, 2, 8, 8);
        Should.Throw<UserErrorException>(() => vit.call(zeros(1, 3, 32, 40))).Message.ShouldContain("32 x 32 pixels (batch, channels, 32, 32), not (1, 3, 32, 40)");
        using var maxvit = Meta(Builders["maxvit_small"]);
        Should.Throw<UserErrorException>(() => maxvit.call(zeros(1, 3, 32, 32))).Message.ShouldContain("64 x 64 pixels");
    }

    [Theory]
    [InlineData("vit_b_16", "image_size", 100, "100 is no multiple of the patches' 16 pixels")]
    [InlineData("maxvit_t", "input_size", new[] { 200, 224 }, "multiples of 224 pixels do")]
    [InlineData("maxvit_t", "input_size", new[] { 224 }, "expected two numbers")]
    [InlineData("alexnet", "num_classes", 0, "0 is not a number of classes")]
    [InlineData("vgg16", "weights", "IMAGENET1K_V9", "vgg16 (known: IMAGENET1K_V1, IMAGENET1K_FEATURES, DEFAULT)")]
    [InlineData("vit_h_14", "pretrained", true, "vit_h_14 has no weights for the old switch (use 'weights': IMAGENET1K_SWAG_E2E_V1")]
    [InlineData("densenet121", "bn_size", 0, "at least 1")]
    [InlineData("mobilenet_v2", "width_mult", 0.0, "width_mult is above 0")]
    public void Wrong_parameters_are_user_errors(string name, string parameter, object value, string expected)
    {
        var arguments = Defaults(name);
        arguments[Array.FindIndex(Function(name)!.GetParameters(), p => p.Name == parameter)] = value;
        Should.Throw<TargetInvocationException>(() => Function(name)!.Invoke(null, arguments)).InnerException.ShouldBeOfType<UserErrorException>().Message.ShouldContain(expected);
    }

    private static MethodInfo? Function(string name) => typeof(torchvision.models).GetMethod(name) ?? typeof(torchvision.models.segmentation).GetMethod(name);

    private static object?[] Defaults(string name) => [.. Function(name)!.GetParameters().Select(p => p.DefaultValue)];

    private static T Meta<T>(Func<T> make)
    {
        set_default_device("meta");
        try
        {
            return make();
        }
        finally
        {
            set_default_device(CPU);
        }
    }
}
