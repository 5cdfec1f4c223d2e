using System.Runtime.InteropServices;

namespace Thelper.Imaging.Native;

/// <summary>The functions of <c>libthelper_imaging</c>: geometry, colour and drawing.</summary>
internal static unsafe partial class ImagingLibrary
{
    private const string Name = "thelper_imaging";

    private static readonly NativeGate Gate = new(Name, GetVersion, Initialize);

    /// <summary>Loads and prepares the library on first use.</summary>
    public static void Ensure() => Gate.Ensure();

    /// <summary>The reason of the calling thread's last failure.</summary>
    public static string LastError => Marshal.PtrToStringUTF8(GetLastError()) ?? "";

    [LibraryImport(Name, EntryPoint = "th_imaging_resize")]
    public static partial NativeStatus Resize(in NativeImage source, in NativeImage target, double fx, double fy, int interpolation);

    [LibraryImport(Name, EntryPoint = "th_imaging_copy_make_border")]
    public static partial NativeStatus CopyMakeBorder(
        in NativeImage source, in NativeImage target, int top, int bottom, int left, int right, int border, double* value);

    [LibraryImport(Name, EntryPoint = "th_imaging_warp_affine")]
    public static partial NativeStatus WarpAffine(
        in NativeImage source, in NativeImage target, double* matrix, int flags, int border, double* value);

    [LibraryImport(Name, EntryPoint = "th_imaging_convert_color")]
    public static partial NativeStatus ConvertColor(in NativeImage source, in NativeImage target, int code);

    [LibraryImport(Name, EntryPoint = "th_imaging_select_channels")]
    public static partial NativeStatus SelectChannels(in NativeImage source, in NativeImage target, int* from);

    [LibraryImport(Name, EntryPoint = "th_imaging_flip")]
    public static partial NativeStatus Flip(in NativeImage source, in NativeImage target, int axis);

    [LibraryImport(Name, EntryPoint = "th_imaging_fill_polygons")]
    public static partial NativeStatus FillPolygons(
        in NativeImage image, int* points, int* counts, int contours, double* color, int line, int shift);

    [LibraryImport(Name, EntryPoint = "th_imaging_version")]
    private static partial int GetVersion();

    [LibraryImport(Name, EntryPoint = "th_imaging_initialize")]
    private static partial NativeStatus Initialize();

    [LibraryImport(Name, EntryPoint = "th_imaging_last_error")]
    private static partial nint GetLastError();
}
