using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Thelper.Torch.Serialization;

/// <summary>Writes files that are either complete or not there: a crash, a full disk or a power cut leaves the old file.</summary>
public static partial class AtomicFile
{
    private const int InvalidArgument = 22;

    /// <summary>Writes a file: a temporary one in the same folder, flushed to disk, then renamed; the folder is flushed too.</summary>
    /// <param name="path">Where the file is to be; an existing one is replaced, a link is followed. Its folder must exist.</param>
    /// <param name="write">Writes the contents.</param>
    /// <param name="through">Whether a pipe or a device (<c>/dev/null</c>) is written into and stays, as where a user named it; a pipe waits for who reads it.</param>
    /// <exception cref="UserErrorException">The file cannot be written there (no such folder, no permission, disk full); the old one is untouched.</exception>
    /// <exception cref="IOException">The file cannot be written, or the folder not be flushed.</exception>
    public static void Write(string path, Action<Stream> write, bool through = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string? temporary = null, draft = null;
        try
        {
            if (through && InputFile.Refusal(path) is not null)
            {
                WriteThrough(path, write);
                return;
            }

            var link = new FileInfo(path);
            var target = link.LinkTarget is null ? link.FullName : link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
            if (Directory.Exists(target))
            {
                throw new UserErrorException($"{path}: is a folder, so no file can be written there");
            }

            var folder = Path.GetDirectoryName(target)!;
            draft = Path.Combine(folder, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp");
            using (var stream = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                temporary = draft;
                write(stream);
                stream.Flush(flushToDisk: true);

                // Still open, and so still locked: nobody takes it for what a dead process left.
                File.Move(temporary, target, overwrite: true);
                temporary = null;
            }

            FlushFolder(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var reason = exception is DirectoryNotFoundException ? "its folder does not exist"
                : draft is null ? exception.Message
                : exception.Message.Replace($" : '{draft}'", "", StringComparison.Ordinal).Replace(draft, path, StringComparison.Ordinal);
            throw new UserErrorException($"{path}: cannot be written: {reason}", exception);
        }
        finally
        {
            if (temporary is not null)
            {
                File.Delete(temporary);
            }
        }
    }

    /// <summary>Removes the temporary files that processes left which died while they wrote; those of living ones are locked, and stay.</summary>
    /// <param name="folder">The folder, which exists.</param>
    /// <param name="name">The name of the file that was being written; null for any.</param>
    /// <param name="recursive">Whether folders in it are looked through, too.</param>
    public static void RemoveOrphans(string folder, string? name = null, bool recursive = false)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = recursive, AttributesToSkip = FileAttributes.ReparsePoint, MatchType = MatchType.Simple };
        foreach (var file in Directory.EnumerateFiles(folder, $".{name ?? "*"}.*.tmp", options))
        {
            // To open a pipe of such a name would be to wait for its reader.
            if (!TemporaryName().IsMatch(Path.GetFileName(file)) || InputFile.Refusal(file) is not null)
            {
                continue;
            }

            try
            {
                using (new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.None))
                {
                    File.Delete(file);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Locked by who writes it, gone by now, or somebody else's.
            }
        }
    }

    // As Write makes it, and nobody else.
    [GeneratedRegex(@"^\..+\.[a-z0-9]{8}\.[a-z0-9]{3}\.tmp$", RegexOptions.CultureInvariant)]
    private static partial Regex TemporaryName();

    // Replaced by a file, a device would be lost to everybody.
    private static void WriteThrough(string path, Action<Stream> write)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 1 << 16);
        try
        {
            write(stream);
        }
        catch (NotSupportedException exception) when (!stream.CanSeek)
        {
            throw new UserErrorException($"{path}: {InputFile.Refusal(path)?.Split(';')[0]}, and such a file is not written from its beginning to its end; name a regular file", exception);
        }
    }

    // A rename is durable only once the folder's own entry is on disk, and .NET has no call for that.
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, 0);
        if (descriptor < 0)
        {
            throw new IOException($"cannot open the folder to flush it: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }

        var error = FSync(descriptor) == 0 ? 0 : Marshal.GetLastPInvokeError();
        _ = Close(descriptor);

        // Some network file systems do not flush folders and say so with EINVAL; nothing more can be done there.
        if (error is not (0 or InvalidArgument))
        {
            throw new IOException($"cannot flush the folder: {new Win32Exception(error).Message}");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
