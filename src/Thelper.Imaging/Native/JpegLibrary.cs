using System.Runtime.InteropServices;

namespace Thelper.Imaging.Native;

/// <summary>The functions of <c>libthelper_jpeg</c>: ordinary JPEG files, whole or in part.</summary>
internal static unsafe partial class JpegLibrary
{
    private const string Name = "thelper_jpeg";

    private static readonly NativeGate Gate = new(Name, GetVersion, Initialize);

    /// <summary>Loads the library on first use.</summary>
    public static void Ensure() => Gate.Ensure();

    [LibraryImport(Name, EntryPoint = "th_jpeg_size")]
    public static partial NativeStatus Size(byte* data, long size, out int width, out int height);

    [LibraryImport(Name, EntryPoint = "th_jpeg_decode")]
    public static partial NativeStatus Decode(byte* data, long size, int left, int top, int width, int height, nint rows, long stride, out int pad);

    [LibraryImport(Name, EntryPoint = "th_jpeg_rows_open")]
    public static partial NativeStatus OpenRows(byte* data, long size, out nint rows);

    [LibraryImport(Name, EntryPoint = "th_jpeg_rows_read")]
    public static partial NativeStatus ReadRows(nint rows, byte* into, long stride, int count);

    [LibraryImport(Name, EntryPoint = "th_jpeg_rows_close")]
    public static partial void CloseRows(nint rows);

    [LibraryImport(Name, EntryPoint = "th_jpeg_version")]
    private static partial int GetVersion();

    [LibraryImport(Name, EntryPoint = "th_jpeg_initialize")]
    private static partial NativeStatus Initialize();
}
