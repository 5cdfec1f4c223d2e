using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;
using static Thelper.Torch.torch.nn.utils;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Weights that are computed from others, against PyTorch.</summary>
[NoLeaks]
public sealed class ParametrizeTests
{
    private static readonly JsonElement Golden = Reference.Load("parametrize.json").GetProperty("cases");

    private static readonly Dictionary<string, ModuleCase> Cases = new()
    {
        ["weight_norm"] = Row(() => weight_norm(Linear(4, 3)), 2, 4),
        ["weight_norm_one"] = Row(() => weight_norm(Linear(4, 3), dim: null), 2, 4),
        ["weight_norm_conv"] = Row(() => weight_norm(Conv2d(2, 3, 3), dim: 1), 1, 2, 5, 5),
        ["weight_norm_lstm"] = ModuleCase.Of(
            () => weight_norm(weight_norm(LSTM(4, 3), "weight_hh_l0"), "weight_ih_l0"), () => [Reference.Wave([5, 2, 4]).requires_grad_()],
            (lstm, x) => lstm.call(x[0]) is var (output, hidden, cell) ? [output, hidden, cell] : []),
        ["weight_norm_removed"] = Row(() => remove_weight_norm(weight_norm(Linear(4, 3))), 2, 4),
        ["spectral_norm"] = Row(() => spectral_norm(Linear(4, 3)), 2, 4),
        ["spectral_norm_options"] = Row(() => spectral_norm(Conv2d(2, 3, 3), n_power_iterations: 3, dim: 1, eps: 1e-6), 1, 2, 5, 5),
        ["spectral_norm_transposed"] = Row(() => spectral_norm(ConvTranspose2d(2, 3, 2)), 1, 2, 3, 3),
        ["spectral_norm_removed"] = Row(() => remove_spectral_norm(spectral_norm(Linear(4, 3))), 2, 4),
        ["new_spectral_norm"] = Row(() => parametrizations.spectral_norm(Linear(4, 3)), 2, 4),
        ["new_spectral_norm_options"] = Row(() => parametrizations.spectral_norm(ConvTranspose2d(2, 3, 2), n_power_iterations: 2), 1, 2, 3, 3),
        ["new_spectral_norm_vector"] = Row(() => parametrizations.spectral_norm(Linear(4, 3), "bias"), 2, 4),
        ["orthogonal_tall"] = Row(() => parametrizations.orthogonal(Linear(3, 5)), 2, 3),
        ["orthogonal_square"] = Row(() => parametrizations.orthogonal(Linear(4, 4)), 2, 4),
        ["orthogonal_wide_cayley"] = Row(() => parametrizations.orthogonal(Linear(5, 3), orthogonal_map: "cayley"), 2, 5),
        ["orthogonal_tall_exp"] = Row(() => parametrizations.orthogonal(Linear(3, 5), orthogonal_map: "matrix_exp"), 2, 3),
        ["orthogonal_plain"] = Row(() => parametrizations.orthogonal(Linear(5, 3), use_trivialization: false), 2, 5),
        ["orthogonal_plain_exp"] = Row(() => parametrizations.orthogonal(Linear(4, 4), use_trivialization: false), 2, 4),
        ["own"] = Row(() => parametrize.register_parametrization(Linear(4, 4), "weight", new Symmetric()), 2, 4),
        ["own_twice"] = Row(
            () => parametrize.register_parametrization(parametrize.register_parametrization(Linear(4, 4), "weight", new Symmetric()), "weight", new Scaled()), 2, 4),
        ["own_inverse"] = Row(
            () => parametrize.register_parametrization(parametrize.register_parametrization(Linear(4, 3), "weight", new Scaled()), "bias", new Scaled()), 2, 4),
        ["transferred"] = Row(() => new Pair(parametrize.register_parametrization(Linear(4, 4), "weight", new Symmetric())), 2, 4),
        ["transferred_inverse"] = Row(() => new Pair(TwiceScaled()), 2, 4),
        ["transferred_one"] = Row(() => new Pair(TwiceScaled(), "bias"), 2, 4),
        ["transferred_spectral"] = Row(() => new Pair(parametrizations.spectral_norm(Linear(4, 4))), 2, 4),
        ["transferred_nothing"] = Row(() => new Pair(Linear(4, 4)), 2, 4),
        ["own_removed"] = Row(() => parametrize.remove_parametrizations(parametrize.register_parametrization(Linear(4, 4), "weight", new Symmetric()), "weight"), 2, 4),
        ["own_dropped"] = Row(
            () => parametrize.remove_parametrizations(parametrize.register_parametrization(Linear(4, 4), "weight", new Symmetric()), "weight", leave_parametrized: false), 2, 4),
    };

    public static TheoryData<string> Names => [.. Golden.EnumerateObject().Select(entry => entry.Name)];

    // A QR decomposition depends on the LAPACK that is installed, so its bits are not compared.
    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name) => Cases[name].Check(Golden.GetProperty(name), bits: !name.StartsWith("orthogonal", StringComparison.Ordinal));

    [Fact]
    public void The_table_and_the_golden_file_have_the_same_cases() => Cases.Keys.ShouldBe(Names.Select(row => row.Data), ignoreOrder: true);

    [Fact]
    public void Cached_values_are_computed_once()
    {
        using var scope = NewDisposeScope();
        var counter = new Scaled();
        using var layer = parametrize.register_parametrization(Linear(2, 2), "weight", counter);
        counter.Calls.ShouldBe(1);
        using (parametrize.cached())
        {
            layer.call(ones(1, 2));
            layer.call(ones(1, 2));
        }

        counter.Calls.ShouldBe(2);
        layer.call(ones(1, 2));
        counter.Calls.ShouldBe(3);
    }

    [Fact]
    public void Loading_and_converting_bring_the_value_up_to_date()
    {
        using var scope = NewDisposeScope();
        using var layer = weight_norm(Linear(2, 2));
        layer.load_state_dict(new Dictionary<string, Tensor> { ["bias"] = zeros(2), ["weight_g"] = ones(2, 1) * 5, ["weight_v"] = tensor(new float[] { 3, 4, 4, 3 }, [2, 2]) });
        Reference.Elements(layer.weight).ShouldBe([3, 4, 4, 3]);
        layer.to(float64);
        layer.weight.dtype.ShouldBe(float64);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        using var scope = NewDisposeScope();
        using var layer = weight_norm(Linear(2, 3));
        Message(() => weight_norm(layer)).ShouldBe("'weight' of Linear is computed already (weight norm).");
        Message(() => remove_spectral_norm(layer)).ShouldBe("'weight' of Linear has no spectral norm.");
        Message(() => weight_norm(layer, "wait")).ShouldBe("Linear has no parameter 'wait' of its own. It has: bias, weight_g, weight_v.");
        Message(() => parametrizations.orthogonal(layer, "bias")).ShouldBe("orthogonal: 'bias' is a matrix or a batch of them, not a tensor of 1 dimensions.");
        Message(() => parametrize.remove_parametrizations(layer, "weight")).ShouldBe("'weight' of Linear is not parametrized.");
    }

    [Fact]
    public void Parameters_become_a_vector_and_back()
    {
        using var scope = NewDisposeScope();
        using var layer = Linear(2, 3);
        var vector = parameters_to_vector(layer.parameters());
        vector.shape.ShouldBe([9]);
        vector_to_parameters(zeros(9), layer.parameters());
        Reference.Elements(layer.weight).ShouldAllBe(value => value == 0);
        vector_to_parameters(vector, layer.parameters());
        equal(parameters_to_vector(layer.parameters()), vector).ShouldBeTrue();
        Message(() => vector_to_parameters(zeros(8), layer.parameters())).ShouldBe("vector_to_parameters: these parameters take a vector of 9 elements, not (8).");
    }

    [Fact]
    public void Skipped_initial_values_draw_nothing()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var skipped = skip_init(() => Linear(3, 3));
        var after = rand(3);
        manual_seed(5);
        equal(after, rand(3)).ShouldBeTrue();
    }

    [Fact]
    public void Transfers_that_cannot_be_are_named()
    {
        using var first = parametrize.register_parametrization(Linear(4, 4), "weight", new Symmetric());
        using var second = Linear(4, 3);
        Message(() => parametrize.transfer_parametrizations_and_params(first, second)).ShouldBe(
            "'weight' of Linear is (3, 4), what 'weight' of Linear starts from (4, 4).");
        Message(() => parametrize.transfer_parametrizations_and_params(first, second, "bias")).ShouldBe("'bias' of Linear is not parametrized.");
        second.state_dict().Keys.ShouldBe(["weight", "bias"]);
        using var none = ReLU();
        parametrize.transfer_parametrizations_and_params(first, none).state_dict().Keys.ShouldBe(["parametrizations.weight.original"]);
        parametrize.type_before_parametrizations(first).ShouldBe(typeof(Linear));
    }

    private static Linear TwiceScaled() => parametrize.register_parametrization(parametrize.register_parametrization(Linear(4, 4), "weight", new Scaled()), "bias", new Scaled());

    private static string Message(Action action) => Should.Throw<UserErrorException>(action).Message;

    private static ModuleCase Row(Func<Module<Tensor, Tensor>> make, params long[] shape) => ModuleCase.Of(make, () => [Reference.Wave(shape).requires_grad_()]);

    private sealed class Pair : Module<Tensor, Tensor>
    {
        private readonly Linear first;
        private readonly Linear second = Linear(4, 4);

        public Pair(Linear first, string? name = null)
        {
            this.first = first;
            parametrize.transfer_parametrizations_and_params(first, second, name);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            return second.call(aten.tanh(first.call(input))).MoveToOuterDisposeScope();
        }
    }

    private sealed class Symmetric : Module<Tensor, Tensor>
    {
        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            return (aten.triu(input) + aten.transpose_int(aten.triu(input, 1), -1, -2)).MoveToOuterDisposeScope();
        }
    }

    private sealed class Scaled : Module<Tensor, Tensor>, IRightInverse
    {
        public int Calls { get; private set; }

        public override Tensor forward(Tensor input)
        {
            Calls++;
            return input * 2;
        }

        public Tensor? right_inverse(Tensor value) => value / 2;
    }
}
