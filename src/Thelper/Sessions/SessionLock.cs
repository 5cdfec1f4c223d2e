using System.Globalization;
using System.Text;

namespace Thelper.Sessions;

/// <summary>One owner for a session's folder: while a run lives, no other one writes there. Readers are not disturbed.</summary>
/// <remarks>
/// The file <c>.owner</c> in the folder says who: process, host, since when. What counts is not that it is there but the advisory lock on it
/// (<c>flock</c>), which the kernel drops when its holder dies. On NFS the lock reaches other hosts where the server has locks (NFS 4 always does);
/// mounted with <c>nolock</c>, it holds among the processes of one host.
/// </remarks>
public sealed class SessionLock : IDisposable
{
    /// <summary>The name of the file.</summary>
    public const string FileName = ".owner";

    private readonly string path;
    private readonly FileStream stream;

    private SessionLock(string path, FileStream stream)
    {
        this.path = path;
        this.stream = stream;
    }

    /// <summary>Takes the folder.</summary>
    /// <param name="folder">The session's folder, which exists.</param>
    /// <returns>The lock; disposing it gives the folder back.</returns>
    /// <exception cref="UserErrorException">Another run has it, or the folder cannot be written.</exception>
    public static SessionLock Take(string folder)
    {
        var path = Path.Combine(folder, FileName);
        while (true)
        {
            var stream = Open(folder, path);
            try
            {
                var mark = Encoding.UTF8.GetBytes(string.Create(
                    CultureInfo.InvariantCulture,
                    $"process {Environment.ProcessId} on {Environment.MachineName} since {DateTimeOffset.Now:yyyy-MM-dd HH:mm:ss zzz} ({Guid.NewGuid():N})\n"));
                stream.SetLength(0);
                stream.Write(mark);
                stream.Flush(flushToDisk: true);

                // An owner that just left has removed its file, perhaps after it was opened here: the lock then is on a file that is no more.
                if (Read(path) is { } found && found.AsSpan().SequenceEqual(mark))
                {
                    return new(path, stream);
                }

                stream.Dispose();
            }
            catch (IOException e)
            {
                stream.Dispose();
                throw new UserErrorException($"{path}: cannot be written ({e.Message}).", e);
            }
        }
    }

    /// <summary>Fails if another run has the folder now; takes nothing and makes nothing.</summary>
    /// <param name="folder">The session's folder, which need not exist.</param>
    /// <exception cref="UserErrorException">Another run has it.</exception>
    public static void RequireFree(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (File.Exists(path))
        {
            try
            {
                new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            }
            catch (FileNotFoundException)
            {
                // Its owner has left just now.
            }
            catch (IOException e)
            {
                throw Taken(folder, path, e);
            }
            catch (UnauthorizedAccessException)
            {
                // Another user's: whoever writes there will be told.
            }
        }
    }

    /// <summary>Gives the folder back.</summary>
    public void Dispose()
    {
        // Removed while it is still locked: nobody can own a file that is gone.
        File.Delete(path);
        stream.Dispose();
    }

    private static FileStream Open(string folder, string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UserErrorException($"{folder}: cannot be written ({e.Message}).", e);
        }
        catch (IOException e) when (e is not DirectoryNotFoundException)
        {
            throw File.Exists(path) ? Taken(folder, path, e) : new UserErrorException($"{folder}: cannot be written ({e.Message}).", e);
        }
    }

    private static UserErrorException Taken(string folder, string path, IOException inner)
    {
        var owner = Read(path) is { Length: > 0 } mark ? Encoding.UTF8.GetString(mark).Split(" (")[0].Trim() : "another process";
        return new($"{folder}: this session is in use by {owner}; wait until it ends, or give another save directory or session name.", inner);
    }

    private static byte[]? Read(string path)
    {
        try
        {
            // With every kind of sharing, no lock is asked for.
            using var reader = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var mark = new byte[1024];
            return mark[..reader.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false)];
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
