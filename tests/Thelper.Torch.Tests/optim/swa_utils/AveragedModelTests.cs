using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch.Modules;
using Thelper.Torch.Tests.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Optim;

/// <summary>Averaged models and their batch statistics against PyTorch (the part "averages" of Golden/optim.json).</summary>
[NoLeaks]
public sealed class AveragedModelTests
{
    private static readonly JsonElement Averages = Golden.Root.GetProperty("averages");

    [Theory]
    [InlineData("mean", false, false)]
    [InlineData("mean_buffers", false, true)]
    [InlineData("moving", true, false)]
    public void Averages_equal_PyTorchs(string name, bool moving, bool buffers)
    {
        using var model = Model();
        Func<Tensor, Tensor, Tensor, Tensor>? function = moving ? (mean, value, _) => mean.mul(0.75).add(value.mul(0.25)) : null;
        using var averaged = optim.swa_utils.AveragedModel(model, Model, avg_fn: function, use_buffers: buffers);
        for (var t = 0; t < 4; t++)
        {
            Change(model, t);
            averaged.update_parameters(model);
        }

        ShouldMatch(averaged, Averages.GetProperty(name), name);
    }

    [Fact]
    public void Batch_statistics_equal_PyTorchs()
    {
        using var model = Model();
        Change(model, 1);
        model.eval();
        var batches = Enumerable.Range(0, 3).Select(t => Reference.Wave([4, 3], t, scale: 1 + t)).ToArray();
        optim.swa_utils.update_bn(batches, model);
        model.training.ShouldBeFalse();
        ShouldMatch(model, Averages.GetProperty("update_bn"), "update_bn");
        using (NewDisposeScope())
        {
            // The momentum is back.
            model.train();
            model.call(batches[0]);
        }

        ShouldMatch(model, Averages.GetProperty("after"), "after");
        foreach (var batch in batches)
        {
            batch.Dispose();
        }
    }

    [Fact]
    public void Another_structure_is_refused()
    {
        using var model = Model();
        Should.Throw<UserErrorException>(() => optim.swa_utils.AveragedModel(model, () => model)).Message.ShouldContain("another model with the same parameters");
    }

    private static nn.Module<Tensor, Tensor> Model() => nn.Sequential(("linear", nn.Linear(3, 2)), ("norm", nn.BatchNorm1d(2)));

    private static void Change(nn.Module model, int t)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var k = 0;
        foreach (var value in model.state_dict().Values)
        {
            var shift = k++ + t;
            using var next = value.dtype == ScalarType.Int64 ? tensor(5L * t) : Reference.Make(value.shape, i => (float)(1.5 + Math.Sin((0.7 * i) + shift)));
            aten.copy_(value, next);
        }
    }

    private static void ShouldMatch(nn.Module model, JsonElement expected, string what)
    {
        var state = model.state_dict();
        state.Keys.ShouldBe(expected.EnumerateObject().Select(entry => entry.Name), what);
        foreach (var (key, value) in state)
        {
            Reference.ShouldBeNear(Reference.Elements(value), Reference.Numbers(expected.GetProperty(key).GetProperty("tensor")), $"{what}, {key}");
        }
    }
}
