using System.Text.Json;
using Thelper.Config;
using Thelper.Nn;
using Thelper.Nn.Efficient;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn.Efficient;

/// <summary>EfficientNet against the same in plain PyTorch (tools/golden/networks.py), which multiplies its input by a sigmoid where this has one operator: outputs agree to the last digits.</summary>
[NoLeaks]
public class EfficientNetTests
{
    private const double OfOutputs = 1e-5;
    private const double OfGradients = 1e-3;

    [Fact]
    public void B0_is_the_ports()
    {
        using var scope = NewDisposeScope();
        var golden = GoldenModel.Get("efficientnet_b0", "networks.json");
        manual_seed(7);
        using var model = new EfficientNet(NnTasks.Classes(5), 0);
        GoldenModel.CheckWeights(golden.GetProperty("weights"), model);
        manual_seed(123);
        var input = rand(2, 3, 64, 64);
        model.eval();
        Close(model.call(input), golden.GetProperty("eval"));
        model.train();
        manual_seed(123);
        var output = model.call(input);
        Close(output, golden.GetProperty("train"));
        output.square().mean().backward();
        foreach (var (name, parameter) in model.named_parameters())
        {
            var expected = golden.GetProperty("gradients").GetProperty(name).GetDouble();
            parameter.grad.ShouldNotBeNull().@double().abs().sum().ToDouble().ShouldBeWithin(expected, OfGradients * Math.Max(1e-3, expected), name);
        }

        model.eval();
        Close(model.call(input), golden.GetProperty("eval_after_train"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Padding_follows_from_the_size_that_the_network_was_made_for(int num)
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        using var model = new EfficientNet(NnTasks.Classes(3), num, inputChannels: 1);
        model.eval();
        using (no_grad())
        {
            foreach (var norm in model.modules().OfType<BatchNorm2d>())
            {
                norm.running_var!.fill_(0.05);
            }
        }

        manual_seed(123);
        Close(model.call(rand(1, 1, 70, 50)), GoldenModel.Get($"efficientnet_b{num}", "networks.json"));
    }

    [Fact]
    public void There_are_eight_sizes()
    {
        var expected = GoldenModel.Get("efficientnet_counts", "networks.json").EnumerateArray().Select(count => count.GetInt64()).ToArray();
        for (var num = 0; num < expected.Length; num++)
        {
            // Nothing is drawn for the count.
            using var shape = new EfficientNetCore(EfficientNetScale.Of(num), 3, 1000);
            shape.parameters().Sum(parameter => parameter.numel()).ShouldBe(expected[num], $"B{num}");
        }

        Should.Throw<UserErrorException>(() => new EfficientNet(NnTasks.Classes(2), 8)).Message.ShouldBe("num: there is no EfficientNet B8 (0 to 7)");
        Should.Throw<UserErrorException>(() => new EfficientNet(NnTasks.Classes(2), 0, pretrained: true, inputChannels: 4)).Message.ShouldContain("published weights read 3");
    }

    [Fact]
    public void A_checkpoint_becomes_a_network_that_scores_every_place()
    {
        using var scope = NewDisposeScope();
        using var classifier = new EfficientNet(NnTasks.Classes(4), 0, inputChannels: 1);
        var file = Path.Combine(Path.GetTempPath(), $"efficient-{Guid.NewGuid():N}.pth");
        try
        {
            Save(classifier, file);
            using var model = new FCEfficientNet(NnTasks.Classes(4), new(), file, avgpoolSize: 2);
            model.Config.ShouldBe(new Dictionary<string, object?> { ["num"] = 0L, ["input_channels"] = 1L, ["avgpool_size"] = 2L }, ignoreOrder: true);
            model.state_dict().Keys.TakeLast(4).ShouldBe(["model._fc.weight", "model._fc.bias", "finallayer.weight", "finallayer.bias"]);
            classifier.eval();
            model.eval();
            var input = rand(2, 1, 64, 64);
            var output = model.call(input);
            output.shape.ShouldBe([2L, 4, 1, 1]);
            (output.flatten(1) - classifier.call(input)).abs().max().ToDouble().ShouldBeLessThan(1e-6);
            model.SetTask(NnTasks.Pixels(3));
            model.call(rand(1, 1, 96, 64)).shape.ShouldBe([1L, 3, 2, 1]);
            aten.equal(model.state_dict()["finallayer.weight"].flatten(), model.state_dict()["model._fc.weight"].flatten()).ShouldBeTrue();

            using var lenet = new LeNet(NnTasks.Classes(4));
            Save(lenet, file);
            Should.Throw<UserErrorException>(() => new FCEfficientNet(NnTasks.Classes(4), new(), file)).Message
                .ShouldContain("holds the model 'thelper.nn.lenet.LeNet'");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Save(Module model, string file)
    {
        var weights = new PyDict();
        foreach (var (key, value) in model.state_dict())
        {
            weights[key] = value;
        }

        var parameters = new PyDict();
        foreach (var (key, value) in model.Config)
        {
            parameters[key] = value is IReadOnlyList<object?> list ? list.ToList() : value;
        }

        var names = Enumerable.Range(0, 4).Select(i => (object?)$"{i}").ToList();
        var task = new PyDict { ["type"] = "thelper.tasks.Classification", ["params"] = new PyDict { ["class_names"] = names, ["input_key"] = "image", ["label_key"] = "label" } };
        Checkpoints.Save(new PyDict { ["name"] = "s", ["task"] = task, ["model"] = weights, ["model_type"] = model.TypeName, ["model_params"] = parameters, ["config"] = new PyDict() }, file);
    }

    private static void Close(Tensor output, JsonElement expected)
    {
        var values = output.detach().@double().flatten();
        foreach (var (i, value) in expected.EnumerateArray().Select(value => value.GetDouble()).Index())
        {
            values[i].ToDouble().ShouldBeWithin(value, OfOutputs * Math.Max(1, Math.Abs(value)), $"output {i}");
        }
    }
}
