using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Every loss with its options and reductions against PyTorch: text, state, value and gradients.</summary>
[NoLeaks]
public sealed class LossTests
{
    private static readonly JsonElement Golden = Reference.Load("losses.json");
    private static readonly double[] Weight = [0.5, 1.0, 2.0, 0.25, 1.5];
    private static readonly double[] Doubled = [1.0, 2.0, 4.0, 0.5, 3.0];
    private static readonly double[] Three = [0.5, 1.0, 2.0];

    /// <summary>One line here and one in tools/golden/nn_losses.py, which also gives the inputs.</summary>
    private static readonly Dictionary<string, Func<Reduction, LayerCase>> Losses = new()
    {
        ["cross_entropy"] = r => new CrossEntropyLoss(reduction: r),
        ["cross_entropy_weight"] = r => new CrossEntropyLoss(Weight, reduction: r),
        ["cross_entropy_ignore"] = r => CrossEntropyLoss(ignore_index: 4, reduction: r),
        ["cross_entropy_smoothing"] = r => CrossEntropyLoss(null, -100, r, 0.2),
        ["cross_entropy_options"] = r => new CrossEntropyLoss(Weight, 4, r, 0.1),
        ["cross_entropy_probabilities"] = r => new CrossEntropyLoss(Weight, reduction: r),
        ["cross_entropy_probabilities_smoothing"] = r => new CrossEntropyLoss(reduction: r, label_smoothing: 0.3),
        ["cross_entropy_image"] = r => CrossEntropyLoss(reduction: r),
        ["cross_entropy_one"] = r => CrossEntropyLoss(reduction: r),
        ["cross_entropy_double"] = r => new CrossEntropyLoss(reduction: r, label_smoothing: 0.1),
        ["nll"] = r => new NLLLoss(Weight, 0, r),
        ["nll_plain"] = r => NLLLoss(reduction: r),
        ["nll2d"] = r => new NLLLoss2d(Three, 1, r),
        ["bce"] = r => new BCELoss(Weight, r),
        ["bce_plain"] = r => BCELoss(reduction: r),
        ["bce_logits"] = r => new BCEWithLogitsLoss(Weight, r, Doubled),
        ["bce_logits_plain"] = r => BCEWithLogitsLoss(reduction: r),
        ["mse"] = r => MSELoss(r),
        ["mse_learnt"] = r => MSELoss(r),
        ["mse_double"] = r => MSELoss(r),
        ["mse_broadcast"] = r => MSELoss(r),
        ["l1"] = r => L1Loss(r),
        ["l1_broadcast"] = r => L1Loss(r),
        ["smooth_l1"] = r => SmoothL1Loss(r, 0.5),
        ["smooth_l1_plain"] = r => SmoothL1Loss(r),
        ["smooth_l1_zero"] = r => SmoothL1Loss(r, 0.0),
        ["huber"] = r => HuberLoss(0.5, r),
        ["huber_plain"] = r => HuberLoss(reduction: r),
        ["kl_div"] = r => KLDivLoss(reduction: r),
        ["kl_div_log"] = r => KLDivLoss(true, r),
        ["multi_label_margin"] = r => MultiLabelMarginLoss(r),
        ["multi_label_soft_margin"] = r => new MultiLabelSoftMarginLoss(Weight, r),
        ["multi_label_soft_margin_plain"] = r => MultiLabelSoftMarginLoss(reduction: r),
        ["multi_margin"] = r => new MultiMarginLoss(2, 0.7, Weight, r),
        ["multi_margin_plain"] = r => MultiMarginLoss(reduction: r),
        ["soft_margin"] = r => SoftMarginLoss(r),
        ["hinge_embedding"] = r => HingeEmbeddingLoss(0.8, r),
        ["hinge_embedding_plain"] = r => HingeEmbeddingLoss(reduction: r),
        ["cosine_embedding"] = r => CosineEmbeddingLoss(0.1, r),
        ["cosine_embedding_plain"] = r => CosineEmbeddingLoss(reduction: r),
        ["margin_ranking"] = r => MarginRankingLoss(0.3, r),
        ["margin_ranking_plain"] = r => MarginRankingLoss(reduction: r),
        ["triplet_margin"] = r => TripletMarginLoss(1.5, 1.5, 1e-5, true, r),
        ["triplet_margin_plain"] = r => TripletMarginLoss(reduction: r),
        ["triplet_distance"] = r => TripletMarginWithDistanceLoss(reduction: r),
        ["triplet_distance_module"] = r => new TripletMarginWithDistanceLoss(PairwiseDistance(1.0), 2.5, reduction: r),
        ["triplet_distance_function"] = r => TripletMarginWithDistanceLoss((x, y) => aten.max_dim(aten.abs(aten.sub_Tensor(x, y)), 1).values, 0.5, true, r),
        ["poisson_nll"] = r => PoissonNLLLoss(full: true, reduction: r),
        ["poisson_nll_plain"] = r => PoissonNLLLoss(reduction: r),
        ["poisson_nll_rate"] = r => PoissonNLLLoss(log_input: false, eps: 1e-4, reduction: r),
        ["gaussian_nll"] = r => GaussianNLLLoss(true, 0.2, r),
        ["gaussian_nll_row"] = r => GaussianNLLLoss(reduction: r),
        ["gaussian_nll_rows"] = r => GaussianNLLLoss(reduction: r),
        ["ctc"] = r => Ctc(CTCLoss(4, true, r)),
        ["ctc_plain"] = r => Ctc(CTCLoss(reduction: r)),
        ["ctc_joined"] = r => Ctc(CTCLoss(reduction: r)),
        ["ctc_infinite"] = r => Ctc(CTCLoss(zero_infinity: true, reduction: r)),
    };

    public static TheoryData<string> Names => [.. Golden.EnumerateObject().Select(loss => loss.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name)
    {
        var golden = Golden.GetProperty(name);
        using var scope = NewDisposeScope();
        var loss = Losses[name.Split('/')[0]](Enum.Parse<Reduction>(name.Split('/')[1], ignoreCase: true));
        using var module = loss.Module;
        module.ToString().ShouldBe(golden.GetProperty("text").GetString());
        module.state_dict().Keys.ShouldBe(golden.GetProperty("state").EnumerateArray().Select(key => key.GetString()!));
        GoldenCase.Check(golden, GoldenCase.Inputs(golden), loss.Run);
    }

    [Fact]
    public void The_table_and_the_golden_file_have_the_same_cases()
    {
        string[] reductions = ["none", "mean", "sum"];
        var expected = Losses.Keys.SelectMany(name => reductions.Select(r => $"{name}/{r}")).Concat(["kl_div/batchmean", "kl_div_log/batchmean"]);
        Names.Select(row => row.Data).ShouldBe(expected, ignoreOrder: true);
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
        using var loss = new MSELoss(Reduction.Batchmean);
        Should.Throw<UserErrorException>(() => loss.call(zeros(2), zeros(2))).Message.ShouldContain("'batchmean' is for KLDivLoss only");
    }

    /// <summary>Fed with scores, as its input has to be normalised.</summary>
    private static LayerCase Ctc(CTCLoss loss)
        => new(loss, inputs => [loss.call(aten.log_softmax_int(inputs[0], 2), inputs[1], inputs[2], inputs[3])]);
}
