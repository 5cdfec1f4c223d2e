using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Thelper;

#pragma warning disable RS0030 // The one place that these are for: the file has been looked at.

/// <summary>Opens the files that a user names, or that a folder from elsewhere may have. Only regular ones: a pipe, a device or a socket may block for ever, or never end.</summary>
public static partial class InputFile
{
    // Linux's numbers; the structure of statx is the same on every processor, which that of stat is not.
    private const int CurrentFolder = -100;
    private const uint TypeAndMode = 1;
    private const int StatXBytes = 256;
    private const int ModeOffset = 28;

    /// <summary>Fails for what is neither a regular file nor a folder; what does not exist is for the caller to find.</summary>
    /// <param name="path">The file; links are followed.</param>
    /// <returns>The path.</returns>
    /// <exception cref="UserErrorException">It is a pipe, a device or a socket.</exception>
    public static string Require(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Refusal(path) is { } refusal ? throw new UserErrorException($"{path}: {refusal}") : path;
    }

    /// <summary>Why a file is not used; null if it is, or does not exist.</summary>
    /// <param name="path">The file.</param>
    public static string? Refusal(string path) => KindOf(path) is { } kind ? $"is {kind}; only regular files are used (copy what it gives to one)" : null;

    /// <summary>Opens a file to read it in order.</summary>
    /// <exception cref="UserErrorException">It is no regular file.</exception>
    public static FileStream OpenRead(string path) => File.OpenRead(Require(path));

    /// <summary>Opens a file to read it anywhere.</summary>
    /// <exception cref="UserErrorException">It is no regular file.</exception>
    public static SafeFileHandle OpenHandle(string path) => File.OpenHandle(Require(path));

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="UserErrorException">It is no regular file.</exception>
    public static byte[] ReadAllBytes(string path) => File.ReadAllBytes(Require(path));

    /// <summary>Reads a whole file as text.</summary>
    /// <exception cref="UserErrorException">It is no regular file.</exception>
    public static string ReadAllText(string path) => File.ReadAllText(Require(path));

    /// <summary>Reads the lines of a file as they are asked for.</summary>
    /// <exception cref="UserErrorException">It is no regular file.</exception>
    public static IEnumerable<string> ReadLines(string path) => File.ReadLines(Require(path));

    private static unsafe string? KindOf(string path)
    {
        const int typeBits = 0xF000;
        Span<byte> found = stackalloc byte[StatXBytes];
        fixed (byte* buffer = found)
        {
            if (!OperatingSystem.IsLinux() || StatX(CurrentFolder, path, 0, TypeAndMode, buffer) != 0)
            {
                return null;
            }
        }

        return (BitConverter.ToUInt16(found[ModeOffset..]) & typeBits) switch
        {
            0x1000 => "a pipe",
            0x2000 or 0x6000 => "a device",
            0xC000 => "a socket",
            _ => null,
        };
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int folder, string path, int flags, uint mask, byte* buffer);
}
