using System.IO.Compression;
using Thelper.Testing;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Serialization;

/// <summary>Every form that a checkpoint of PyTorch can have is read with the values that PyTorch saved, and can be written again.</summary>
[NoLeaks]
public sealed class FormsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, string> Files
    {
        get
        {
            var files = new TheoryData<string, string>
            {
                { "newer-records", "sharing" }, { "newer-v3", "newer-v3" }, { "views-old-legacy", "views-old-legacy" }, { "odd-name", "odd-name" },
            };
            foreach (var name in (string[])["sharing", "sparse", "named", "numpy-more"])
            {
                files.Add(name, name);
                files.Add(name + "-legacy", name);
            }

            for (var protocol = 0; protocol <= 5; protocol++)
            {
                foreach (var layout in (string[])["", "-legacy"])
                {
                    files.Add($"protocol{protocol}-plain{layout}", "protocol-plain");
                    if (protocol > 0)
                    {
                        files.Add($"protocol{protocol}-tensor{layout}", "protocol-tensor");
                    }
                }
            }

            return files;
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_gives_what_PyTorch_saved(string file, string description)
    {
        var expected = Golden.DescriptionOf(Path.Combine("forms", description));
        var value = Checkpoints.Load(Golden.Form(file + ".pth"));
        Description.Of(value).ShouldBe(expected);
        Checkpoints.Save(value, folder["again.pth"]);
        Checkpoints.Release(value);

        var again = Checkpoints.Load(folder["again.pth"]);
        Description.Of(again).ShouldBe(expected);
        Checkpoints.Release(again);
    }

    [Theory]
    [InlineData("sharing.pth")]
    [InlineData("sharing-legacy.pth")]
    [InlineData("newer-records.pth")]
    public void Views_still_show_each_others_changes(string file)
    {
        var value = (PyDict)Checkpoints.Load(Golden.Form(file))!;
        CheckSharing(value);
        Checkpoints.Save(value, folder["again.pth"]);
        Checkpoints.Release(value);

        // One record per storage: the vector, the two halves' one, the tied weight, the scalar.
        using (var archive = ZipFile.OpenRead(folder["again.pth"]))
        {
            archive.Entries.Count(record => record.FullName.Contains("/data/", StringComparison.Ordinal)).ShouldBe(4);
        }

        var again = (PyDict)Checkpoints.Load(folder["again.pth"])!;
        CheckSharing(again);
        Checkpoints.Release(again);
    }

    [Fact]
    public void Views_of_old_files_share_the_whole()
    {
        var value = (PyDict)Checkpoints.Load(Golden.Form("views-old-legacy.pth"))!;
        var all = (Tensor)value["all"]!;
        ((Tensor)value["a"]!).DataPointer.ShouldBe(all.DataPointer + (3 * 4));
        ((Tensor)value["b"]!).DataPointer.ShouldBe(all.DataPointer + (6 * 4));
        Checkpoints.Release(value);
    }

    [Fact]
    public void Sparse_tensors_work_after_loading()
    {
        using var scope = NewDisposeScope();
        var value = (PyDict)Checkpoints.Load(Golden.Form("sparse.pth"))!;
        ((Tensor)value["coo"]!).to_dense().sum().ToDouble().ShouldBe(3.5);
        ((Tensor)value["csr"]!).to_dense().sum().ToDouble().ShouldBe(6);
        ((Tensor)value["hybrid"]!).to_dense().shape.ShouldBe([5, 2]);
    }

    [Fact]
    public void Streams_hold_several_checkpoints_if_one_says_where_each_begins()
    {
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        stream.Write("before"u8);
        save(arange(5), stream);
        var second = stream.Position;
        save(new PyDict { { "a", 1L } }, stream);

        stream.Position = second;
        load<PyDict>(stream)["a"].ShouldBe(1L);
        stream.CanRead.ShouldBeTrue();

        using var first = new MemoryStream(stream.ToArray()[..(int)second]) { Position = 6 };
        load(first).data<long>().ToArray().ShouldBe([0, 1, 2, 3, 4]);

        using var legacy = new MemoryStream([1, 2, 3, .. File.ReadAllBytes(Golden.Form("protocol2-tensor-legacy.pth"))]) { Position = 3 };
        load<OrderedDictionary<string, Tensor>>(legacy)["t"].numel().ShouldBe(3);
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_refused()
    {
        using var inner = new MemoryStream();
        using var forward = new GZipStream(inner, CompressionMode.Decompress);
        Should.Throw<CheckpointException>(() => Checkpoints.Load(forward)).Message.ShouldContain("copy it to a file");
    }

    [Fact]
    public void One_tensor_is_saved_and_loaded_by_name()
    {
        using var scope = NewDisposeScope();
        var path = folder["größe 日本 🙂.pt"];
        save(arange(3), path);
        load(path).data<long>().ToArray().ShouldBe([0, 1, 2]);
        Tensor.load(path).numel().ShouldBe(3);
        ones(2).save(path);
        load(path, CPU).sum().ToDouble().ShouldBe(2);
        load<object>(path).ShouldBeAssignableTo<Tensor>();

        Should.Throw<CheckpointException>(() => load<PyDict>(path)).Message.ShouldBe($"{path}: holds a tensor [2], where PyDict was asked for");
        save(new object?[] { ones(1), 2 }, path);
        Should.Throw<CheckpointException>(() => load(path)).Message.ShouldContain("a list of 2");
        save((object?)null, path);
        Should.Throw<CheckpointException>(() => load(path)).Message.ShouldContain("None");
        load<object?>(path).ShouldBeNull();
    }

    [Fact]
    public void Sets_devices_and_layouts_are_saved()
    {
        var value = new object?[] { new HashSet<string> { "a" }, new SortedSet<long> { 2, 1 }, new Device(DeviceType.CUDA, 1), CPU, Layout.SparseCsr };
        Checkpoints.Save(value, folder["a.pth"]);
        Description.Of(Checkpoints.Load(folder["a.pth"])).ShouldBe("[set{s:61},set{1,2},s:637564613a31,s:637075,layout:torch.sparse_csr]");
        var bad = new PyDict(PyDictKind.DefaultDict) { DefaultFactory = "eval" };
        Should.Throw<ArgumentException>(() => Checkpoints.Save(bad, folder["b.pth"])).Message.ShouldContain("'eval'");
    }

    private static void CheckSharing(PyDict value)
    {
        using var scope = NewDisposeScope();
        var left = (Tensor)value["left"]!;
        var right = (Tensor)value["right"]!;
        var windows = (Tensor)value["windows"]!;
        var before = left[5].ToDouble();
        left[5].fill_(100);
        right[1].ToDouble().ShouldBe(100);
        windows[1][3].ToDouble().ShouldBe(100);
        windows[2][1].ToDouble().ShouldBe(100);
        ((Tensor)value["every third, backwards stored"]!)[0][1].ToDouble().ShouldBe(100);
        left[5].fill_(before);

        var halves = (List<object?>)value["halves"]!;
        ((Tensor)halves[1]!).DataPointer.ShouldBe(((Tensor)halves[0]!).DataPointer + 2);
        var tied = (PyDict)value["tied"]!;
        ((Tensor)tied["a.weight"]!).DataPointer.ShouldBe(((Tensor)tied["b.weight"]!).DataPointer);
    }
}
