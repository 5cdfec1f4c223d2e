using Thelper.Optim;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Optim;

/// <summary>Against the formulas written out in plain numbers.</summary>
[NoLeaks]
public class OverlapLossTests
{
    private static readonly float[] Scores = [2, -1, 0.5f, 0, 1, 3, -2, 0.25f, 0.5f, 0, -1, 1];
    private static readonly long[] Labels = [0, 2, 255, 1];

    [Fact]
    public void Dice_is_one_minus_the_mean_coefficient()
    {
        using var scope = NewDisposeScope();
        using var loss = new DiceLoss(smooth: 0.5, ignoreIndex: 255);
        Value(loss).ShouldBe(Expected(0.5, 0.5, 1, 0.25, [1, 1, 1]), 1e-6);
    }

    [Fact]
    public void Tversky_weighs_what_is_wrong_and_what_is_missed()
    {
        using var scope = NewDisposeScope();
        using var loss = new TverskyLoss(0.3, 0.7, 0.75, 2, [1, 0.5, 4], 255);
        Value(loss).ShouldBe(Expected(0.3, 0.7, 0.75, 2, [1, 0.5, 4]), 1e-6);
    }

    [Fact]
    public void Gradients_lead_to_a_perfect_prediction()
    {
        using var scope = NewDisposeScope();
        using var loss = new DiceLoss(ignoreIndex: 255);
        var scores = tensor(Scores).view(1, 3, 2, 2).requires_grad_();
        var target = tensor(Labels).view(1, 2, 2);
        var first = loss.call(scores, target).ToDouble();
        for (var i = 0; i < 200; i++)
        {
            using var step = NewDisposeScope();
            scores.grad?.zero_();
            loss.call(scores, target).backward();
            using var noGrad = no_grad();
            scores.sub_(scores.grad! * 5);
        }

        loss.call(scores, target).ToDouble().ShouldBeLessThan(first / 5);
    }

    [Fact]
    public void Pixels_of_several_classes_pass_through_a_sigmoid()
    {
        using var scope = NewDisposeScope();
        using var loss = new DiceLoss(smooth: 1);
        var scores = tensor(new float[] { 0, 1, -1, 2 }).view(1, 2, 2);
        var target = tensor(new float[] { 1, 0, 1, 1 }).view(1, 2, 2);
        double S(double x) => 1 / (1 + Math.Exp(-x));
        double One(double p1, double p2, double t1, double t2) => 1 - (((2 * ((p1 * t1) + (p2 * t2))) + 1) / (p1 + p2 + t1 + t2 + 1));
        loss.call(scores, target).ToDouble().ShouldBe((One(S(0), S(1), 1, 0) + One(S(-1), S(2), 1, 1)) / 2, 1e-6);
    }

    [Fact]
    public void Numbers_out_of_range_are_user_errors()
    {
        Should.Throw<UserErrorException>(() => new DiceLoss(smooth: 0));
        Should.Throw<UserErrorException>(() => new TverskyLoss(alpha: -1)).Message.ShouldContain("alpha");
    }

    private static double Value(OverlapLoss loss) => loss.call(tensor(Scores).view(1, 3, 2, 2), tensor(Labels).view(1, 2, 2)).ToDouble();

    private static double Expected(double alpha, double beta, double gamma, double smooth, double[] weights)
    {
        var (hits, wrong, missed) = (new double[3], new double[3], new double[3]);
        for (var i = 0; i < 4; i++)
        {
            if (Labels[i] == 255)
            {
                continue;
            }

            var total = Enumerable.Range(0, 3).Sum(c => Math.Exp(Scores[(c * 4) + i]));
            for (var c = 0; c < 3; c++)
            {
                var p = Math.Exp(Scores[(c * 4) + i]) / total;
                var t = Labels[i] == c ? 1 : 0;
                hits[c] += p * t;
                wrong[c] += p * (1 - t);
                missed[c] += (1 - p) * t;
            }
        }

        return Enumerable.Range(0, 3).Sum(c => weights[c] * Math.Pow(1 - ((hits[c] + smooth) / (hits[c] + (alpha * wrong[c]) + (beta * missed[c]) + smooth)), gamma)) / weights.Sum();
    }
}
