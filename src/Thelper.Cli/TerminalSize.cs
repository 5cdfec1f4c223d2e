using System.Runtime.InteropServices;

namespace Thelper.Cli;

/// <summary>The size of the terminal that standard error is; .NET asks that of standard output, which may be a file.</summary>
internal static unsafe partial class TerminalSize
{
    // Of Linux, on every processor that the program runs on.
    private const nuint GetWindowSize = 0x5413;
    private const int StandardError = 2;
    private const int Usual = 80;

    /// <summary>Columns of the terminal; 80 where it does not tell.</summary>
    public static int Columns()
    {
        var size = stackalloc ushort[4];
        return IoControl(StandardError, GetWindowSize, size) == 0 && size[1] > 0 ? size[1] : Usual;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int IoControl(int file, nuint request, ushort* result);
}
