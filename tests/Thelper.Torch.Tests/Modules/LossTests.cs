using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Every loss with its options and reductions against PyTorch: value and gradients.</summary>
[NoLeaks]
public sealed class LossTests
{
    private static readonly JsonElement Golden = Reference.Load("nn.json").GetProperty("losses");
    private static readonly double[] Weight = [0.5, 1.0, 2.0, 0.25, 1.5];
    private static readonly double[] Doubled = [1.0, 2.0, 4.0, 0.5, 3.0];

    private static readonly Dictionary<string, Func<nn.Reduction, (nn.Module Loss, Tensor[] Inputs)>> Losses = new()
    {
        ["cross_entropy"] = r => (new CrossEntropyLoss(reduction: r), [Scores(), Classes()]),
        ["cross_entropy_options"] = r => (new CrossEntropyLoss(Weight, 4, r, 0.1), [Scores(), Classes()]),
        ["cross_entropy_probabilities"] = r => (new CrossEntropyLoss(Weight, reduction: r), [Scores(), Target()]),
        ["cross_entropy_image"] = r => (new CrossEntropyLoss(reduction: r), [Learnt(Reference.Wave([2, 3, 2, 2])), tensor(new long[] { 0, 1, 2, 1, 2, 2, 0, 0 }, [2, 2, 2])]),
        ["nll"] = r => (new NLLLoss(Weight, 0, r), [Scores(), Classes()]),
        ["bce"] = r => (new BCELoss(Weight, r), [Probabilities(), Target()]),
        ["bce_logits"] = r => (new BCEWithLogitsLoss(Weight, r, Doubled), [Scores(), Target()]),
        ["mse"] = r => (new MSELoss(r), [Scores(), Target()]),
        ["mse_broadcast"] = r => (new MSELoss(r), [Learnt(Reference.Wave([6, 1])), Target()]),
        ["l1"] = r => (new L1Loss(r), [Scores(), Target()]),
        ["smooth_l1"] = r => (new SmoothL1Loss(r, 0.5), [Scores(), Target()]),
        ["huber"] = r => (new HuberLoss(r, 0.5), [Scores(), Target()]),
        ["kl_div"] = r => (new KLDivLoss(r), [Scores(), Target()]),
        ["kl_div_log"] = r => (new KLDivLoss(r, true), [Scores(), Target()]),
        ["multi_label_margin"] = r => (new MultiLabelMarginLoss(r), [Scores(), Labels()]),
        ["multi_label_soft_margin"] = r => (new MultiLabelSoftMarginLoss(Weight, r), [Scores(), aten.to_dtype(aten.gt_Scalar(Target(), 0.5), ScalarType.Float32)]),
        ["multi_margin"] = r => (new MultiMarginLoss(2, 0.7, Weight, r), [Scores(), Classes()]),
        ["hinge_embedding"] = r => (new HingeEmbeddingLoss(0.8, r), [Learnt(Reference.Wave([6])), Signs()]),
        ["cosine_embedding"] = r => (new CosineEmbeddingLoss(0.1, r), [Scores(), Scores(1), Signs()]),
        ["margin_ranking"] = r => (new MarginRankingLoss(0.3, r), [Learnt(Reference.Wave([6])), Learnt(Reference.Wave([6], 1)), Signs()]),
        ["triplet_margin"] = r => (new TripletMarginLoss(1.5, 1.5, 1e-5, true, r), [Scores(), Scores(1), Scores(2)]),
        ["poisson_nll"] = r => (new PoissonNLLLoss(full: true, reduction: r), [Scores(), aten.round(aten.mul_Scalar(Target(), 8))]),
        ["poisson_nll_rate"] = r => (new PoissonNLLLoss(log_input: false, eps: 1e-4, reduction: r), [Probabilities(), aten.round(aten.mul_Scalar(Target(), 8))]),
        ["gaussian_nll"] = r => (new GaussianNLLLoss(true, 0.2, r), [Scores(), Target(), Probabilities(2)]),
        ["gaussian_nll_row"] = r => (new GaussianNLLLoss(reduction: r), [Scores(), Target(), Learnt(Reference.Wave([6, 1], 2, 0.4, 0.5))]),
        ["ctc"] = r => (new CTCLoss(4, r, true), [Learnt(aten.log_softmax_int(Reference.Wave([7, 2, 5]), 2)), tensor(new long[] { 1, 2, 2, 0, 3, 1 }, [2, 3]), tensor(new long[] { 7, 5 }), tensor(new long[] { 3, 2 })]),
    };

    public static TheoryData<string> Names => [.. Golden.EnumerateObject().Select(loss => loss.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name)
    {
        var golden = Golden.GetProperty(name);
        using var scope = NewDisposeScope();
        var (module, inputs) = Losses[name.Split('/')[0]](Enum.Parse<nn.Reduction>(name.Split('/')[1], ignoreCase: true));
        using (module)
        {
            var output = Run(module, inputs);
            output.ShouldMatch(golden.GetProperty("output"), "output");
            Reference.Objective(output).backward();
        }

        var gradients = inputs.Select(input => input.grad).OfType<Tensor>().ToArray();
        gradients.Length.ShouldBe(golden.GetProperty("input_gradients").GetArrayLength());
        foreach (var (gradient, expected) in gradients.Zip(golden.GetProperty("input_gradients").EnumerateArray()))
        {
            gradient.ShouldMatch(expected, "gradient");
        }
    }

    [Fact]
    public void Every_loss_of_the_table_is_in_the_golden_file()
        => Losses.Keys.ShouldBe(Golden.EnumerateObject().Select(loss => loss.Name.Split('/')[0]).Distinct(), ignoreOrder: true);

    [Fact]
    public void Weights_are_state_and_absent_weights_are_not()
    {
        using var weighted = new CrossEntropyLoss(Weight);
        using var plain = new CrossEntropyLoss();
        weighted.state_dict().Keys.ShouldBe(["weight"]);
        plain.state_dict().ShouldBeEmpty();
        plain.ToString().ShouldBe("CrossEntropyLoss()");
    }

    [Fact]
    public void Shapes_that_differ_are_named()
    {
        using var scope = NewDisposeScope();
        using var loss = new BCELoss();
        Should.Throw<ArgumentException>(() => loss.call(zeros(2, 3), zeros(3, 2))).Message.ShouldStartWith("The target's shape (3, 2) differs from the input's (2, 3).");
    }

    [Fact]
    public void Batchmean_is_for_the_divergence_only()
    {
        using var scope = NewDisposeScope();
        using var loss = new MSELoss(nn.Reduction.Batchmean);
        Should.Throw<UserErrorException>(() => loss.call(zeros(2), zeros(2))).Message.ShouldContain("'batchmean' is for KLDivLoss only");
    }

    private static Tensor Learnt(Tensor tensor) => tensor.detach().requires_grad_();

    private static Tensor Scores(int k = 0) => Learnt(Reference.Wave([6, 5], k, 2.0));

    private static Tensor Probabilities(int k = 0) => Learnt(Reference.Wave([6, 5], k, 0.4, 0.5));

    private static Tensor Target() => Reference.Wave([6, 5], 3, 0.4, 0.5);

    private static Tensor Classes() => tensor(new long[] { 1, 0, 4, 2, 4, 1 });

    private static Tensor Signs() => tensor(new float[] { 1, -1, 1, 1, -1, -1 });

    private static Tensor Labels() => tensor(
        new long[] { 1, 3, -1, 0, 0, 0, -1, 1, 1, 1, 4, 3, 2, 1, 0, -1, 0, 0, 0, 0, 2, -1, 0, 0, 0, 0, 1, 2, -1, 4 }, [6, 5]);

    private static Tensor Run(nn.Module module, Tensor[] inputs) => module switch
    {
        nn.Module<Tensor, Tensor, Tensor> two => two.call(inputs[0], inputs[1]),
        nn.Module<Tensor, Tensor, Tensor, Tensor> three => three.call(inputs[0], inputs[1], inputs[2]),
        nn.Module<Tensor, Tensor, Tensor, Tensor, Tensor> four => four.call(inputs[0], inputs[1], inputs[2], inputs[3]),
        _ => throw new InvalidOperationException(),
    };
}
