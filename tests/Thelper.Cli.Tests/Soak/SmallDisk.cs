using System.Diagnostics;
using System.Globalization;

namespace Thelper.Cli.Tests.Soak;

/// <summary>A file system of a few kilobytes in memory (tmpfs), to run out of. Mounting one needs root.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string path;

    /// <summary>Mounts it.</summary>
    /// <param name="path">Where; the folder is made.</param>
    /// <param name="kilobytes">Its size.</param>
    public SmallDisk(string path, int kilobytes)
    {
        this.path = path;
        Directory.CreateDirectory(path);
        Run("mount", "-t", "tmpfs", "-o", Size(kilobytes), "tmpfs", path);
    }

    private SmallDisk(string path) => this.path = path;

    /// <summary>One that something else mounts; here it is only taken away in the end.</summary>
    /// <param name="path">Where it will be.</param>
    public static SmallDisk MountedLater(string path) => new(path);

    /// <summary>Why there is none here; null if there can be one.</summary>
    public static string? Missing => Environment.IsPrivilegedProcess ? Mounts.Value ? null : "mounting a tmpfs is not allowed here" : "mounting a tmpfs needs root";

    private static Lazy<bool> Mounts { get; } = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("thelper-disk-").FullName;
        try
        {
            using var disk = new SmallDisk(folder, 16);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        finally
        {
            Directory.Delete(folder);
        }
    });

    /// <summary>Gives it another size.</summary>
    /// <param name="kilobytes">The size.</param>
    public void Resize(int kilobytes) => Run("mount", "-o", $"remount,{Size(kilobytes)}", path);

    /// <summary>Lets nobody write any more.</summary>
    public void ReadOnly() => Run("mount", "-o", "remount,ro", path);

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Path.Combine(path, "filler"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[4096];
        try
        {
            while (true)
            {
                filler.Write(page);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Takes it away, with what is on it.</summary>
    public void Dispose() => Run("umount", "--lazy", path);

    private static string Size(int kilobytes) => $"size={kilobytes.ToString(CultureInfo.InvariantCulture)}k";

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error}");
        }
    }
}
