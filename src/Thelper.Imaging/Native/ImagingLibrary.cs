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

    [LibraryImport(Name, EntryPoint = "th_imaging_warp_perspective")]
    public static partial NativeStatus WarpPerspective(
        in NativeImage source, in NativeImage target, double* matrix, int flags, int border, double* value);

    [LibraryImport(Name, EntryPoint = "th_imaging_remap")]
    public static partial NativeStatus Remap(
        in NativeImage source, in NativeImage target, float* x, float* y, int interpolation, int border, double* value);

    [LibraryImport(Name, EntryPoint = "th_imaging_convert_color")]
    public static partial NativeStatus ConvertColor(in NativeImage source, in NativeImage target, int code);

    [LibraryImport(Name, EntryPoint = "th_imaging_select_channels")]
    public static partial NativeStatus SelectChannels(in NativeImage source, in NativeImage target, int* from);

    [LibraryImport(Name, EntryPoint = "th_imaging_flip")]
    public static partial NativeStatus Flip(in NativeImage source, in NativeImage target, int axis);

    [LibraryImport(Name, EntryPoint = "th_imaging_fill_polygons")]
    public static partial NativeStatus FillPolygons(
        in NativeImage image, int* points, int* counts, int contours, double* color, int line, int shift);

    [LibraryImport(Name, EntryPoint = "th_imaging_rectangle")]
    public static partial NativeStatus Rectangle(
        in NativeImage image, int left, int top, int right, int bottom, double* color, int thickness);

    [LibraryImport(Name, EntryPoint = "th_imaging_line")]
    public static partial NativeStatus Line(
        in NativeImage image, int x1, int y1, int x2, int y2, double* color, int thickness, int line);

    [LibraryImport(Name, EntryPoint = "th_imaging_circle")]
    public static partial NativeStatus Circle(in NativeImage image, int x, int y, int radius, double* color, int thickness);

    [LibraryImport(Name, EntryPoint = "th_imaging_blur")]
    public static partial NativeStatus Blur(in NativeImage source, in NativeImage target, int width, int height, int border);

    [LibraryImport(Name, EntryPoint = "th_imaging_median_blur")]
    public static partial NativeStatus MedianBlur(in NativeImage source, in NativeImage target, int size);

    [LibraryImport(Name, EntryPoint = "th_imaging_gaussian_blur")]
    public static partial NativeStatus GaussianBlur(
        in NativeImage source, in NativeImage target, int width, int height, double sigmaX, double sigmaY, int border);

    [LibraryImport(Name, EntryPoint = "th_imaging_filter")]
    public static partial NativeStatus Filter(in NativeImage source, in NativeImage target, float* kernel, int width, int height, int border);

    [LibraryImport(Name, EntryPoint = "th_imaging_lut")]
    public static partial NativeStatus Lut(in NativeImage source, in NativeImage target, byte* table, int tables);

    [LibraryImport(Name, EntryPoint = "th_imaging_clahe")]
    public static partial NativeStatus Clahe(in NativeImage source, in NativeImage target, double clip, int tilesX, int tilesY);

    [LibraryImport(Name, EntryPoint = "th_imaging_equalize")]
    public static partial NativeStatus Equalize(in NativeImage source, in NativeImage target);

    [LibraryImport(Name, EntryPoint = "th_imaging_add_weighted")]
    public static partial NativeStatus AddWeighted(in NativeImage first, double alpha, in NativeImage second, double beta, in NativeImage target);

    [LibraryImport(Name, EntryPoint = "th_imaging_mix_channels")]
    public static partial NativeStatus MixChannels(in NativeImage source, in NativeImage target, float* matrix);

    [LibraryImport(Name, EntryPoint = "th_imaging_canny")]
    public static partial NativeStatus Canny(in NativeImage source, in NativeImage target, double low, double high);

    [LibraryImport(Name, EntryPoint = "th_imaging_distance")]
    public static partial NativeStatus Distance(in NativeImage source, in NativeImage target);

    [LibraryImport(Name, EntryPoint = "th_imaging_put_text", StringMarshalling = StringMarshalling.Utf8)]
    public static partial NativeStatus PutText(
        in NativeImage image, string text, int x, int y, double scale, double* color, int thickness);

    [LibraryImport(Name, EntryPoint = "th_imaging_text_size", StringMarshalling = StringMarshalling.Utf8)]
    public static partial NativeStatus TextSize(string text, double scale, int thickness, out int width, out int height, out int below);

    [LibraryImport(Name, EntryPoint = "th_imaging_apply_color_map")]
    public static partial NativeStatus ApplyColorMap(in NativeImage source, in NativeImage target, int map);

    [LibraryImport(Name, EntryPoint = "th_imaging_version")]
    private static partial int GetVersion();

    [LibraryImport(Name, EntryPoint = "th_imaging_initialize")]
    private static partial NativeStatus Initialize();

    [LibraryImport(Name, EntryPoint = "th_imaging_last_error")]
    private static partial nint GetLastError();
}
