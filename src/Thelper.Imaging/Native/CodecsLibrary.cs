using System.Runtime.InteropServices;

namespace Thelper.Imaging.Native;

/// <summary>The functions of <c>libthelper_codecs</c>: image files to memory and back.</summary>
internal static unsafe partial class CodecsLibrary
{
    private const string Name = "thelper_codecs";

    private static readonly NativeGate Gate = new(Name, GetVersion, Initialize);

    /// <summary>Loads and prepares the library on first use.</summary>
    public static void Ensure() => Gate.Ensure();

    /// <summary>The reason of the calling thread's last failure.</summary>
    public static string LastError => Marshal.PtrToStringUTF8(GetLastError()) ?? "";

    [LibraryImport(Name, EntryPoint = "th_codecs_decode")]
    public static partial NativeStatus Decode(
        byte* data, long size, int flags, delegate* unmanaged<nint, int, int, int, int, nint> allocate, nint context, out nint result);

    [LibraryImport(Name, EntryPoint = "th_codecs_encode", StringMarshalling = StringMarshalling.Utf8)]
    public static partial NativeStatus Encode(
        in NativeImage image, string extension, int* parameters, int count, delegate* unmanaged<nint, byte*, long, void> receive, nint context);

    [LibraryImport(Name, EntryPoint = "th_codecs_version")]
    private static partial int GetVersion();

    [LibraryImport(Name, EntryPoint = "th_codecs_initialize")]
    private static partial NativeStatus Initialize();

    [LibraryImport(Name, EntryPoint = "th_codecs_last_error")]
    private static partial nint GetLastError();
}
