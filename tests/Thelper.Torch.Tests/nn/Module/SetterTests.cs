using Thelper.Testing;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Parameters and buffers of layers exchanged for others.</summary>
[NoLeaks]
public sealed class SetterTests
{
    [Fact]
    public void Every_layers_parameters_can_be_exchanged()
    {
        // What a parametrisation starts from is its own.
        typeof(Linear).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(Module)) && type != typeof(ParametrizationList))
            .SelectMany(type => type.GetProperties().Where(property => property.PropertyType == typeof(Parameter) && property.GetIndexParameters().Length == 0))
            .Where(property => property.SetMethod is not { IsPublic: true })
            .Select(property => $"{property.DeclaringType!.Name}.{property.Name}").ShouldBeEmpty();
    }

    [Fact]
    public void An_exchanged_parameter_is_the_one_that_is_called_saved_and_learnt()
    {
        using var scope = NewDisposeScope();
        using var layer = MultiheadAttention(2, 1);
        var old = layer.in_proj_weight!;
        layer.in_proj_weight = new Parameter(zeros(6, 2));
        old.Dispose();
        layer.state_dict().Keys.ShouldBe(["in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"]);
        layer.get_parameter("in_proj_weight").ShouldBeSameAs(layer.in_proj_weight);
        Reference.Elements(layer.call(ones(1, 1, 2), ones(1, 1, 2), ones(1, 1, 2)).Item1).ShouldBe([0, 0]);
    }

    [Fact]
    public void An_exchanged_buffer_is_the_one_that_is_called_and_saved()
    {
        using var scope = NewDisposeScope();
        using var norm = BatchNorm1d(2, eps: 0);
        var old = new[] { norm.running_mean!, norm.running_var! };
        norm.running_mean = tensor(new float[] { 1, 2 });
        norm.running_var = tensor(new float[] { 4, 4 });
        Array.ForEach(old, buffer => buffer.Dispose());
        norm.state_dict().Keys.ShouldBe(["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]);
        norm.eval();
        Reference.Elements(norm.call(tensor(new float[] { 3, 6 }, [1, 2]))).ShouldBe([1, 2]);
        norm.get_buffer("running_mean").ShouldBeSameAs(norm.running_mean);
    }
}
