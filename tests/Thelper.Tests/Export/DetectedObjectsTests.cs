using Thelper.Export;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Export;

/// <summary>Objects of a file beside those of the model: what is the same object, what rounding may do, and what it may not.</summary>
[NoLeaks]
public class DetectedObjectsTests
{
    private const double Tolerance = 1e-3;
    private static readonly string[] Names = ["boxes", "labels", "scores", "masks"];

    // So large a mask fills its box to the pixel.
    private static readonly DetectedObjects Objects = new(Names, maskSide: 1_000_000_000);
    private static readonly float[,] Boxes = { { 0, 0, 10, 10 }, { 20, 20, 40, 30 }, { 0.2f, 0, 10, 10 } };
    private static readonly long[] Labels = [1, 2, 2];
    private static readonly float[] Scores = [0.9f, 0.60001f, 0.6f];

    [Fact]
    public void Scores_that_are_nearly_equal_come_in_either_order()
    {
        using var scope = NewDisposeScope();
        Run(results => Taken(results, 0, 2, 1)).Maximum.ShouldBe(0.00001, 1e-6);

        // By position a box would be off by twenty of forty.
        Should.Throw<UserErrorException>(() => Run(results => [results[0].index_select(0, tensor(new long[] { 0, 2, 1 })), .. results.Skip(1)]));
    }

    [Fact]
    public void Objects_that_are_not_best_first_are_refused()
    {
        using var scope = NewDisposeScope();
        Should.Throw<UserErrorException>(() => Run(results => Taken(results, 1, 0, 2))).Message.ShouldContain("by 0.3");
    }

    [Theory]
    [InlineData("boxes")]
    [InlineData("labels")]
    [InlineData("scores")]
    [InlineData("masks")]
    public void Another_value_is_refused(string name)
    {
        using var scope = NewDisposeScope();
        var at = Names.IndexOf(name);
        Should.Throw<UserErrorException>(() => Run(results => [.. results.Select((result, k) => k == at ? Changed(result) : result)]));
    }

    [Fact]
    public void An_object_twice_does_not_stand_for_another()
    {
        using var scope = NewDisposeScope();
        Should.Throw<UserErrorException>(() => Run(results => Taken(results, 0, 1, 1)));
    }

    [Fact]
    public void A_mask_that_rounding_put_on_other_pixels_is_not_compared()
    {
        using var scope = NewDisposeScope();

        // The first box ends a hair before 10 there; the sides here are the whole part.
        var hair = zeros(3, 4);
        hair[0][2] = -1e-4f;
        IReadOnlyList<Tensor> Moved(IReadOnlyList<Tensor> results, int mask)
        {
            var masks = results[3].clone();
            masks[mask].fill_(0.5f);
            return [results[0] + hair, results[1], results[2], masks];
        }

        Run(results => Moved(results, 0)).Maximum.ShouldBeLessThan(Tolerance);
        Should.Throw<UserErrorException>(() => Run(results => Moved(results, 1))).Message.ShouldContain("by 0.16");
    }

    // Two objects of ten points each.
    [Theory]
    [InlineData(2, 0, true)]
    [InlineData(3, 0, false)]
    [InlineData(20, 0, false)]
    [InlineData(1, 0.1, false)]
    public void A_few_key_points_may_lie_at_another_pixel_of_the_same_score(int moved, double score, bool fits)
    {
        using var scope = NewDisposeScope();
        var names = new[] { "boxes", "labels", "scores", "keypoints", "keypoints_scores" };
        var boxes = tensor(new float[,] { { 0, 0, 10, 10 }, { 20, 20, 40, 30 } });
        Tensor[] Answer(Tensor points, Tensor scores) => [boxes, ones([2], ScalarType.Int64), ones(2), points, scores];
        var (places, values) = (rand(2, 10, 3) * 40, rand(2, 10));
        var (others, changed) = (places.clone(), values.clone());
        others.view(20, 3).narrow(0, 0, moved).select(1, 0).add_(7);
        changed.view(20).narrow(0, 0, moved).add_(score);
        EngineCheck Run() => new AnswerCheck(_ => Answer(places, values), shape => zeros(shape), [[1L, 3, 4, 4]], false) { Objects = new(names, 0) }
            .Run("f", "engine", Tolerance, _ => Answer(others, changed));
        if (fits)
        {
            Run().Maximum.ShouldBe(0);
        }
        else
        {
            Should.Throw<UserErrorException>(() => Run());
        }
    }

    // Both answers are of one object at the first box, and one more.
    [Fact]
    public void An_object_is_the_nearest_of_its_label_and_stands_for_one()
    {
        using var scope = NewDisposeScope();
        var boxes = tensor(new float[,] { { 0, 0, 10, 10 }, { 0, 0, 10, 10 } });
        Tensor[] Answer(Tensor places, params long[] labels) => [places, tensor(labels), ones(2), ones(2, 1, 4, 4)];
        Check(() => Answer(boxes, 1, 2)).Run("f", "engine", Tolerance, _ => Answer(boxes, 2, 1)).Maximum.ShouldBe(0);
        var other = tensor(new float[,] { { 0, 0, 10, 10 }, { 20, 20, 30, 30 } });
        Should.Throw<UserErrorException>(() => Check(() => Answer(boxes, 1, 1)).Run("f", "engine", Tolerance, _ => Answer(other, 1, 1)));
    }

    [Fact]
    public void Nothing_found_equals_nothing_and_is_counted()
    {
        using var scope = NewDisposeScope();
        var none = None();
        var found = Check(() => none).Run("f", "engine", Tolerance, _ => none);
        (found.Maximum, found.Empty, found.HasCompared).ShouldBe((0, 1, false));
        var some = Run(results => results);
        (some.Empty, some.HasCompared).ShouldBe((0, true));
    }

    // Of a hundred labels the next one is nearer than a hundredth.
    [Fact]
    public void A_label_is_the_same_or_another()
    {
        using var scope = NewDisposeScope();
        Tensor[] Answer(long label) => [zeros(1, 4), tensor(new[] { label }), ones(1), ones(1, 1, 4, 4)];
        Should.Throw<UserErrorException>(() => Check(() => Answer(121)).Run("f", "engine", 0.02, _ => Answer(120)));
        Check(() => Answer(121)).Run("f", "engine", 0.02, _ => Answer(121)).SameClass.ShouldBe(1);
        Check(() => Answer(121)).Run("f", "engine", 1, _ => Answer(120)).SameClass.ShouldBe(0);
    }

    // Boxes that move by less than the tolerance may have another greatest corner, which is no class.
    [Fact]
    public void Classes_of_objects_are_their_labels()
    {
        using var scope = NewDisposeScope();
        Tensor[] Answer(float right) => [tensor(new float[,] { { 0, 0, right, 10 } }), ones([1], ScalarType.Int64), ones(1), ones(1, 1, 4, 4)];
        Check(() => Answer(10.001f)).Run("f", "engine", Tolerance, _ => Answer(9.999f)).SameClass.ShouldBe(1);
    }

    // The model's own answers are off by 0.001 of 40: four times that is allowed, and no more.
    [Theory]
    [InlineData(0.0035, true)]
    [InlineData(0.0045, false)]
    public void A_file_may_be_off_by_four_times_what_the_model_is(double off, bool isAllowed)
    {
        using var scope = NewDisposeScope();
        var answer = Answer();
        var check = Check(() => answer, exact: [answer[0].to(ScalarType.Float64) + 0.001, .. answer.Skip(1)]);
        IReadOnlyList<Tensor> File(Tensor input) => [answer[0] + off, .. answer.Skip(1)];
        const double Little = 1e-7;
        if (isAllowed)
        {
            var found = check.Run("f", "engine", Little, File);
            found.Maximum.ShouldBe(off / 40, 1e-6);
            found.Allowed.ShouldBe(0.004 / 40, 1e-6);
        }
        else
        {
            Should.Throw<UserErrorException>(() => check.Run("f", "engine", Little, File)).Message.ShouldContain("more than the tolerance 0.0001");
        }
    }

    // The boxes there go by a sum that is nothing but rounding: a millionth turns it round. The first of the two inputs is no such thing.
    [Theory]
    [InlineData("objects")]
    [InlineData("nothing")]
    [InlineData(null)]
    public void An_input_at_which_the_model_itself_is_undecided_decides_nothing(string? elsewhere)
    {
        using var scope = NewDisposeScope();
        var answer = Answer();
        var none = None();
        var inputs = new Queue<Tensor>([.. elsewhere is null ? (Tensor[])[] : [elsewhere == "nothing" ? zeros(2) : ones(2)], tensor(new[] { 1f, -1f })]);
        IReadOnlyList<Tensor> File(Tensor input) => input.abs().sum().ToDouble() == 0 ? none : answer;
        IReadOnlyList<Tensor> Model(Tensor input) => input.abs().sum().ToDouble() == 0 ? none : [answer[0] + (input.sum().ToDouble() > 0 ? 0 : 20), .. answer.Skip(1)];
        var check = new AnswerCheck(Model, _ => inputs.Dequeue(), elsewhere is null ? [[2]] : [[2], [2]], batchVaries: false) { Objects = Objects, Exact = Model };
        if (elsewhere == "objects")
        {
            check.Run("f", "engine", Tolerance, File).Undecided.ShouldBe(1);
        }
        else
        {
            // Where nothing was found nothing was compared either.
            Should.Throw<UserErrorException>(() => check.Run("f", "engine", Tolerance, File)).Message.ShouldContain("the model's own answers change like that");
        }
    }

    [Fact]
    public void An_input_at_which_the_model_is_decided_refuses_a_file()
    {
        using var scope = NewDisposeScope();
        var answer = Answer();
        foreach (var file in new Tensor[][] { [answer[0] + 20, .. answer.Skip(1)], [.. answer.Select(result => result.narrow(0, 0, 2))] })
        {
            Should.Throw<UserErrorException>(() => Check(() => answer, exact: answer).Run("f", "engine", Tolerance, _ => file)).Message.ShouldNotContain("the model's own");
        }
    }

    private static Tensor[] None() => [zeros(0, 4), zeros([0], ScalarType.Int64), zeros(0), zeros(0, 1, 4, 4)];

    private static Tensor[] Answer() => [tensor(Boxes), tensor(Labels), tensor(Scores), linspace(0, 1, 3 * 16).view(3, 1, 4, 4)];

    private static Tensor[] Taken(IReadOnlyList<Tensor> results, params long[] order) => [.. results.Select(result => result.index_select(0, tensor(order)))];

    private static Tensor Changed(Tensor result)
    {
        var changed = result.clone();
        changed[1].add_(1);
        return changed;
    }

    private static EngineCheck Run(Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> file)
    {
        var answer = Answer();
        return Check(() => answer).Run("f", "engine", Tolerance, _ => file(answer));
    }

    private static AnswerCheck Check(Func<IReadOnlyList<Tensor>> answer, IReadOnlyList<Tensor>? exact = null) =>
        new(_ => answer(), shape => zeros(shape), [[1, 3, 8, 8]], batchVaries: false)
        {
            Objects = Objects,
            Exact = exact is null ? null : _ => exact,
        };
}
