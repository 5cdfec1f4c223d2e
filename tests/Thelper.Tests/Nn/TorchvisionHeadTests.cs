using Thelper.Config;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Logging;
using Thelper.Torch.Serialization;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

/// <summary>Networks of torchvision in a session: named in a configuration, with output layers for the task.</summary>
[NoLeaks]
public sealed class TorchvisionHeadTests : IDisposable
{
    private static readonly Segmentation Pixels = new(Enumerable.Range(0, 7).Select(i => $"c{i}").ToList(), "image", "mask");
    private readonly string folder = Directory.CreateTempSubdirectory("heads").FullName;
    private readonly ListLog log = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // On the device that holds no values, so that the size of a network costs nothing.
    [Theory]
    [InlineData("alexnet", "classifier.6")]
    [InlineData("vgg11_bn", "classifier.6")]
    [InlineData("resnet18", "fc")]
    [InlineData("resnext50_32x4d", "fc")]
    [InlineData("wide_resnet50_2", "fc")]
    [InlineData("squeezenet1_1", "classifier.1")]
    [InlineData("densenet121", "classifier")]
    [InlineData("inception_v3", "fc AuxLogits.fc")]
    [InlineData("googlenet", "fc aux1.fc2 aux2.fc2")]
    [InlineData("shufflenet_v2_x1_0", "fc")]
    [InlineData("mobilenet_v2", "classifier.1")]
    [InlineData("mobilenet_v3_small", "classifier.3")]
    [InlineData("mnasnet1_0", "classifier.1")]
    [InlineData("efficientnet_b0", "classifier.1")]
    [InlineData("efficientnet_v2_s", "classifier.1")]
    [InlineData("regnet_y_400mf", "fc")]
    [InlineData("convnext_tiny", "classifier.2")]
    [InlineData("vit_b_32", "heads.head")]
    [InlineData("swin_t", "head")]
    [InlineData("swin_v2_t", "head")]
    [InlineData("maxvit_t", "classifier.5")]
    [InlineData("segmentation.fcn_resnet50", "classifier.4 aux_classifier.4", """, "params": {"aux_loss": true}""")]
    [InlineData("segmentation.deeplabv3_mobilenet_v3_large", "classifier.4")]
    [InlineData("segmentation.lraspp_mobilenet_v3_large", "classifier.low_classifier classifier.high_classifier")]
    public void Another_number_of_classes_replaces_every_output_layer_and_says_which(string name, string heads, string parameters = "")
    {
        using var scope = NewDisposeScope();
        set_default_device("meta");
        try
        {
            Thelper.Tasks.Task task = name.StartsWith("segm", StringComparison.Ordinal) ? Pixels : NnTasks.Classes(7);
            using var model = ModelFactory.Create(Parse($$"""{"type": "torchvision.models.{{name}}"{{parameters}}}"""), task, new(), logger: log);
            foreach (var head in heads.Split(' '))
            {
                model.state_dict()[head + ".weight"].shape[0].ShouldBe(7, head);
                log.Lines.ShouldContain($"Information: reconnecting '{head}' layer for 7 outputs");
            }

            // The right size already: nothing changes.
            var weight = model.state_dict()[heads.Split(' ')[0] + ".weight"];
            model.SetTask(task);
            model.state_dict()[heads.Split(' ')[0] + ".weight"].ShouldBeSameAs(weight);
        }
        finally
        {
            set_default_device(CPU);
        }
    }

    [Fact]
    public void Fresh_output_layers_answer()
    {
        using var scope = NewDisposeScope();
        using var classifier = ModelFactory.Create(Parse("""{"type": "torchvision.models.squeezenet1_1"}"""), NnTasks.Classes(7), new());
        classifier.call(rand(2, 3, 64, 80)).shape.ShouldBe([2L, 7L]);
        using var network = ModelFactory.Create(Parse("""{"type": "torchvision.models.segmentation.lraspp_mobilenet_v3_large"}"""), Pixels, new());
        ((INamedOutputs)network).Outputs(rand(2, 3, 40, 56))["out"].shape.ShouldBe([2L, 7L, 40L, 56L]);
    }

    [Fact]
    public void A_network_that_does_not_fit_the_task_is_refused_by_name()
    {
        Message("torchvision.models.mnasnet0_5", Pixels).ShouldStartWith("model 'torchvision.models.mnasnet.mnasnet0_5' classifies images; it cannot be used for");
        Message("torchvision.models.segmentation.lraspp_mobilenet_v3_large", NnTasks.Classes(3))
            .ShouldStartWith("model 'torchvision.models.segmentation.lraspp.lraspp_mobilenet_v3_large' segments images; it cannot be used for");
    }

    // What the weights' name changes besides the weights stays when a checkpoint is opened: here that images are converted, and that there is no auxiliary head.
    [Fact]
    public void A_checkpoint_of_a_pretrained_network_needs_its_weights_name_but_not_its_weights()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(folder, "ckpt.best.pth");
        var arguments = new Dictionary<string, object?> { ["weights"] = "DEFAULT", ["dropout"] = 0.0 };
        using (var source = ModelFactory.Create(Parse("""{"type": "torchvision.models.googlenet", "params": {"aux_logits": false, "init_weights": false}}"""), NnTasks.Classes(4), new()))
        {
            Checkpoints.Save(
                new Dictionary<string, object?>
                {
                    ["name"] = "external",
                    ["task"] = source.Task.ToString(),
                    ["model"] = source.state_dict(),
                    ["model_type"] = source.TypeName,
                    ["model_params"] = arguments,
                    ["config"] = new Dictionary<string, object?>(),
                },
                path);
        }

        using var model = ModelFactory.Create(Parse($$"""{"ckptdata": "{{path}}"}"""), null, new());
        model.Config["weights"].ShouldBe("IMAGENET1K_V1");
        using var plain = ModelFactory.Create(
            Parse("""{"type": "torchvision.models.googlenet", "params": {"aux_logits": false, "init_weights": false, "dropout": 0.0}}"""), NnTasks.Classes(4), new());
        plain.load_state_dict(model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value));

        // In training, where every layer normalises what it gets, so that a difference shows.
        var images = rand(2, 3, 64, 64);
        var converted = (images * tensor(new[] { 0.458f, 0.448f, 0.45f }).view(1, 3, 1, 1)) + tensor(new[] { -0.03f, -0.088f, -0.188f }).view(1, 3, 1, 1);
        allclose(model.call(images), plain.call(converted), rtol: 1e-3, atol: 1e-3).ShouldBeTrue();
        allclose(model.call(images), plain.call(images), rtol: 1e-3, atol: 1e-3).ShouldBeFalse();
    }

    private static string Message(string type, Thelper.Tasks.Task task) =>
        Should.Throw<UserErrorException>(() => ModelFactory.Create(Parse($$"""{"type": "{{type}}"}"""), task, new()).Dispose()).Message;

    private static ConfigNode Parse(string text) => ConfigLoader.Parse(text, "model.json");
}
