using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Thelper.Imaging.Native;

/// <summary>Sends this assembly's native calls to the libraries beside the program.</summary>
internal static class NativeLoader
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The resolver must be in place before the first native call.")]
    internal static void Register() => NativeLibrary.SetDllImportResolver(
        typeof(NativeLoader).Assembly, static (name, _, _) => NativeLibraries.Load(name, "OpenCV 4 and libjpeg-turbo (packages libopencv-dev and libjpeg-dev)"));
}
