using System.IO.Compression;
using System.Numerics;
using Thelper.Testing;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using Thelper.Torch.Serialization.Containers;
using Thelper.Torch.Serialization.Pickling;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Serialization;

/// <summary>What a save accepts, how it lays out the file, and what it refuses.</summary>
[NoLeaks]
public sealed class SaveTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Ordinary_values_of_C_sharp_become_those_of_Python()
    {
        var value = new Dictionary<string, object?>
        {
            ["numbers"] = new object[] { 1, (short)-2, (byte)3, 4u, 5UL, ulong.MaxValue, 1.5f, (Half)0.5, BigInteger.Pow(10, 40) },
            ["tuple"] = (1, "zwei", 3.0),
            ["array"] = new[] { 1.0, double.NaN },
            ["nested"] = new OrderedDictionary<string, object?> { ["b"] = null, ["a"] = new List<string> { "ä" } },
        };
        SaveAndLoad(value).ShouldBe(
            "{s:6e756d62657273=[1,-2,3,4,5,18446744073709551615,f:3ff8000000000000,f:3fe0000000000000,10000000000000000000000000000000000000000],"
            + "s:7475706c65=(1,s:7a776569,f:4008000000000000),s:6172726179=[f:3ff0000000000000,f:nan],s:6e6573746564={s:62=None,s:61=[s:c3a4]}}");
    }

    [Fact]
    public void A_state_dict_becomes_an_OrderedDict_and_a_Parameter_a_tensor()
    {
        using var parameter = new Parameter(ones(2));
        var state = new Dictionary<string, Tensor> { ["weight"] = parameter };
        SaveAndLoad(state).ShouldBe("OrderedDict{s:776569676874=tensor(float32,[2],[1],False,0000803f0000803f)}");
    }

    [Fact]
    public void Gradients_are_still_wanted_after_loading()
    {
        using var tensor = ones(1);
        tensor.requires_grad = true;
        Checkpoints.Save(tensor, folder["a.pth"]);
        using var again = (Tensor)Checkpoints.Load(folder["a.pth"])!;
        again.requires_grad.ShouldBeTrue();
        again.is_leaf.ShouldBeTrue();
    }

    [Fact]
    public void A_lazy_conjugate_is_saved_as_what_it_stands_for()
    {
        using var real = ones(1);
        using var complex = aten.complex(real, real);
        using var conjugate = aten.conj(complex);
        SaveAndLoad(conjugate).ShouldBe("tensor(complex64,[1],[1],False,0000803f000080bf)");
    }

    [Fact]
    public void The_same_value_gives_the_same_bytes_under_any_name()
    {
        using var tensor = arange(10);
        var value = new PyDict { { "t", tensor } };
        Checkpoints.Save(value, folder["a.pth"]);
        Checkpoints.Save(value, folder["b.pth"]);
        File.ReadAllBytes(folder["a.pth"]).ShouldBe(File.ReadAllBytes(folder["b.pth"]));
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(0)]
    public void Contents_are_stored_at_multiples_of_64_bytes(long zip64From)
    {
        using var first = full([3], 12345.678);
        using var second = full([1000], 3.14159);
        using (var stream = File.Create(folder["a.pth"]))
        using (var storages = new StorageTable())
        {
            var structure = new PickleWriter(storages).Write(new object[] { first, second });
            Checkpoints.WriteArchive(new ZipWriter(stream, zip64From), structure, storages);
        }

        var file = File.ReadAllBytes(folder["a.pth"]);
        using (var archive = ZipFile.OpenRead(folder["a.pth"]))
        {
            archive.Entries.Select(record => record.FullName).ShouldBe(
                ["archive/data.pkl", "archive/byteorder", "archive/data/0", "archive/data/1", "archive/version"]);
            foreach (var record in archive.Entries)
            {
                record.CompressedLength.ShouldBe(record.Length);
                using var stream = record.Open();
                var contents = new byte[record.Length];
                stream.ReadExactly(contents);
                (file.AsSpan().IndexOf(contents) % 64).ShouldBe(0, record.FullName);
            }
        }

        var again = Checkpoints.Load(folder["a.pth"]);
        Description.Of(again).ShouldBe(Description.Of(new List<object?> { first, second }));
        Checkpoints.Release(again);
    }

    [Fact]
    public void What_has_no_counterpart_in_Python_is_named_with_its_place()
    {
        Refused(new PyDict { { "outer", new List<object?> { 1, DateTime.UnixEpoch } } }).ShouldStartWith("[outer][1]: a value of type System.DateTime");
        Refused("\ud800").ShouldContain("surrogate");

        var loop = new List<object?>();
        loop.Add(loop);
        Refused(loop).ShouldContain("contains itself");

        object? deep = null;
        for (var i = 0; i < 300; i++)
        {
            deep = new PyTuple(deep);
        }

        Refused(deep).ShouldContain("200 levels");

        using var floats = ones(2);
        using var integers = aten.view_dtype(floats, ScalarType.Int32);
        Refused(new object[] { floats, integers }).ShouldContain("shares its memory");
        using var matrix = ones(2, 2);
        using var blocks = aten.to_sparse_bsc(matrix, [1, 1]);
        Refused(blocks).ShouldContain("SparseBsc");
        using var meta = empty([2], device: META);
        Refused(new PyDict { { "m", meta } }).ShouldBe("[m]: a tensor of layout Strided and type Float32 on device meta cannot be saved");
        folder.Names.ShouldBeEmpty();
    }

    [Fact]
    public void A_key_that_is_no_Python_key_is_refused_when_it_is_set() =>
        Should.Throw<ArgumentException>(() => new PyDict { { new List<object?>(), 1 } });

    [Fact]
    public void Equal_numbers_are_one_key()
    {
        var dictionary = new PyDict { { 1, "int" }, { null, "none" }, { new PyTuple(1L, "a"), "tuple" } };
        dictionary[1.0].ShouldBe("int");
        dictionary[true].ShouldBe("int");
        dictionary[null].ShouldBe("none");
        dictionary[new PyTuple(1.0, "a")].ShouldBe("tuple");
        dictionary.ContainsKey(2L).ShouldBeFalse();
        dictionary.Remove(1L).ShouldBeTrue();
        dictionary.Keys.ShouldBe([null, new PyTuple(1L, "a")]);
        Should.Throw<KeyNotFoundException>(() => dictionary["lr"]).Message.ShouldContain("'lr'");
    }

    [Fact]
    public void A_checkpoint_has_a_plain_form()
    {
        var value = new PyDict(PyDictKind.OrderedDict) { { "a", new PyTuple(1L, null) }, { "b", new PyDict { { "c", 0.5 } } } };
        var plain = (Dictionary<string, object?>)Checkpoints.ToPlain(value)!;
        plain["a"].ShouldBe(new List<object?> { 1L, null });
        ((Dictionary<string, object?>)plain["b"]!)["c"].ShouldBe(0.5);
        Should.Throw<ArgumentException>(() => Checkpoints.ToPlain(new PyDict { { 1, 2 } })).Message.ShouldContain("'1'");
    }

    [Fact]
    public void The_checksum_is_that_of_zip_files()
    {
        Crc32.Append(0, "123456789"u8).ShouldBe(0xCBF43926);
        Crc32.Append(Crc32.Append(0, "12345"u8), "6789"u8).ShouldBe(0xCBF43926);
    }

    private string SaveAndLoad(object? value)
    {
        Checkpoints.Save(value, folder["value.pth"]);
        var again = Checkpoints.Load(folder["value.pth"]);
        var description = Description.Of(again);
        Checkpoints.Release(again);
        return description;
    }

    private string Refused(object? value) => Should.Throw<ArgumentException>(() => Checkpoints.Save(value, folder["refused.pth"])).Message;
}
