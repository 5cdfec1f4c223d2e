using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Thelper.Vision.Models;

/// <summary>PyTorch's folder of downloaded weights: looked into before any download, and shared with Python.</summary>
/// <remarks>
/// A file name ends in the first characters of the content's SHA-256 (<c>resnet18-f37072fd.pth</c>). It is checked on every use,
/// so a truncated or exchanged file never reaches a model.
/// </remarks>
public sealed partial class WeightsCache
{
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

    /// <summary>Returns the path of a weight file, downloading it when the folder does not have it.</summary>
    /// <param name="source">Address of the file; its last part is the file's name.</param>
    /// <param name="progress">Shows the download on standard error, if that is a terminal.</param>
    /// <exception cref="UserErrorException">The file cannot be downloaded, or its content does not have the hash in its name.</exception>
    public string Fetch(Uri source, bool progress = true)
    {
        var name = Path.GetFileName(source.LocalPath);
        var path = Path.Combine(Folder, name);
        if (File.Exists(path))
        {
            var hash = Hash(path);
            return Matches(name, hash)
                ? path
                : throw new UserErrorException(
                    $"{path}: damaged weight file: its SHA-256 starts with {hash[..8]}, its name says otherwise; delete it to download it again");
        }

        Download(source, path, progress);
        return path;
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

    private void Download(Uri source, string path, bool progress)
    {
        var name = Path.GetFileName(path);
        var temporary = $"{path}.{Environment.ProcessId}.partial";
        try
        {
            Directory.CreateDirectory(Folder);
            Copy(source, temporary, name, progress && !Console.IsErrorRedirected);
            var hash = Hash(temporary);
            if (!Matches(name, hash))
            {
                throw new UserErrorException($"{source}: the downloaded file has the wrong content (SHA-256 {hash[..8]}...); try again later");
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"cannot download the pretrained weights {source} ({e.Message.TrimEnd('.')}); put the file '{name}' into the folder {Folder}", e);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void Copy(Uri source, string target, string name, bool show)
    {
        using var handler = new SocketsHttpHandler { ConnectTimeout = ConnectTimeout };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Get, source);
        using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        var total = response.Content.Headers.ContentLength;
        using var input = response.Content.ReadAsStream();
        using var output = new FileStream(target, FileMode.Create, FileAccess.Write);
        var buffer = new byte[1 << 20];
        var done = 0L;
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
