using Thelper.Config;
using Thelper.Nn;
using Thelper.Testing;
using Thelper.Tests.Logging;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

[NoLeaks]
public sealed class ModelFactoryTests : IDisposable
{
    private static readonly string Checkpoint = Path.Combine(AppContext.BaseDirectory, "Golden", "checkpoints", "lenet-digits.pth");
    private readonly string folder = Directory.CreateTempSubdirectory("models").FullName;
    private readonly ListLog log = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_model_from_a_configuration()
    {
        using var model = Create("""{"type": "thelper.nn.lenet.LeNet", "params": {"input_shape": [1, 32, 32]}}""", 10);
        model.ShouldBeOfType<LeNet>();
        log.Lines.ShouldBe(
            [
                "Debug: loading model",
                "Debug: loading model type/params current config",
                "Debug: model_type = <class 'thelper.nn.lenet.LeNet'>",
                "Debug: model_params = {'input_shape': [1, 32, 32]}",
                "Information: module 'thelper.nn.lenet.LeNet' parameter count: 61706",
                "Information: " + model,
                "Debug: model has 61706 learnable parameters",
            ]);
        model.ToString().ShouldBe(
            """
            LeNet(
              (baseline): Sequential(
                (0): Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1))
                (1): ReLU()
                (2): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
                (3): Conv2d(6, 16, kernel_size=(5, 5), stride=(1, 1))
                (4): ReLU()
                (5): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
              )
              (classifier): Sequential(
                (0): Linear(in_features=400, out_features=120, bias=True)
                (1): ReLU()
                (2): Linear(in_features=120, out_features=84, bias=True)
                (3): ReLU()
                (4): Linear(in_features=84, out_features=10, bias=True)
              )
            )
            """);
    }

    [Fact]
    public void A_model_from_a_checkpoint_of_the_original()
    {
        var content = (PyDict)Checkpoints.Load(Checkpoint)!;
        using (var model = ModelFactory.Create(null, NnTasks.Classes(10), new(), content, Checkpoint, log))
        {
            var weights = (PyDict)content["model"]!;
            model.state_dict().Keys.ShouldBe(weights.Keys.Cast<string>());
            foreach (var (key, tensor) in model.state_dict())
            {
                aten.equal(tensor, (Tensor)weights[key]!).ShouldBeTrue(key);
            }

            model.Task.ToString().ShouldContain("input_key='image'");
        }

        Checkpoints.Release(content);
        const string Params =
            "{'input_shape': [1, 32, 32], 'conv1_filters': 6, 'conv2_filters': 16, 'hidden1_size': 120, 'hidden2_size': 84, 'output_size': 10}";
        const string OldTask =
            "thelper.tasks.classif.Classification(class_names=['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'], input_key='image', " +
            "label_key='label', meta_keys=['path', 'idx'], multi_label=False)";
        log.Lines[..6].ShouldBe(
            [
                "Debug: loading model",
                "Debug: loading model type/params from session 'classif-digits'",
                "Debug: model_type = <class 'thelper.nn.lenet.LeNet'>",
                "Debug: model_params = " + Params,
                "Debug: loading state dictionary from checkpoint into model",
                "Debug: previous model task = " + OldTask,
            ]);
        log.Lines[6].ShouldBe("Debug: refreshing model for new task = " + NnTasks.Classes(10));
    }

    [Fact]
    public void A_checkpoints_dictionaries_may_have_numbers_for_keys_but_no_two_that_read_alike()
    {
        var content = (PyDict)Checkpoints.Load(Checkpoint)!;
        var names = new PyDict();
        for (var i = 0; i < 10; i++)
        {
            names[i] = $"class {i}";
        }

        content["task"] = new PyDict
        {
            ["type"] = "thelper.tasks.Classification",
            ["params"] = new PyDict { ["class_names"] = names, ["input_key"] = "image", ["label_key"] = "label" },
        };
        using (var model = ModelFactory.Create(null, null, new(), content, Checkpoint, log))
        {
            ((Thelper.Tasks.Classification)model.Task).ClassNames[9].ShouldBe("class 9");
        }

        UserErrorException Refused() => Should.Throw<UserErrorException>(() => ModelFactory.Create(null, null, new(), content, Checkpoint, log));
        names["9"] = "another";
        Refused().Message.ShouldBe($"{Checkpoint}: its 'task.params.class_names' has two keys that read '9'; the file was not written by a session.");
        names.Remove("9");
        names[9] = new byte[] { 1 };
        Refused().Message.ShouldStartWith(Checkpoint);
        names[9] = "class 9";
        content["model_params"] = new PyDict { [3L] = 4L };
        Refused().Message.ShouldContain("model_params.3");
        Checkpoints.Release(content);
    }

    [Fact]
    public void Fine_tuning_from_a_session_folder_prefers_the_best_checkpoint_and_replaces_the_head()
    {
        Directory.CreateDirectory(Path.Combine(folder, "checkpoints"));
        File.Copy(Checkpoint, Path.Combine(folder, "checkpoints", "ckpt.best.pth"));
        File.WriteAllText(Path.Combine(folder, "checkpoints", "ckpt.0099.host-20200101-000000.pth"), "not read");
        using var model = Create($$"""{"ckptdata": "{{folder}}"}""", 3);
        model.state_dict()["classifier.4.weight"].shape.ShouldBe([3L, 84L]);
        using var original = Create($$"""{"ckptdata": "{{Checkpoint}}"}""", null);
        original.state_dict()["classifier.4.weight"].shape.ShouldBe([10L, 84L]);
        aten.equal(original.state_dict()["baseline.0.weight"], model.state_dict()["baseline.0.weight"]).ShouldBeTrue();
    }

    [Fact]
    public void Classes_in_another_order_than_the_trained_model_s_are_a_warning()
    {
        using var same = Create($$"""{"ckptdata": "{{Checkpoint}}"}""", 10);
        using var fewer = Create($$"""{"ckptdata": "{{Checkpoint}}"}""", 3);
        log.Lines.ShouldNotContain(line => line.Contains("another order", StringComparison.Ordinal));
        var reversed = new Thelper.Tasks.Classification(NnTasks.Classes(10).ClassNames.Reverse().ToList(), "image", "label");
        using var model = ModelFactory.Create(Parse($$"""{"ckptdata": "{{Checkpoint}}"}"""), reversed, new(), logger: log);
        log.Lines.ShouldContain(
            "Warning: the model was trained on the same classes in another order (0, 1, 2, 3, 4, 5, 6, 7, 8, 9; now 9, 8, 7, 6, 5, 4, 3, 2, 1, 0): its outputs mean other classes than before until it is trained again");
    }

    [Fact]
    public void Weights_from_a_file()
    {
        using var source = Create("""{"type": "thelper.nn.lenet.LeNet"}""", 10);
        var path = Path.Combine(folder, "weights.pth");
        Checkpoints.Save(source.state_dict(), path);
        using var model = Create($$"""{"type": "thelper.nn.lenet.LeNet", "weights": "{{path}}"}""", 10);
        aten.equal(source.state_dict()["classifier.4.bias"], model.state_dict()["classifier.4.bias"]).ShouldBeTrue();

        var error = Message($$"""{"type": "thelper.nn.lenet.LeNet", "params": {"conv1_filters": 7}, "weights": "{{path}}"}""");
        error.ShouldStartWith(path + ": ");
        error.ShouldContain("'baseline.0.weight' is [6, 1, 5, 5] in the file and [7, 1, 5, 5] in the model");
        error.ShouldContain("'baseline.3.weight'");
        error.ShouldNotContain("\n");

        // The checkpoint of a session holds weights, too: of a model of another size, it has more to say.
        Message($$"""{"type": "thelper.nn.lenet.LeNet", "params": {"conv1_filters": 7}, "weights": "{{Checkpoint}}"}""").ShouldContain("give its path as 'ckptdata'");
    }

    [Fact]
    public void A_function_of_torchvision_is_wrapped_and_its_head_reconnected()
    {
        using var scope = NewDisposeScope();
        using var model = Create("""{"type": "torchvision.models.resnet18", "params": {"pretrained": false}}""", 4);
        model.ShouldBeOfType<ExternalClassifModule>();
        model.TypeName.ShouldBe("torchvision.models.resnet.resnet18");
        model.Config.ShouldBe([new("pretrained", false)]);
        model.state_dict().Keys.First().ShouldBe("conv1.weight");
        model.state_dict()["fc.weight"].shape.ShouldBe([4L, 512L]);
        model.eval();
        model.call(rand(1, 3, 64, 64)).shape.ShouldBe([1L, 4L]);
        log.Lines.ShouldContain("Information: instantiating external module '<function resnet18>'...");
        log.Lines.ShouldContain("Debug: model has 11.1M learnable parameters");
        log.Lines.ShouldContain(line => line.StartsWith("Information: ResNet(\n", StringComparison.Ordinal));

        model.SetTask(NnTasks.Classes(6));
        model.Task.ToString().ShouldContain("'5'");
        model.call(rand(1, 3, 64, 64)).shape.ShouldBe([1L, 6L]);
    }

    // The original makes a model again with what is stored, and nothing else.
    [Theory]
    [InlineData("torchvision.models.resnet18", "")]
    [InlineData("thelper.nn.segmentation.fcn_resnet50", "pretrained=False")]
    [InlineData("thelper.nn.segmentation.deeplabv3_resnet50", "pretrained=False")]
    [InlineData("thelper.nn.unet.UNet", "in_channels=3 mid_channels=512 coordconv=False srm=False")]
    public void A_model_remembers_what_the_configuration_said_and_the_defaults_of_the_originals_classes(string type, string stored)
    {
        Thelper.Tasks.Task task = type.StartsWith("torchvision", StringComparison.Ordinal) ? NnTasks.Classes(4) : NnTasks.Pixels(4);
        using var model = ModelFactory.Create(Parse($$"""{"type": "{{type}}"}"""), task, new());
        string.Join(' ', model.Config.Select(entry => $"{entry.Key}={entry.Value}")).ShouldBe(stored);
    }

    [Fact]
    public void An_external_checkpoint_needs_no_pretrained_weights_again()
    {
        var path = Path.Combine(folder, "ckpt.best.pth");
        using (var source = Create("""{"type": "torchvision.models.resnet18"}""", 4))
        {
            Checkpoints.Save(
                new Dictionary<string, object?>
                {
                    ["name"] = "external",
                    ["task"] = source.Task.ToString(),
                    ["model"] = source.state_dict(),
                    ["model_type"] = source.TypeName,
                    ["model_params"] = new Dictionary<string, object?> { ["pretrained"] = true },
                    ["config"] = new Dictionary<string, object?>(),
                },
                path);
        }

        using var model = Create($$"""{"ckptdata": "{{path}}"}""", null);
        model.state_dict()["fc.weight"].shape.ShouldBe([4L, 512L]);
        model.Config["pretrained"].ShouldBe(true);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        Message("{}").ShouldContain("no model: expected a 'type'");
        Message("""{"typ": "thelper.nn.lenet.LeNet"}""").ShouldContain("did you mean 'type'?");
        Message("""{"type": "thelper.nn.lenet.LeNett"}""").ShouldContain("did you mean 'thelper.nn.lenet.LeNet'?");
        Message("""{"type": "thelper.nn.lenet.LeNet", "params": {"conv1_filter": 6}}""").ShouldContain("did you mean 'conv1_filters'?");
        Message("""{"type": "thelper.nn.lenet.LeNet", "params": {"conv1_filters": "six"}}""").ShouldContain("conv1_filters");
        Message("""{"type": "thelper.nn.lenet.LeNet", "params": {"conv1_filters": 0}}""").ShouldStartWith("test.json:1:");
        Message("""{"ckptdata": "/no/such/folder"}""").ShouldContain("/no/such/folder");
        Should.Throw<UserErrorException>(() => ModelFactory.Create(Parse("""{"type": "thelper.nn.lenet.LeNet"}"""), null, new()))
            .Message.ShouldContain("a model needs a task");
        Should.Throw<UserErrorException>(() => ModelFactory.Create(null, null, new(), new PyDict { ["name"] = "x" }, "a.pth"))
            .Message.ShouldBe("a.pth: not a checkpoint of a session: without 'task', 'model', 'model_type', 'model_params', 'config'");
    }

    private static ConfigNode Parse(string json) => ConfigLoader.Parse(json, "test.json");

    private string Message(string json) => Should.Throw<UserErrorException>(() => Create(json, 10)).Message;

    private Module Create(string json, int? classes) =>
        ModelFactory.Create(Parse(json), classes is { } count ? NnTasks.Classes(count) : null, new(), logger: log);
}
