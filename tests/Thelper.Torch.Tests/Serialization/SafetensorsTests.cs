using System.Text;
using Thelper.Testing;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Serialization;

/// <summary>Safetensors files made from the format's definition are read; what is written keeps its rules; what breaks them is refused.</summary>
[NoLeaks]
public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("all.safetensors")]
    [InlineData("all-utf8.safetensors")]
    public void Files_made_from_the_definition_are_read_and_written_again(string name)
    {
        using var scope = NewDisposeScope();
        var expected = Golden.DescriptionOf("safetensors/all");
        var path = Golden.PathOf("safetensors/" + name);
        var tensors = Safetensors.Load(path);
        Describe(tensors).ShouldBe(expected);

        var metadata = Safetensors.ReadHeader(path).Metadata;
        metadata["autor"].ShouldBe("Ünï 🙂");
        Safetensors.Save(tensors, folder["again.safetensors"], metadata);
        Describe(Safetensors.Load(folder["again.safetensors"])).ShouldBe(expected);
        Safetensors.ReadHeader(folder["again.safetensors"]).Metadata.ShouldBe(metadata);
        folder.Names.ShouldBe(["again.safetensors"]);
    }

    [Fact]
    public void The_layout_of_a_written_file_is_the_documented_one()
    {
        using var scope = NewDisposeScope();
        var tensors = new OrderedDictionary<string, Tensor> { ["small"] = tensor(new byte[] { 7, 8, 9 }), ["large"] = tensor(new[] { 1.5, 2.5 }) };
        Safetensors.Save(tensors, folder["a"]);
        var file = File.ReadAllBytes(folder["a"]);
        var length = BitConverter.ToInt64(file);
        (length % 8).ShouldBe(0);
        Encoding.UTF8.GetString(file, 8, (int)length).TrimEnd(' ').ShouldBe(
            """{"small":{"dtype":"U8","shape":[3],"data_offsets":[16,19]},"large":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}""");
        file[(8 + (int)length)..].ShouldBe([.. BitConverter.GetBytes(1.5), .. BitConverter.GetBytes(2.5), 7, 8, 9]);
    }

    [Fact]
    public void Files_are_read_into_main_memory_whatever_the_default_device()
    {
        using var scope = NewDisposeScope();
        var saved = new OrderedDictionary<string, Tensor> { ["x"] = tensor(new[] { 1.5f, 2.5f }) };
        Safetensors.Save(saved, folder["a.safetensors"]);
        Checkpoints.Save(saved, folder["a.pth"]);
        Tensor[] read;
        set_default_device("meta");
        try
        {
            read = [Safetensors.Load(folder["a.safetensors"])["x"], (Tensor)((PyDict)Checkpoints.Load(folder["a.pth"])!)["x"]!];
        }
        finally
        {
            set_default_device(CPU);
        }

        foreach (var value in read)
        {
            value.data<float>().ToArray().ShouldBe([1.5f, 2.5f]);
        }
    }

    [Fact]
    public void Views_are_written_as_what_they_show_and_shared_tensors_whole()
    {
        using var scope = NewDisposeScope();
        var whole = arange(6).view(2, 3);
        var weight = new Thelper.Torch.Modules.Parameter(ones(2));
        var real = ones(1);
        var state = new OrderedDictionary<string, Tensor>
        {
            ["t"] = whole.t(),
            ["again"] = whole,
            ["expanded"] = tensor(new[] { 3f }).expand(2, 2),
            ["parameter"] = weight,
            ["conj"] = aten.conj(aten.complex(real, real)),
        };
        using var stream = new MemoryStream();
        Safetensors.Save(state, stream);
        stream.Position = 0;
        var again = Safetensors.Load(stream);
        again["t"].data<long>().ToArray().ShouldBe([0, 3, 1, 4, 2, 5]);
        again["again"].data<long>().ToArray().ShouldBe([0, 1, 2, 3, 4, 5]);
        again["expanded"].data<float>().ToArray().ShouldBe([3, 3, 3, 3]);
        again["parameter"].requires_grad.ShouldBeFalse();
        Description.Of(again["conj"]).ShouldBe("tensor(complex64,[1],[1],False,0000803f000080bf)");
        again["again"].fill_(0);
        again["t"].sum().ToInt64().ShouldBe(15);
        weight.Dispose();
    }

    [Fact]
    public void Single_tensors_can_be_read()
    {
        using var scope = NewDisposeScope();
        var some = Safetensors.Load(Golden.PathOf("safetensors/all.safetensors"), filter: name => name.StartsWith('F'));
        some.Keys.ShouldBe(["F16", "F32", "F64"]);
        var header = Safetensors.ReadHeader(Golden.PathOf("safetensors/all.safetensors"));
        header.Tensors.Count.ShouldBe(15);
        header.Tensors.First(entry => entry.Name == "BF16").Shape.ShouldBe([2, 3]);
    }

    [Fact]
    public void What_the_format_cannot_hold_is_named_and_no_file_is_written()
    {
        using var scope = NewDisposeScope();
        Unsavable(ones(2).to(complex128)).ShouldContain("ComplexFloat64");
        Unsavable(aten.to_sparse(ones(2))).ShouldContain("Sparse");
        Unsavable(ones(2), "__metadata__").ShouldContain("keeps for itself");
        Unsavable(ones(2), "\ud800").ShouldContain("surrogate");
        var twice = new[] { KeyValuePair.Create("a", ones(1)), KeyValuePair.Create("a", ones(1)) };
        Should.Throw<ArgumentException>(() => Safetensors.Save(twice, folder["x"])).Message.ShouldContain("twice");
        folder.Names.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, null)]
    [InlineData("""{}""", 0, null)]
    [InlineData("""{"__metadata__":{}}   """, 0, null)]
    [InlineData("""{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4],"more":[{"x":1}]}}""", 4, null)]
    [InlineData("""{"z":{"dtype":"F32","shape":[0],"data_offsets":[4,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, null)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "takes|8 bytes, but 7")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "8 bytes, but 9")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 8, "takes 8 bytes, but its place is from 0 to 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "its place is from 8 to 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6, "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, "a gap of 4 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "a gap of 4 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "names 'a' twice")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "'dtype' twice")]
    [InlineData("""{"__metadata__":{"a":"b","a":"c"}}""", 0, "names 'a' twice")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "String belongs")]
    [InlineData("""{"__metadata__":[]}""", 0, "StartObject belongs")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}""", 1, "'F8_E4M3', which libtorch has no tensors for")]
    [InlineData("""{"a":{"dtype":"U16","shape":[1],"data_offsets":[0,2]}}""", 2, "'U16', which libtorch has no tensors for")]
    [InlineData("""{"a":{"dtype":"Q7","shape":[1],"data_offsets":[0,1]}}""", 1, "unknown type 'Q7'")]
    [InlineData("""{"a":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}""", 4, "unknown type 'f32'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "cannot be")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "cannot be")]
    [InlineData("""{"a":{"dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,4]}}""", 4, "cannot be")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "impossible size")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "impossible size")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4, "more than 2")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "lacks")]
    [InlineData("""{"a":{"dtype":"F32","data_offsets":[0,4]}}""", 4, "lacks")]
    [InlineData("""{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", 4, "something else than numbers")]
    [InlineData("""{"a":{"dtype":32,"shape":[1],"data_offsets":[0,4]}}""", 4, "String belongs")]
    [InlineData("""{"a":[]}""", 0, "StartObject belongs")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""", 4, "not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} x""", 4, "not valid JSON")]
    [InlineData("""{"a\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "not valid JSON")]
    [InlineData("""{"a":{"more":[[[[[[[[[[1]]]]]]]]]]}}""", 4, "not valid JSON")]
    [InlineData(""" {}""", 0, "does not begin with '{'")]
    [InlineData("""[]""", 0, "does not begin with '{'")]
    [InlineData("", 0, "does not begin with '{'")]
    public void Headers_are_checked(string json, int data, string? problem)
    {
        var text = Encoding.UTF8.GetBytes(json);
        File.WriteAllBytes(folder["a"], [.. BitConverter.GetBytes((long)text.Length), .. text, .. new byte[data]]);
        if (problem is null)
        {
            using var scope = NewDisposeScope();
            Safetensors.Load(folder["a"]).Count.ShouldBe(Safetensors.ReadHeader(folder["a"]).Tensors.Count);
        }
        else
        {
            Refused(folder["a"]).ShouldContain(problem.Split('|')[^1]);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(100_000_001)]
    [InlineData(3)]
    public void A_header_longer_than_the_file_allocates_nothing(long length)
    {
        File.WriteAllBytes(folder["a"], [.. BitConverter.GetBytes(length), (byte)'{', (byte)'}']);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(folder["a"]).ShouldContain("was cut short");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public void Other_files_are_told_apart()
    {
        Refused(folder["missing"]).ShouldEndWith("does not exist");
        File.WriteAllBytes(folder["short"], [1, 2]);
        Refused(folder["short"]).ShouldContain("not a safetensors file");
        Refused(Golden.PathOf("plain.pth")).ShouldContain("not a safetensors file");
        Directory.CreateDirectory(folder["directory"]);
        Refused(folder["directory"]).ShouldContain("is a folder");
    }

    private static string Describe(OrderedDictionary<string, Tensor> tensors)
    {
        var dictionary = new PyDict();
        foreach (var (name, tensor) in tensors)
        {
            dictionary.Add(name, tensor);
        }

        return Description.Of(dictionary);
    }

    private static string Refused(string path)
    {
        var message = Should.Throw<CheckpointException>(() => Safetensors.Load(path)).Message;
        message.ShouldStartWith(path);
        message.ShouldNotContain("\n");
        return message;
    }

    private string Unsavable(Tensor tensor, string name = "a") =>
        Should.Throw<ArgumentException>(() => Safetensors.Save([KeyValuePair.Create(name, tensor)], folder["x"])).Message;
}
