using System.Numerics;
using Thelper.Testing;
using Thelper.Torch.Serialization;
using Thelper.Torch.Serialization.Pickling;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Serialization;

/// <summary>Files written by PyTorch are read with the values that PyTorch reports for them.</summary>
[NoLeaks]
public sealed class GoldenCheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, string> Files => new()
    {
        { "plain.pth", "plain" }, { "dtypes.pth", "dtypes" }, { "views.pth", "views" }, { "weights.pth", "weights" }, { "numpy.pth", "numpy" },
        { "plain-legacy.pth", "plain" }, { "dtypes-legacy.pth", "dtypes" }, { "views-legacy.pth", "views" }, { "weights-legacy.pth", "weights" },
        { "numpy-legacy.pth", "numpy" },
        { "protocol1.pth", "protocol" }, { "protocol3.pth", "protocol" }, { "protocol4.pth", "protocol" }, { "protocol5.pth", "protocol" },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_gives_what_PyTorch_saved(string file, string description)
    {
        var value = Checkpoints.Load(Golden.PathOf(file));
        Description.Of(value).ShouldBe(Golden.DescriptionOf(description));
        Checkpoints.Release(value);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void LoadStructure_gives_the_same_without_tensors(string file, string description)
    {
        description.ShouldNotBeEmpty();
        var value = Checkpoints.Load(Golden.PathOf(file));
        Checkpoints.Release(value);
        RemoveTensors(ref value);
        Description.Of(Checkpoints.LoadStructure(Golden.PathOf(file))).ShouldBe(Description.Of(value));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Save_and_Load_give_the_same_value(string file, string description)
    {
        var value = Checkpoints.Load(Golden.PathOf(file));
        Checkpoints.Save(value, folder["again.pth"]);
        Checkpoints.Release(value);

        var again = Checkpoints.Load(folder["again.pth"]);
        Description.Of(again).ShouldBe(Golden.DescriptionOf(description));
        Checkpoints.Release(again);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Every_pickle_protocol_is_read(int protocol)
    {
        var path = Golden.PathOf($"raw{protocol}.pkl");
        var value = new PickleReader(new(File.ReadAllBytes(path), path), LoadLimits.Default).Read();
        Description.Of(value).ShouldBe(Golden.DescriptionOf("raw"));

        var integers = (List<object?>)((PyDict)value!)["ints"]!;
        integers.Where(item => item is BigInteger).Count().ShouldBe(4);
        integers.ShouldContain(long.MaxValue);
    }

    [Fact]
    public void A_checkpoint_of_the_original_is_read_whole()
    {
        var checkpoint = (PyDict)Checkpoints.Load(Golden.OriginalCheckpoint())!;
        checkpoint["version"].ShouldBe("0.6.2");
        checkpoint["epoch"].ShouldBe(2L);
        ((PyDict)checkpoint["model"]!).Kind.ShouldBe(PyDictKind.OrderedDict);
        Description.Of(checkpoint).ShouldBe(Golden.DescriptionOf("original"));
        Checkpoints.Release(checkpoint);
    }

    [Theory]
    [InlineData("views.pth")]
    [InlineData("views-legacy.pth")]
    public void Tensors_of_one_storage_share_memory(string file)
    {
        var value = (PyDict)Checkpoints.Load(Golden.PathOf(file))!;
        CheckSharing(value);
        Checkpoints.Save(value, folder["again.pth"]);
        Checkpoints.Release(value);

        var again = (PyDict)Checkpoints.Load(folder["again.pth"])!;
        CheckSharing(again);
        Checkpoints.Release(again);
    }

    private static void CheckSharing(PyDict value)
    {
        Tensor Get(string name) => (Tensor)value[name]!;
        var start = Get("base").DataPointer;
        Get("matrix").DataPointer.ShouldBe(start);
        Get("transposed").DataPointer.ShouldBe(start);
        Get("column").DataPointer.ShouldBe(start + (2 * 4));
        Get("tail").DataPointer.ShouldBe(start + (20 * 4));
        Get("stepped").DataPointer.ShouldBe(start + (1 * 4));
        Get("channels_last").DataPointer.ShouldNotBe(start);

        var twice = (List<object?>)value["twice"]!;
        twice[0].ShouldBeSameAs(twice[1]);
    }

    private static void RemoveTensors(ref object? value)
    {
        switch (value)
        {
            case Tensor:
                value = null;
                break;
            case PyDict dictionary:
                foreach (var key in dictionary.Keys.ToList())
                {
                    var item = dictionary[key];
                    RemoveTensors(ref item);
                    dictionary[key] = item;
                }

                break;
            case PyTuple tuple:
                foreach (ref var item in tuple.Slots)
                {
                    RemoveTensors(ref item);
                }

                break;
            case List<object?> list:
                foreach (ref var item in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(list))
                {
                    RemoveTensors(ref item);
                }

                break;
        }
    }
}
