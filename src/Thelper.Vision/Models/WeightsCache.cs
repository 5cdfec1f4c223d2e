using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Thelper.Vision.Models;

/// <summary>PyTorch's folder of downloaded weights: looked into before any download, and shared with Python.</summary>
/// <remarks>
/// A file name ends in the first characters of the content's SHA-256 (<c>resnet18-f37072fd.pth</c>). It is checked on every use,
/// so a truncated or exchanged file never reaches a model. A download lies in a file of its own (<c>.partial</c>) until it is whole and checked; one
/// that was cut off goes on where it ended, if the server can. Of several processes that need a file at once, one downloads it, and the others wait.
/// </remarks>
public sealed partial class WeightsCache
{
    private const int Attempts = 5;

    // Linux's number of what flock says of a file that another one has.
    private const int WouldBlock = 11;
    private const int Glance = 200;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Uses a folder of the caller's choice.</summary>
    /// <param name="folder">Where weight files lie; created by the first download.</param>
    public WeightsCache(string folder) => Folder = folder;

    /// <summary>The folder that PyTorch uses: <c>hub/checkpoints</c> in <c>$TORCH_HOME</c>, else in <c>torch</c> of <c>$XDG_CACHE_HOME</c> or <c>~/.cache</c>.</summary>
    public static WeightsCache Default
    {
        get
        {
            var home = Variable("TORCH_HOME") ?? Path.Combine(Variable("XDG_CACHE_HOME") ?? "~/.cache", "torch");
            if (home == "~" || home.StartsWith("~/", StringComparison.Ordinal))
            {
                home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + home[1..];
            }

            return new WeightsCache(Path.Combine(home, "hub", "checkpoints"));
        }
    }

    /// <summary>Where weight files lie.</summary>
    public string Folder { get; }

    /// <summary>Told once that another process is waited for.</summary>
    internal Action<string> Say { get; init; } = Console.Error.WriteLine;

    /// <summary>Returns the path of a weight file, downloading it when the folder does not have it.</summary>
    /// <param name="source">Address of the file; its last part is the file's name.</param>
    /// <param name="progress">Shows the download on standard error, if that is a terminal, and says there when another process's is waited for.</param>
    /// <exception cref="UserErrorException">The file cannot be downloaded, or its content does not have the hash in its name.</exception>
    public string Fetch(Uri source, bool progress = true)
    {
        var path = Path.Combine(Folder, Path.GetFileName(source.LocalPath));
        if (!IsThere(path))
        {
            Download(source, path, progress);
        }

        return path;
    }

    private static bool IsThere(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        var hash = Hash(path);
        if (!Matches(Path.GetFileName(path), hash))
        {
            throw new UserErrorException($"{path}: damaged weight file: its SHA-256 starts with {hash[..8]}, its name says otherwise; delete it to download it again");
        }

        return true;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string Hash(string path)
    {
        using var stream = InputFile.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static bool Matches(string name, string hash) =>
        HashInName().Match(name) is not { Success: true } match || hash.StartsWith(match.Groups[1].Value, StringComparison.Ordinal);

    [GeneratedRegex("-([0-9a-f]{8,64})\\.")]
    private static partial Regex HashInName();

    private static void Report(string name, long done, long? total)
    {
        var size = (done / 1e6).ToString("F1", CultureInfo.InvariantCulture);
        var share = total is > 0 ? $" ({100 * done / total}%)" : "";
        Console.Error.Write($"\rdownloading {name}: {size} MB{share}");
    }

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private void Download(Uri source, string path, bool progress)
    {
        var name = Path.GetFileName(path);
        var temporary = path + ".partial";
        try
        {
            Directory.CreateDirectory(Folder);
            using var turn = TakeTurn(name, progress);
            if (IsThere(path))
            {
                return;
            }

            if (!HashInName().IsMatch(name))
            {
                // Nothing would tell whether the rest belongs to what is there.
                File.Delete(temporary);
            }

            CopyWhole(source, temporary, name, progress && !Console.IsErrorRedirected);
            var hash = Hash(temporary);
            if (!Matches(name, hash))
            {
                File.Delete(temporary);
                throw new UserErrorException($"{source}: the downloaded file has the wrong content (SHA-256 {hash[..8]}...); try again later");
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            var kept = Length(temporary) is > 0 and var bytes ? $"; the {(bytes / 1e6).ToString("F1", CultureInfo.InvariantCulture)} MB that arrived are kept, and the next attempt goes on from them" : "";
            throw new UserErrorException(
                $"cannot download the pretrained weights {source} ({e.Message.TrimEnd('.')}); put the file '{name}' into the folder {Folder}{kept}", e);
        }
    }

    // The lock is the kernel's, and ends with its holder. Its file stays: one that is removed could be locked by two, who opened it before and after.
    // Who shares the folder with others, whose locks are not to be opened, goes without: as safe as two users were ever.
    private FileStream? TakeTurn(string name, bool progress)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                var locks = Directory.CreateDirectory(Path.Combine(Folder, ".locks")).FullName;
                return new FileStream(Path.Combine(locks, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (UnauthorizedAccessException)
            {
                return null;
            }
            catch (IOException e) when (e.HResult == WouldBlock)
            {
                if (isFirst && progress)
                {
                    Say($"waiting for {name}, which another process downloads into {Folder}");
                }

                Thread.Sleep(Glance);
            }
        }
    }

    // A connection that ends early is taken up again where it ended, as long as that leads anywhere.
    private static void CopyWhole(Uri source, string target, string name, bool show)
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = Length(target);
            try
            {
                Copy(source, target, name, show);
                return;
            }
            catch (IOException)
            {
                // Not in a filter, which would run before the file is closed.
                if (attempt == Attempts || Length(target) <= before)
                {
                    throw;
                }
            }
        }
    }

    private static void Copy(Uri source, string target, string name, bool show)
    {
        using var handler = new SocketsHttpHandler { ConnectTimeout = ConnectTimeout };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Get, source);
        var done = Length(target);
        if (done > 0)
        {
            request.Headers.Range = new RangeHeaderValue(done, null);
        }

        using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // All of it is there already, or it is another file's; the hash tells.
            return;
        }

        response.EnsureSuccessStatusCode();
        var goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == done;
        done = goesOn ? done : 0;
        var total = response.Content.Headers.ContentLength + done;
        using var input = response.Content.ReadAsStream();
        using var output = new FileStream(target, goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None);
        var buffer = new byte[1 << 20];
        for (int read; (read = input.Read(buffer)) > 0;)
        {
            output.Write(buffer, 0, read);
            done += read;
            if (show)
            {
                Report(name, done, total);
            }
        }

        output.Flush(flushToDisk: true);
        if (show)
        {
            Console.Error.WriteLine();
        }
    }
}
