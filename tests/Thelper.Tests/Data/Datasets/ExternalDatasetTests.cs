using Thelper.Data.Datasets;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Tests.Data.Datasets;

[NoLeaks]
public class ExternalDatasetTests
{
    private static readonly Task Plain = new("0", "1");

    [Fact]
    public void Lists_and_tuples_get_numbered_fields()
    {
        Fields(new List<object?> { 0L, 1L }).ShouldBe([("0", 0L), ("1", 1L)]);
        Fields((5L, "b")).ShouldBe([("0", 5L), ("1", "b")]);
        Fields(new Dictionary<string, object?> { ["k"] = "v" }).ShouldBe([("k", "v")]);
    }

    [Fact]
    public void Tensors_of_the_collection_survive_a_sample()
    {
        using var tensor = torch.arange(4);
        var dataset = new ExternalDataset(new object[] { tensor }, Plain);
        using (var sample = dataset.GetItem(0, TransformRandom.For(0, 0, 0)))
        {
            sample.Keys.ShouldBe(["0"]);
            ((torch.Tensor)sample["0"]!).DataSpan<long>().ToArray().ShouldBe([0L, 1L, 2L, 3L]);
        }

        tensor.IsInvalid.ShouldBeFalse();
    }

    [Fact]
    public void Null_and_strange_samples_are_errors()
    {
        Should.Throw<UserErrorException>(() => Fields(null)).Message.ShouldContain("sample 0 is null");
        Should.Throw<UserErrorException>(() => Fields(new Version(1, 0))).Message.ShouldContain("Version");
        Should.Throw<UserErrorException>(() => new ExternalDataset(new Version(1, 0), Plain)).Message.ShouldContain("no dataset");
    }

    [Fact]
    public void Printed_name_is_the_wrapped_type_s() =>
        new ExternalDataset(new List<object?>(), Plain).ToString().ShouldEndWith("(transforms=None, deepcopy=False)");

    private static (string Key, object? Value)[] Fields(object? element)
    {
        using var sample = new ExternalDataset(new[] { element }, Plain).GetItem(0, TransformRandom.For(0, 0, 0));
        return [.. sample.Select(field => (field.Key, field.Value))];
    }
}
