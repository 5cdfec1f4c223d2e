using Thelper.Export;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Export;

/// <summary>What a file answers beside the model, in numbers that can be said beforehand.</summary>
[NoLeaks]
public class AnswerCheckTests
{
    private const double Tolerance = 1e-3;

    // Samples of two scores: 0, 1 and 2, 3 and so on.
    private static Tensor Draw(long[] shape) => arange(shape[0] * shape[1]).to(ScalarType.Float32).view(shape);

    [Fact]
    public void Differences_are_counted_over_all_inputs()
    {
        using var scope = NewDisposeScope();

        // The second sample's first score is 0.9 more, of 4 numbers up to 3 and of 2 up to 1; all other numbers are equal.
        var offset = tensor(new[] { 0f, 0, 0.9f, 0 }).view(2, 2);
        var check = Check(input => [input], false, [2, 2], [1, 2]).Run("f", "engine", 1, input => [input.shape[0] == 2 ? input + offset : input]);
        check.Maximum.ShouldBe(0.9 / 3, 1e-6);
        check.Mean.ShouldBe(0.9 / 3 / 6, 1e-6);
        check.SameClass.ShouldBe(1);
        check.Engine.ShouldBe("engine");
        Check(input => [input], false, [2, 2], [1, 2]).Run("f", "engine", 1, input => [input.shape[0] == 2 ? input + (offset * 2) : input]).SameClass.ShouldBe(2 / 3.0, 1e-6);
    }

    [Theory]
    [InlineData(0.004, "the export differs from the model by 0.00133, more than the tolerance 0.001")]
    [InlineData(double.NaN, "the export differs from the model by NaN")]
    [InlineData(double.PositiveInfinity, "the export differs from the model by")]
    public void Another_number_is_refused(double more, string message)
    {
        var error = Should.Throw<UserErrorException>(() => Check(input => [input], false, [2, 2]).Run("m.onnx", "engine", Tolerance, input => [input + more]));
        error.Message.ShouldStartWith("m.onnx: for an input of shape [2, 2] ");
        error.Message.ShouldContain(message);
    }

    // One number that is large is off by much, and by little of itself.
    [Fact]
    public void The_mean_is_not_above_the_greatest()
    {
        using var scope = NewDisposeScope();
        var check = Check(input => [input * 1000], false, [2, 2]).Run("f", "engine", 1, input => [(input * 1000) + 1]);
        check.Maximum.ShouldBe(1 / 3000.0, 1e-9);
        check.Mean.ShouldBe(1 / 3000.0, 1e-9);
    }

    [Fact]
    public void No_tolerance_is_said_to_accept_what_is_no_number()
    {
        using var scope = NewDisposeScope();
        Refusal(0.1, 0).ShouldContain("A larger tolerance accepts it");
        Refusal(double.NaN, 0).ShouldEndWith("nothing was written. No tolerance accepts that.");
        Refusal(0, double.NaN).ShouldEndWith("nothing was written. The answers of the model are NaN in places; no tolerance accepts that.");

        string Refusal(double ours, double theirs) =>
            Should.Throw<UserErrorException>(() => Check(input => [input + theirs], false, [2, 2]).Run("m.onnx", "engine", Tolerance, input => [input + ours])).Message;
    }

    [Theory]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.PositiveInfinity)]
    public void Equal_infinities_are_no_difference_and_others_are(float infinity)
    {
        using var scope = NewDisposeScope();
        var check = Check(_ => Scores(infinity, 1, 0.5f), false, [1, 2]).Run("f", "engine", Tolerance, _ => Scores(infinity, 1.0004f, 0.5f));
        check.Maximum.ShouldBe(0.0004, 1e-6);
        check.Mean.ShouldBe(0.0004 / 3, 1e-6);
        check.SameClass.ShouldBe(1);
        Check(_ => Scores(infinity, infinity), false, [1, 2]).Run("f", "engine", Tolerance, _ => Scores(infinity, infinity)).Maximum.ShouldBe(0);
        foreach (var other in new[] { -infinity, Math.Sign(infinity) * 1e9f, float.NaN })
        {
            Should.Throw<UserErrorException>(() => Check(_ => Scores(infinity, 1, 0.5f), false, [1, 2]).Run("f", "engine", Tolerance, _ => Scores(other, 1, 0.5f))).Message.ShouldContain("differs from the model");
            Should.Throw<UserErrorException>(() => Check(_ => Scores(other, 1, 0.5f), false, [1, 2]).Run("f", "engine", Tolerance, _ => Scores(infinity, 1, 0.5f))).Message.ShouldContain("differs from the model");
        }

        static IReadOnlyList<Tensor> Scores(params float[] scores) => [tensor(scores).view(1, -1)];
    }

    [Fact]
    public void Every_size_is_tried()
    {
        Should.Throw<UserErrorException>(() => Check(input => [input], false, [1, 2], [3, 2]).Run("f", "engine", Tolerance, input => [input.shape[0] == 3 ? input * 2 : input])).Message.ShouldContain("[3, 2]");
        Should.Throw<UserErrorException>(() => Check(input => [input], false, [1, 2]).Run("f", "engine", Tolerance, input => [input.view(2)])).Message.ShouldContain("the export answers [2] and the model [1, 2]");
    }

    // A model and its file agree, and both let a sample see the others.
    [Fact]
    public void A_batch_answers_as_its_samples_do_alone()
    {
        static IReadOnlyList<Tensor> Mixed(Tensor input) => [input - input.mean([0], keepdim: true)];
        Check(Mixed, false, [1, 2], [2, 2]).Run("f", "engine", Tolerance, Mixed).Maximum.ShouldBe(0);
        Should.Throw<UserErrorException>(() => Check(Mixed, true, [1, 2], [2, 2]).Run("f", "engine", Tolerance, Mixed)).Message.ShouldContain("differs from sample 0 by itself");
    }

    [Fact]
    public void Another_number_of_results_is_refused()
    {
        foreach (var (ours, theirs) in new[] { (1, 2), (2, 1) })
        {
            Should.Throw<UserErrorException>(() => Check(input => [.. Enumerable.Repeat(input, ours)], false, [1, 2]).Run("f", "engine", Tolerance, input => [.. Enumerable.Repeat(input, theirs)]))
                .Message.ShouldContain($"the export has {theirs} results and the model {ours}");
        }
    }

    [Theory]
    [InlineData(true, "the model answers []")]
    [InlineData(false, "the model answers [1, 2]")]
    public void A_result_without_the_batch_is_no_answer_of_a_batch(bool isNumber, string message)
    {
        using var scope = NewDisposeScope();
        IReadOnlyList<Tensor> Mean(Tensor input) => [isNumber ? input.mean() : input.mean([0], keepdim: true)];
        Should.Throw<UserErrorException>(() => Check(Mean, true, [1, 2], [2, 2]).Run("f", "engine", Tolerance, Mean)).Message.ShouldContain($"f: for an input of shape [2, 2] {message}, which does not have the batch as its first axis");
        Check(Mean, false, [1, 2], [2, 2]).Run("f", "engine", Tolerance, Mean).Maximum.ShouldBe(0);
    }

    [Fact]
    public void Nothing_equals_nothing()
    {
        var check = Check(_ => [zeros(0, 4)], false, [1, 2]).Run("f", "engine", Tolerance, _ => [zeros(0, 4)]);
        (check.Maximum, check.Mean, check.SameClass).ShouldBe((0.0, 0.0, 1.0));
    }

    private static AnswerCheck Check(Func<Tensor, IReadOnlyList<Tensor>> answer, bool batchVaries, params long[][] shapes) => new(answer, Draw, shapes, batchVaries);
}
