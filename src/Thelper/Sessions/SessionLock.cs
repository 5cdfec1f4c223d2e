using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Thelper.Sessions;

/// <summary>One owner for a session's folder: while a run lives, no other one writes there. Readers are not disturbed.</summary>
/// <remarks>
/// The file <c>.owner</c> in the folder says who: process, host, since when. What counts is not that it is there but the advisory lock on it
/// (<c>flock</c>), which the kernel drops when its holder dies. On NFS the lock reaches other hosts where the server has locks (NFS 4 always does);
/// mounted with <c>nolock</c>, it holds among the processes of one host.
/// </remarks>
public sealed partial class SessionLock : IDisposable
{
    /// <summary>The name of the file.</summary>
    public const string FileName = ".owner";

    // Linux's numbers, the same on x86-64 and arm64. .NET's own files cannot be used: it locks what it opens to read, too.
    private const int ReadOnly = 0;
    private const int ReadWriteCreate = 0x2 | 0x40;
    private const int CloseOnExec = 0x80000;
    private const int Everybody = 0x1b6;
    private const int ExclusiveNow = 2 | 4;
    private const int WouldBlock = 11;

    private readonly SafeFileHandle file;
    private string path;

    private SessionLock(string path, SafeFileHandle file)
    {
        this.path = path;
        this.file = file;
    }

    /// <summary>Takes the folder.</summary>
    /// <param name="folder">The session's folder, which exists.</param>
    /// <returns>The lock; disposing it gives the folder back.</returns>
    /// <exception cref="UserErrorException">Another run has it, or the folder cannot be written.</exception>
    public static SessionLock Take(string folder)
    {
        var path = InputFile.Require(Path.Combine(folder, FileName));
        while (true)
        {
            SafeFileHandle? file = Open(path, ReadWriteCreate)
                ?? throw new UserErrorException($"{folder}: cannot be written ({new Win32Exception(Marshal.GetLastPInvokeError()).Message}).");
            var mark = Array.Empty<byte>();
            try
            {
                Lock(folder, path, file);
                mark = Encoding.UTF8.GetBytes(string.Create(
                    CultureInfo.InvariantCulture,
                    $"process {Environment.ProcessId} on {Environment.MachineName} since {TimeProvider.System.GetLocalNow():yyyy-MM-dd HH:mm:ss zzz} ({Guid.NewGuid():N})\n"));
                RandomAccess.SetLength(file, 0);
                RandomAccess.Write(file, mark, 0);

                // An owner that just left has removed its file, perhaps after it was opened here: the lock then is on a file that is no more.
                if (Read(path) is { } found && found.AsSpan().SequenceEqual(mark))
                {
                    var taken = new SessionLock(path, file);
                    file = null;
                    return taken;
                }
            }
            catch (IOException e)
            {
                // A full disk takes a file, but nothing in it. If it is another run's by now, whose mark is still to come, that one finds it gone and makes another.
                if (mark.Length > 0 && Read(path) is { } found && mark.AsSpan().StartsWith(found))
                {
                    File.Delete(path);
                }

                throw new UserErrorException($"{path}: cannot be written ({e.Message}).", e);
            }
            finally
            {
                file?.Dispose();
            }
        }
    }

    /// <summary>Fails if another run has the folder now; takes nothing and makes nothing.</summary>
    /// <param name="folder">The session's folder, which need not exist.</param>
    /// <exception cref="UserErrorException">Another run has it.</exception>
    public static void RequireFree(string folder)
    {
        var path = InputFile.Require(Path.Combine(folder, FileName));
        using var file = Open(path, ReadOnly);
        if (file is not null)
        {
            Lock(folder, path, file);
        }
    }

    /// <summary>Says where the folder is now, after it was renamed.</summary>
    /// <param name="folder">Its new name.</param>
    public void MoveTo(string folder) => path = Path.Combine(folder, FileName);

    /// <summary>Gives the folder back.</summary>
    public void Dispose()
    {
        // Removed while it is still locked: nobody can own a file that is gone.
        if (!file.IsClosed)
        {
            File.Delete(path);
            file.Dispose();
        }
    }

    private static void Lock(string folder, string path, SafeFileHandle file)
    {
        if (FLock(file, ExclusiveNow) == 0)
        {
            return;
        }

        var error = Marshal.GetLastPInvokeError();
        if (error != WouldBlock)
        {
            throw new UserErrorException($"{path}: cannot be locked ({new Win32Exception(error).Message}); give a save directory on another file system.");
        }

        var owner = Read(path) is { Length: > 0 } mark ? Encoding.UTF8.GetString(mark).Split(" (")[0].Trim() : "another process";
        throw new UserErrorException($"{folder}: this session is in use by {owner}; wait until it ends, or give another save directory or session name.");
    }

    private static byte[]? Read(string path)
    {
        using var file = Open(path, ReadOnly);
        var mark = new byte[1024];
        return file is null ? null : mark[..RandomAccess.Read(file, mark, 0)];
    }

    private static SafeFileHandle? Open(string path, int flags)
    {
        var descriptor = OpenFile(path, flags | CloseOnExec, Everybody);
        return descriptor < 0 ? null : new(descriptor, ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FLock(SafeFileHandle file, int operation);
}
