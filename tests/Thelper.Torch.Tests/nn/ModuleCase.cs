using System.Text.Json;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>One row of a table of modules: how to build one, its inputs, and how it is called.</summary>
/// <param name="Make">Builds the module.</param>
/// <param name="Inputs">Makes the inputs; those of floating-point numbers get gradients.</param>
/// <param name="Run">Calls the module; its tensors in order, null ones left out.</param>
internal sealed record ModuleCase(Func<Module> Make, Func<Tensor[]> Inputs, Func<Module, Tensor[], Tensor?[]> Run)
{
    /// <summary>A row for a type of module.</summary>
    public static ModuleCase Of<TModule>(Func<TModule> make, Func<Tensor[]> inputs, Func<TModule, Tensor[], Tensor?[]> run)
        where TModule : Module => new(make, inputs, (module, values) => run((TModule)module, values));

    /// <summary>A row for a module from one tensor to one.</summary>
    public static ModuleCase Of(Func<Module<Tensor, Tensor>> make, Func<Tensor[]> inputs) => Of(make, inputs, (module, values) => [module.call(values[0])]);

    /// <summary>Compares with what PyTorch gave: text, names, first weights bit by bit, outputs, gradients, state, evaluation with and without autograd.</summary>
    public void Check(JsonElement golden, bool bits = true)
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        using var module = Make();
        module.ToString().ShouldBe(golden.GetProperty("text").GetString());
        var state = module.state_dict();
        state.Keys.ShouldBe(golden.GetProperty("initial").EnumerateObject().Select(entry => entry.Name));
        foreach (var (key, value) in state)
        {
            if (bits)
            {
                value.ShouldHaveBits(golden.GetProperty("initial").GetProperty(key), key);
            }
        }

        foreach (var pass in golden.GetProperty("passes").EnumerateArray())
        {
            CheckPass(module, pass);
        }

        foreach (var (key, value) in module.state_dict())
        {
            value.ShouldMatch(golden.GetProperty("state").GetProperty(key), $"state {key}");
        }

        module.eval();
        CheckOutputs(Run(module, Inputs()), golden.GetProperty("evaluated"), "evaluated");
        using (no_grad())
        {
            CheckOutputs(Run(module, Inputs()), golden.GetProperty("without_grad"), "evaluated without autograd");
        }
    }

    private static Tensor[] CheckOutputs(Tensor?[] outputs, JsonElement golden, string what)
    {
        var tensors = outputs.OfType<Tensor>().ToArray();
        tensors.Length.ShouldBe(golden.GetArrayLength(), what);
        foreach (var (output, i) in tensors.Select((output, i) => (output, i)))
        {
            output.ShouldMatch(golden[i], $"{what}, output {i}");
        }

        return tensors;
    }

    private void CheckPass(Module module, JsonElement golden)
    {
        var inputs = Inputs();
        module.zero_grad();
        var outputs = CheckOutputs(Run(module, inputs), golden.GetProperty("outputs"), "training");
        Tensor? loss = null;
        foreach (var (output, i) in outputs.Select((output, i) => (output, i)).Where(pair => pair.output.requires_grad))
        {
            var part = Reference.Objective(output) * (i + 1);
            loss = loss is null ? part : loss + part;
        }

        loss?.backward();
        var gradients = inputs.Select(input => input.grad).OfType<Tensor>().ToArray();
        gradients.Length.ShouldBe(golden.GetProperty("input_gradients").GetArrayLength());
        foreach (var (gradient, i) in gradients.Select((gradient, i) => (gradient, i)))
        {
            gradient.ShouldMatch(golden.GetProperty("input_gradients")[i], $"gradient of input {i}");
        }

        var learnt = module.named_parameters().Where(entry => entry.parameter.HasGrad).ToArray();
        learnt.Select(entry => entry.name).ShouldBe(golden.GetProperty("gradients").EnumerateObject().Select(entry => entry.Name));
        foreach (var (key, parameter) in learnt)
        {
            var gradient = parameter.grad!;
            (gradient.layout == Layout.Strided ? gradient : aten.to_dense(gradient)).ShouldMatch(golden.GetProperty("gradients").GetProperty(key), $"gradient of {key}");
        }
    }
}
