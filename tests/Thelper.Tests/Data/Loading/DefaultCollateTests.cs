using Thelper.Data.Loading;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Tests.Data.Loading;

[NoLeaks]
public class DefaultCollateTests
{
    [Fact]
    public void Values_are_packed_by_type()
    {
        using var batch = Pack(
            () => new Sample { ["image"] = torch.tensor(new byte[] { 1, 2 }), ["idx"] = 3L, ["score"] = 0.5, ["flag"] = true, ["path"] = "a", ["none"] = null },
            () => new Sample { ["image"] = torch.tensor(new byte[] { 3, 4 }), ["idx"] = 4L, ["score"] = 1.5, ["flag"] = false, ["path"] = "b", ["none"] = null });
        batch.Keys.ShouldBe(["image", "idx", "score", "flag", "path", "none"]);
        var image = (torch.Tensor)batch["image"]!;
        image.dtype.ShouldBe(torch.uint8);
        image.shape.ShouldBe([2, 2]);
        image.DataSpan<byte>().ToArray().ShouldBe(new byte[] { 1, 2, 3, 4 });
        ((torch.Tensor)batch["idx"]!).DataSpan<long>().ToArray().ShouldBe([3L, 4L]);
        ((torch.Tensor)batch["score"]!).DataSpan<double>().ToArray().ShouldBe([0.5, 1.5]);
        ((torch.Tensor)batch["flag"]!).DataSpan<bool>().ToArray().ShouldBe([true, false]);
        batch["path"].ShouldBe(new List<object?> { "a", "b" });
        batch["none"].ShouldBeNull();
    }

    [Fact]
    public void Lists_and_dictionaries_are_packed_inside()
    {
        using var batch = Pack(
            () => new Sample { ["pair"] = new List<object?> { 1L, torch.tensor(new[] { 1f }) }, ["map"] = new Dictionary<string, object?> { ["k"] = 1.0 } },
            () => new Sample { ["pair"] = new List<object?> { 2L, torch.tensor(new[] { 2f }) }, ["map"] = new Dictionary<string, object?> { ["k"] = 2.0 } });
        var pair = (IReadOnlyList<object?>)batch["pair"]!;
        ((torch.Tensor)pair[0]!).DataSpan<long>().ToArray().ShouldBe([1L, 2L]);
        ((torch.Tensor)pair[1]!).shape.ShouldBe([2, 1]);
        ((torch.Tensor)((IReadOnlyDictionary<string, object?>)batch["map"]!)["k"]!).DataSpan<double>().ToArray().ShouldBe([1.0, 2.0]);
    }

    [Fact]
    public void A_view_is_stacked_by_its_elements()
    {
        using var source = torch.tensor(new[] { 1f, 2f, 3f, 4f, 5f, 6f }, [2, 3]);
        using var batch = Pack(() => new Sample { ["x"] = source.transpose(0, 1) }, () => new Sample { ["x"] = source.transpose(0, 1) });
        var packed = (torch.Tensor)batch["x"]!;
        packed.shape.ShouldBe([2, 3, 2]);
        packed.DataSpan<float>()[..6].ToArray().ShouldBe([1f, 4f, 2f, 5f, 3f, 6f]);
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        Fails(() => new Sample { ["x"] = null }, () => new Sample { ["x"] = 1L }, "'x' is null in some samples");
        Fails(() => new Sample { ["x"] = 1L }, () => new Sample { ["y"] = 1L }, "'x' is missing");
        Fails(() => new Sample { ["x"] = torch.zeros(2) }, () => new Sample { ["x"] = torch.zeros(3) }, "'x' has tensors of different shape");
        Fails(() => new Sample { ["x"] = torch.zeros(2) }, () => new Sample { ["x"] = torch.zeros([2], torch.float64) }, "'x' has tensors of different shape");
        Fails(() => new Sample { ["x"] = "a" }, () => new Sample { ["x"] = 1L }, "'x' mixes types");
        Fails(() => new Sample { ["x"] = new List<object?> { 1L } }, () => new Sample { ["x"] = new List<object?> { 1L, 2L } }, "lists of different lengths");
        Fails(() => new Sample { ["x"] = new Version(1, 0) }, () => new Sample { ["x"] = new Version(1, 0) }, "'x' holds Version values");
    }

    [Fact]
    public void Metadata_of_several_lengths_and_keys_are_lists()
    {
        Sample[] samples =
        [
            new Sample { ["x"] = 1L, ["hits"] = new List<object?> { 1L }, ["info"] = new Dictionary<string, object?> { ["a"] = 1L } },
            new Sample { ["x"] = 2L, ["hits"] = new List<object?> { 1L, 2L }, ["info"] = new Dictionary<string, object?> { ["a"] = 1.5 } },
        ];
        using var batch = new DefaultCollate().Collate(samples, null, new Thelper.Tasks.Task("x", null, ["hits", "info"]));
        ((IReadOnlyList<object?>)batch["hits"]!).ShouldBe(samples.Select(sample => sample["hits"]));
        ((IReadOnlyList<object?>)batch["info"]!).ShouldBe(samples.Select(sample => sample["info"]));
    }

    [Fact]
    public void Other_objects_pass_where_that_is_allowed()
    {
        var value = new Version(1, 0);
        using var batch = new DefaultCollate(forceTensor: false).Collate([new Sample { ["x"] = value }]);
        batch["x"].ShouldBe(new List<object?> { value });
    }

    private static Sample Pack(params Func<Sample>[] make)
    {
        var samples = make.Select(make => make()).ToList();
        try
        {
            return new DefaultCollate().Collate(samples);
        }
        finally
        {
            samples.ForEach(sample => sample.Dispose());
        }
    }

    private static void Fails(Func<Sample> first, Func<Sample> second, string message) =>
        Should.Throw<UserErrorException>(() => Pack(first, second)).Message.ShouldContain(message);
}
