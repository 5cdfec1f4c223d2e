using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Tests.Transforms;

[NoLeaks]
public class TransformWrapperTests
{
    private static readonly TransformRandom Random = TransformRandom.For(0, 0, 0);

    /// <summary>Adds a random number to an array, and counts its calls.</summary>
    private sealed class AddNoise : Operation
    {
        public int Calls { get; private set; }

        protected override torch.Tensor Apply(torch.Tensor image, TransformRandom random)
        {
            Calls++;
            return image + (1 + random.NextDouble());
        }

        protected override torch.Tensor Invert(torch.Tensor image) => image - 1;
    }

    [Fact]
    public void Named_keys_are_transformed_and_all_others_pass_through()
    {
        using var scope = torch.NewDisposeScope();
        var sample = new Sample { ["image"] = Array(0), ["other"] = Array(0), ["label"] = "cat", ["idx"] = 3L };
        var result = (Sample)new TransformWrapper(new AddNoise(), targetKeys: ["image", "absent"]).Apply(sample, Random)!;
        result.Keys.ShouldBe(["image", "other", "label", "idx"]);
        Value(result["image"]).ShouldBeGreaterThanOrEqualTo(1);
        result["other"].ShouldBeSameAs(sample["other"]);
        result["label"].ShouldBe("cat");
        Value(sample["image"]).ShouldBe(0);
    }

    [Fact]
    public void Without_keys_every_array_is_transformed_but_no_scalar()
    {
        using var scope = torch.NewDisposeScope();
        var one = torch.tensor(5.0);
        var sample = new Sample { ["a"] = Array(0), ["b"] = Array(0), ["name"] = "x", ["n"] = 1L, ["f"] = 1.5, ["t"] = true, ["none"] = null, ["one"] = one };
        var operation = new AddNoise();
        var result = (Sample)new TransformWrapper(operation).Apply(sample, Random)!;
        operation.Calls.ShouldBe(2);
        result["one"].ShouldBeSameAs(one);
        Value(result["a"]).ShouldBe(Value(result["b"]));
    }

    [Fact]
    public void No_matching_key_is_an_error_that_lists_the_keys()
    {
        var sample = new Sample { ["label"] = "cat", ["idx"] = 3L };
        Should.Throw<UserErrorException>(() => new TransformWrapper(new ToGray(), targetKeys: ["image"]).Apply(sample, Random)).Message
            .ShouldBe("thelper.transforms.operations.ToGray(): the sample has none of the target keys 'image'; its keys are 'label', 'idx'");
        Should.Throw<UserErrorException>(() => new TransformWrapper(new ToGray()).Apply(sample, Random)).Message.ShouldContain("no array");
    }

    [Fact]
    public void Linked_values_get_the_same_chance_and_unlinked_ones_their_own()
    {
        using var scope = torch.NewDisposeScope();
        List<object?> images = [Array(0), Array(0), null, new List<object?> { Array(0), Array(0) }];
        var linked = Values((List<object?>)new TransformWrapper(new AddNoise()).Apply(images, Random)!);
        linked.Distinct().Count().ShouldBe(1);
        linked.Count.ShouldBe(4);
        var own = Values((List<object?>)new TransformWrapper(new AddNoise(), linkedFate: false).Apply(images, Random)!);
        own.Distinct().Count().ShouldBe(3);
        own[2].ShouldBe(own[3]);
    }

    [Fact]
    public void Lists_of_one_length_share_the_fate_of_each_index()
    {
        using var scope = torch.NewDisposeScope();
        var sample = new Sample { ["a"] = new List<object?> { Array(0), Array(0), Array(0) }, ["b"] = new List<object?> { Array(0), Array(0), Array(0) } };
        var result = (Sample)new TransformWrapper(new AddNoise(), targetKeys: ["a", "b"], linkedFate: false).Apply(sample, Random)!;
        var a = Values((List<object?>)result["a"]!);
        a.ShouldBe(Values((List<object?>)result["b"]!));
        a.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Null_and_empty_lists_stay_and_samples_in_lists_are_refused()
    {
        var wrapper = new TransformWrapper(new AddNoise());
        wrapper.Apply(null, Random).ShouldBeNull();
        ((List<object?>)wrapper.Apply(new List<object?>(), Random)!).ShouldBeEmpty();
        Should.Throw<UserErrorException>(() => wrapper.Apply(new List<object?> { new Sample() }, Random)).Message.ShouldContain("a list must not hold whole samples");
    }

    [Fact]
    public void Inverting_undoes_the_same_values()
    {
        using var scope = torch.NewDisposeScope();
        var sample = new Sample { ["image"] = Array(1), ["other"] = Array(1), ["label"] = "cat" };
        var result = (Sample)new TransformWrapper(new AddNoise(), targetKeys: ["image"]).Invert(sample)!;
        Value(result["image"]).ShouldBe(0);
        Value(result["other"]).ShouldBe(1);
    }

    [Fact]
    public void A_failure_names_the_operation()
    {
        using var scope = torch.NewDisposeScope();
        var sample = new Sample { ["image"] = torch.zeros([4, 4]), ["path"] = "x.png" };
        Should.Throw<UserErrorException>(() => new TransformWrapper(new Transpose([2, 0, 1]), targetKeys: ["image"]).Apply(sample, Random)).Message
            .ShouldStartWith("thelper.transforms.operations.Transpose: ");
        Should.Throw<UserErrorException>(() => new TransformWrapper(new ToGray(), targetKeys: ["path"]).Apply(sample, Random)).Message
            .ShouldBe("thelper.transforms.operations.ToGray: needs an image, but the value is the text 'x.png'");
    }

    private static torch.Tensor Array(double value) => torch.full([2, 2], value);

    private static double Value(object? array) => ((torch.Tensor)array!)[0, 0].ToDouble();

    private static List<double> Values(List<object?> list) =>
        [.. list.Where(item => item is not null).SelectMany(item => item is List<object?> inner ? Values(inner) : [Value(item)])];
}
