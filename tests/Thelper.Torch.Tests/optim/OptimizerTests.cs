using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using Thelper.Torch.Tests.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Optim;

/// <summary>Every optimizer with its options against PyTorch: ten steps of two groups, state, text; and PyTorch's own state taken over.</summary>
[NoLeaks]
public sealed class OptimizerTests
{
    private static readonly JsonElement[] Cases = Golden.Root.GetProperty("optimizers").EnumerateArray().ToArray();

    public static TheoryData<int, string> Numbers
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (var i = 0; i < Cases.Length; i++)
            {
                data.Add(i, Cases[i].GetProperty("name").GetString()!);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Ten_steps_equal_PyTorchs(int number, string name)
    {
        var golden = Cases[number];
        var parameters = Golden.Parameters();
        using var optimizer = Create(golden, parameters);
        optimizer.ToString().ShouldBe(golden.GetProperty("text").GetString());
        for (var t = 0; t < 10; t++)
        {
            Golden.SetGradients(parameters, t);
            optimizer.step().ShouldBeNull();
        }

        Check(parameters, golden.GetProperty("parameters"), name);
        Golden.ShouldMatch(optimizer.state_dict(), golden.GetProperty("state"), name, Tolerance);
        Release(parameters);
    }

    [Fact]
    public void Numbers_of_the_state_are_kept_in_main_memory_whatever_the_default_device()
    {
        foreach (var make in new Func<Parameter, optim.Optimizer>[] { value => new Adam([value]), value => new NAdam([value]), value => new Adagrad([value]), value => new ASGD([value]) })
        {
            Stepped(make, "meta").ShouldBe(Stepped(make, "cpu"));
        }

        static float[] Stepped(Func<Parameter, optim.Optimizer> make, string device)
        {
            using var scope = NewDisposeScope();
            using var parameter = new Parameter(ones([3]));
            parameter.grad = ones([3]);
            using var optimizer = make(parameter);
            set_default_device(device);
            try
            {
                optimizer.step();
                optimizer.step();
            }
            finally
            {
                set_default_device(CPU);
            }

            return parameter.data<float>().ToArray();
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void PyTorchs_state_is_taken_over(int number, string name)
    {
        var golden = Cases[number];
        var half = golden.GetProperty("half");
        var parameters = Golden.Parameters();
        using var optimizer = Create(golden, parameters);
        using (NewDisposeScope())
        using (no_grad())
        {
            foreach (var (parameter, saved) in parameters.Zip(half.GetProperty("parameters").EnumerateArray()))
            {
                aten.copy_(parameter, (Tensor)Golden.Plain(saved)!);
            }

            optimizer.load_state_dict((PyDict)Golden.Plain(half.GetProperty("state"))!);
        }

        Golden.ShouldMatch(optimizer.state_dict(), half.GetProperty("state"), name, 0);
        for (var t = 5; t < 10; t++)
        {
            Golden.SetGradients(parameters, t);
            optimizer.step();
        }

        Check(parameters, golden.GetProperty("parameters"), name);
        Release(parameters);
    }

    [Fact]
    public void Steps_leave_no_handles_behind()
    {
        var parameters = Golden.Parameters();
        using var optimizer = new Adam(parameters, amsgrad: true, weight_decay: 0.1);
        for (var t = 0; t < 4; t++)
        {
            Golden.SetGradients(parameters, t);
            optimizer.step();
        }

        var before = Diagnostics.LiveHandles;
        for (var t = 4; t < 50; t++)
        {
            Golden.SetGradients(parameters, t);
            optimizer.step();
            optimizer.zero_grad();
        }

        Diagnostics.LiveHandles.ShouldBe(before);
        Release(parameters);
    }

    [Fact]
    public void State_made_in_a_scope_outlives_it()
    {
        var parameters = Golden.Parameters();
        using var optimizer = new SGD(parameters, 0.1, momentum: 0.9);
        for (var t = 0; t < 3; t++)
        {
            using var scope = NewDisposeScope();
            Golden.SetGradients(parameters, t);
            optimizer.step();
        }

        ((PyDict)((PyDict)optimizer.state_dict()["state"]!)[0L]!)["momentum_buffer"].ShouldBeOfType<Tensor>().IsInvalid.ShouldBeFalse();
        Release(parameters);
    }

    [Fact]
    public void Zeroed_gradients_stay_and_dropped_ones_go()
    {
        var parameters = Golden.Parameters();
        using var optimizer = new SGD(parameters, 0.1);
        Golden.SetGradients(parameters, 5);
        optimizer.zero_grad();
        using (var gradient = parameters[1].grad)
        {
            Reference.Elements(gradient!).ShouldBe([0, 0, 0, 0, 0]);
        }

        optimizer.zero_grad(set_to_none: true);
        parameters[1].grad.ShouldBeNull();
        Release(parameters);
    }

    [Fact]
    public void A_closure_computes_the_loss_with_gradients()
    {
        var parameters = Golden.Parameters();
        using var optimizer = new SGD(parameters[..1], 0.5);
        var before = Reference.Elements(parameters[0]);
        using (no_grad())
        {
            using var loss = optimizer.step(() =>
            {
                using var scope = NewDisposeScope();
                var sum = aten.sum(parameters[0]);
                sum.backward();
                return sum.detach().MoveToOuterDisposeScope();
            });
            loss!.ToDouble().ShouldBe(before.Sum(), 1e-5);
        }

        Reference.ShouldBeNear(Reference.Elements(parameters[0]), before.Select(value => value - 0.5).ToArray(), "step");
        Release(parameters);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        var parameters = Golden.Parameters();
        Message(() => new SGD(parameters, -1)).ShouldBe("torch.optim.SGD: lr is not negative, but -1.0 is.");
        Message(() => new SGD(parameters, 0.1, nesterov: true)).ShouldBe("torch.optim.SGD: nesterov needs a momentum above 0 and a dampening of 0.");
        Message(() => new Adam(parameters, betas: (1.0, 0.9))).ShouldBe("torch.optim.Adam: betas are in [0, 1), not (1.0, 0.9).");
        Message(() => new Adam(parameters, fused: true)).ShouldBe("torch.optim.Adam: fused is not supported: leave it out or set it to false.");
        Message(() => new Adam(Array.Empty<Parameter>())).ShouldBe("torch.optim.Adam: there are no parameters to optimize.");
        Message(() => new Adam([parameters[0], parameters[0]])).ShouldBe("torch.optim.Adam: a parameter appears more than once in its groups.");
        Release(parameters);
    }

    [Fact]
    public void A_state_that_does_not_fit_changes_nothing()
    {
        var parameters = Golden.Parameters();
        var other = Golden.Parameters();
        using var optimizer = new Adam(parameters);
        using var larger = new Adam(other[1..2]);
        Golden.SetGradients(parameters, 5);
        optimizer.step();
        Golden.SetGradients(other, 5);
        larger.step();
        var before = optimizer.ToString();

        Message(() => optimizer.load_state_dict(new PyDict())).ShouldContain("is not an optimizer's");
        Message(() => optimizer.load_state_dict(larger.state_dict())).ShouldBe("torch.optim.Adam: the saved state's parameter group 0 does not have this optimizer's 3 parameters.");
        using var wrong = new Adam(other[..1]);
        Message(() => wrong.load_state_dict(larger.state_dict())).ShouldBe("torch.optim.Adam: the saved 'exp_avg' of parameter 0 is (5), the parameter (3, 4).");
        wrong.state_dict()["state"].ShouldBeOfType<PyDict>().Count.ShouldBe(0);
        optimizer.ToString().ShouldBe(before);
        Release(parameters);
        Release(other);
    }

    [Fact]
    public void Gradients_are_clipped_as_by_PyTorch()
    {
        var parameters = Golden.Parameters();
        foreach (var golden in Golden.Root.GetProperty("clip_norm").EnumerateArray())
        {
            Golden.SetGradients(parameters, 1);
            var total = nn.utils.clip_grad_norm_(parameters, golden.GetProperty("max_norm").GetDouble(), Reference.Number(golden.GetProperty("norm_type")));
            Reference.ShouldBeNear([total], [golden.GetProperty("total").GetDouble()], "norm");
            CheckGradients(parameters, golden.GetProperty("gradients"));
        }

        Golden.SetGradients(parameters, 4);
        nn.utils.clip_grad_value_(parameters, 0.4);
        CheckGradients(parameters, Golden.Root.GetProperty("clip_value"));
        Release(parameters);
    }

    private static double Tolerance => Exactness.Tolerance(1e-4);

    private static optim.Optimizer Create(JsonElement golden, Parameter[] parameters)
    {
        var optimizer = Golden.Create<optim.Optimizer>(golden.GetProperty("name").GetString()!, golden.GetProperty("options"), ("parameters", parameters[..1]));
        optimizer.add_param_group(parameters[1..], ("lr", 0.03));
        return optimizer;
    }

    private static string Message(Action action) => Should.Throw<UserErrorException>(action).Message;

    private static string Message(Func<object> create) => Should.Throw<UserErrorException>(create).Message;

    private static void Check(Parameter[] parameters, JsonElement expected, string what)
    {
        foreach (var (parameter, values) in parameters.Zip(expected.EnumerateArray()))
        {
            Golden.ShouldMatch(parameter, values, what, Tolerance);
        }
    }

    private static void CheckGradients(Parameter[] parameters, JsonElement expected)
    {
        foreach (var (parameter, values) in parameters.Zip(expected.EnumerateArray()))
        {
            using var gradient = parameter.grad;
            if (gradient is null)
            {
                values.ValueKind.ShouldBe(JsonValueKind.Null);
            }
            else
            {
                Golden.ShouldMatch(gradient, values, "gradient", 1e-6);
            }
        }
    }

    private static void Release(Parameter[] parameters)
    {
        foreach (var parameter in parameters)
        {
            parameter.Dispose();
        }
    }
}
