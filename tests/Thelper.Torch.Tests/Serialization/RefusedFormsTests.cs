using Thelper.Testing;
using Thelper.Torch.Serialization;

namespace Thelper.Torch.Tests.Serialization;

/// <summary>What is not read is refused by name, with the way out; nothing is run and no tensor is left.</summary>
[NoLeaks]
public sealed class RefusedFormsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("quantized", "a quantized tensor", "dequantize")]
    [InlineData("quantized-channel", "a quantized tensor", "dequantize")]
    [InlineData("meta", "a meta tensor", "_rebuild_meta_tensor_no_storage")]
    [InlineData("module", "'torch.nn.modules.container.Sequential'", "state_dict()")]
    [InlineData("own-module", "'__main__.Net'", "state dict")]
    [InlineData("optimizer", "'torch.optim.sgd.SGD'", "state_dict()")]
    [InlineData("namedtuple", "'__main__.Point'", "not read")]
    [InlineData("subclass", "'__main__.Tagged'", "not read")]
    [InlineData("function", "'torch.nn.functional.relu'", "not read")]
    [InlineData("lambda-default", "'collections.deque'", "not read")]
    [InlineData("path", "'pathlib.PurePosixPath'", "not read")]
    [InlineData("generic-storage", "a bare storage", "save tensors")]
    [InlineData("slice", "slice'", "not read")]
    [InlineData("range", "range'", "not read")]
    [InlineData("numpy-structured", "structured type 'V8' (fields 'x', 'größe')", "save it as a list")]
    [InlineData("numpy-subarray", "structured type 'V16' (fields 'grid')", "save it as a list")]
    [InlineData("numpy-structured-scalar", "structured type 'V4' (fields 'x')", "not read")]
    [InlineData("numpy-objects", "type 'O8'", "save it as a list")]
    [InlineData("numpy-dates", "type 'M8'", "save it as a list")]
    [InlineData("numpy-spans", "type 'm8'", "save it as a list")]
    [InlineData("numpy-longdouble", "type 'f16'", "save it as a list")]
    [InlineData("numpy-void", "type 'V3'", "save it as a list")]
    [InlineData("numpy-u8", "type 'u8'", "2^63")]
    public void It_is_named_with_the_way_out(string file, string name, string wayOut)
    {
        var message = Refused(Golden.Form($"refused-{file}.pth"));
        message.ShouldContain(name);
        message.ShouldContain(wayOut);
    }

    [Theory]
    [InlineData("newer-uint16.pth", "'torch.uint16'")]
    [InlineData("newer-float8.pth", "'torch.float8_e4m3fn'")]
    public void Element_types_of_newer_versions_are_named(string file, string name) => Refused(Golden.Form(file)).ShouldContain(name);

    [Theory]
    [InlineData("big-endian.pth", "'big'-endian")]
    [InlineData("big-endian-legacy.pth", "big-endian")]
    public void Big_endian_files_are_refused(string file, string expected) => Refused(Golden.Form(file)).ShouldContain(expected);

    [Theory]
    [InlineData("script.pt", "TorchScript")]
    [InlineData("array.npy", "numpy array")]
    [InlineData("arrays.npz", "numpy archive")]
    [InlineData("old.tar", "tar archive")]
    [InlineData("bare.pkl", "bare pickle; Pickles.Load")]
    [InlineData("../safetensors/all.safetensors", "Safetensors.Load")]
    public void Files_of_other_programs_are_recognised(string file, string kind) => Refused(Golden.Form(file)).ShouldContain(kind);

    [Theory]
    [InlineData("<!DOCTYPE html><html>", "HTML page")]
    [InlineData("\n  <HTML lang=\"de\">", "HTML page")]
    [InlineData("<?xml version=\"1.0\"?>", "XML document")]
    [InlineData("{\"a\": 1}", "JSON document")]
    [InlineData("epoch,loss\n1,2\n", "a text")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "git lfs pull")]
    [InlineData("\u0089PNG\r\n\u001a\n\0\0\0\rIHDR", "PNG image")]
    [InlineData("\u00ff\u00d8\u00ff\u00e0\0\u0010JFIF", "JPEG image")]
    [InlineData("%PDF-1.7", "PDF")]
    [InlineData("\u001f\u008b\u0008\0\0\0", "gzip file; unpack")]
    [InlineData("\u0089HDF\r\n\u001a\n", "HDF5")]
    [InlineData("\u007fELF\u0002\u0001", "a program or library")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0", "nothing but zeros")]
    [InlineData("\u0001\u0002\u0003\u0004random", "is not a PyTorch checkpoint")]
    [InlineData("", "is empty")]
    public void What_a_file_looks_like_is_said(string contents, string kind)
    {
        File.WriteAllBytes(folder["file"], System.Text.Encoding.Latin1.GetBytes(contents));
        Refused(folder["file"]).ShouldContain(kind);
    }

    [Fact]
    public void Sparse_tensors_whose_indices_lie_outside_are_refused()
    {
        // The stored indices are 0 2 2 and 1 0 3; the damage makes the first 2 a 9. The older layout has no checksums.
        var bytes = File.ReadAllBytes(Golden.Form("sparse-legacy.pth"));
        byte[] indices = [.. ((long[])[0, 2, 2, 1, 0, 3]).SelectMany(BitConverter.GetBytes)];
        var at = bytes.AsSpan().IndexOf(indices);
        at.ShouldBeGreaterThan(0);
        bytes[at + 8] = 9;
        File.WriteAllBytes(folder["sparse.pth"], bytes);
        Refused(folder["sparse.pth"]).ShouldContain("sparse tensor's indices do not fit");

        bytes[at + 8] = 0xff;
        bytes[at + 15] = 0xff;
        File.WriteAllBytes(folder["sparse.pth"], bytes);
        Refused(folder["sparse.pth"]).ShouldContain("sparse tensor's indices do not fit");
    }

    [Fact]
    public void Arrays_of_no_texts_in_many_lists_are_refused()
    {
        // Two thousand million empty lists would fit in no memory, and in a few bytes of file.
        var pickle = new PickleBuilder().Global("numpy.core.multiarray", "_reconstruct").Global("numpy", "ndarray").Numbers(0).Text("b").Bytes(0x87).Ops("R(")
            .Number(1).Numbers(2_000_000_000, 0).Global("numpy", "dtype").Text("U4").Bytes(0x89, 0x88, 0x87).Ops("R").Bytes(0x89).Ops("B").Int32(0).Ops("tb");
        PickleBuilder.Save(folder["lists.pth"], pickle.Stop());
        Refused(folder["lists.pth"]).ShouldContain("more than 4000000 texts");
    }

    [Fact]
    public void A_view_of_an_old_file_must_lie_in_its_storage()
    {
        var bytes = File.ReadAllBytes(Golden.Form("views-old-legacy.pth"));

        // The view 'v2' is 4 elements from 6 on; make it 5.
        var at = bytes.AsSpan().IndexOf("v2"u8) + 4;
        at = bytes.AsSpan(at).IndexOf((ReadOnlySpan<byte>)[(byte)'K', 6, (byte)'K', 4]) + at;
        bytes[at + 3] = 5;
        File.WriteAllBytes(folder["views.pth"], bytes);
        Refused(folder["views.pth"]).ShouldContain("reaches outside");
    }

    private static string Refused(string path)
    {
        var message = Should.Throw<CheckpointException>(() => Checkpoints.Load(path)).Message;
        message.ShouldStartWith(path);
        message.ShouldNotContain("\n");
        return message;
    }
}
