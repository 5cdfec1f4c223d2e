using System.Runtime.InteropServices;
using Thelper.Torch;

namespace Thelper.Imaging.Tests;

/// <summary>Decoders print to standard error; catching that must not take it from the runtime, which reports a crash by C's stream.</summary>
public sealed unsafe partial class StandardErrorTests
{
    [Fact]
    public void After_a_damaged_image_standard_error_is_the_process_own()
    {
        var stream = (nint*)NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "stderr");
        var before = *stream;
        using var scope = torch.NewDisposeScope();
        var damaged = ImagingGolden.Bytes("color.png");
        damaged[60] ^= 0xff;
        Should.Throw<UserErrorException>(() => ImageCodec.Decode(damaged));
        Descriptor(*stream).ShouldBe(2);
        (*stream).ShouldBe(before);
    }

    [LibraryImport("libc", EntryPoint = "fileno")]
    private static partial int Descriptor(nint stream);
}
