using System.Text.Json;
using Thelper.Testing;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Every layer against PyTorch: text, initial weights bit by bit, values, gradients, state, evaluation.</summary>
[NoLeaks]
public sealed partial class LayerTests
{
    private static readonly JsonElement Golden = Reference.Load("layers.json").GetProperty("layers");
    private static readonly JsonElement Texts = Reference.Load("layers.json").GetProperty("texts");

    public static TheoryData<string> Names => [.. Golden.EnumerateObject().Select(layer => layer.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name)
    {
        var golden = Golden.GetProperty(name);
        using var scope = NewDisposeScope();
        manual_seed(0);
        var layer = Layers[name]();
        using var module = layer.Module;

        module.ToString().ShouldBe(golden.GetProperty("text").GetString());
        var initial = golden.GetProperty("initial").EnumerateObject().ToArray();
        module.state_dict().Keys.ShouldBe(initial.Select(entry => entry.Name));
        foreach (var (key, value) in module.state_dict())
        {
            value.ShouldHaveBits(golden.GetProperty("initial").GetProperty(key), key);
        }

        var inputs = GoldenCase.Inputs(golden);
        GoldenCase.Check(golden, inputs, layer.Run);
        foreach (var expected in golden.GetProperty("gradients").EnumerateObject())
        {
            module.get_parameter(expected.Name)!.grad!.ShouldMatch(expected.Value, $"gradient of {expected.Name}");
        }

        foreach (var expected in golden.GetProperty("state").EnumerateObject())
        {
            module.state_dict()[expected.Name].ShouldMatch(expected.Value, $"state {expected.Name}");
        }

        module.eval();
        var evaluated = layer.Run(Array.ConvertAll(inputs, input => aten.clone(input.detach())));
        GoldenCase.ShouldMatch(evaluated, golden.GetProperty("evaluated"), "evaluated");
    }

    [Fact]
    public void The_table_and_the_golden_file_have_the_same_cases() => Layers.Keys.ShouldBe(Names.Select(row => row.Data), ignoreOrder: true);

    [Fact]
    public void Synchronised_batch_normalisation_is_batch_normalisation_in_one_process()
    {
        using var scope = NewDisposeScope();
        using var plain = BatchNorm2d(3);
        using var synchronised = SyncBatchNorm(3);
        using var options = SyncBatchNorm(3, eps: 1e-3, momentum: null, affine: false);
        synchronised.ToString().ShouldBe(Texts.GetProperty("sync_batch_norm").GetProperty("text").GetString());
        options.ToString().ShouldBe(Texts.GetProperty("sync_batch_norm_options").GetProperty("text").GetString());
        synchronised.state_dict().Keys.ShouldBe(Texts.GetProperty("sync_batch_norm").GetProperty("state").EnumerateArray().Select(key => key.GetString()!));
        options.state_dict().Keys.ShouldBe(Texts.GetProperty("sync_batch_norm_options").GetProperty("state").EnumerateArray().Select(key => key.GetString()!));
        var input = Reference.Wave([2, 3, 4, 4]);
        aten.equal(synchronised.call(input), plain.call(input)).ShouldBeTrue();
        aten.equal(synchronised.running_var!, plain.running_var!).ShouldBeTrue();
    }

    [Fact]
    public void Rare_classes_are_predicted_from_their_clusters()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var layer = AdaptiveLogSoftmaxWithLoss(8, 12, [2, 6], div_value: 2.0);
        var input = Reference.Wave([20, 8], scale: 9);
        var all = layer.log_prob(input);
        all.shape.ShouldBe([20, 12]);
        var best = aten.argmax(all, 1);
        aten.equal(layer.predict(input), best).ShouldBeTrue();
        aten.max(best).ToInt64().ShouldBeGreaterThan(1);
        var (output, _) = layer.call(input, best);
        aten.allclose(output, aten.amax(all, [1])).ShouldBeTrue();
    }
}
