using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Thelper.Torch.Serialization;

namespace Thelper.Vision.Datasets;

/// <summary>Fetches published files, checked and complete or not at all.</summary>
internal static class Downloader
{
    private const int ChunkBytes = 1 << 16;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Makes sure that a file is in a folder: keeps one with the right sum, else downloads it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="folder">The folder, which exists.</param>
    /// <param name="progress">Told how far the download is.</param>
    /// <returns>The path of the file.</returns>
    /// <exception cref="UserErrorException">No source delivers the right contents, or the file cannot be written.</exception>
    public static string Fetch(RemoteFile file, string folder, IProgress<string>? progress)
    {
        var path = Path.Join(folder, file.Name);
        if (File.Exists(path) && SumOf(path) == file.Md5)
        {
            return path;
        }

        var failures = new List<string>();
        foreach (var url in file.Urls)
        {
            try
            {
                AtomicFile.Write(path, stream => Copy(url, stream, file.Md5, progress));
                return path;
            }
            catch (Exception error) when (error is HttpRequestException or System.Threading.Tasks.TaskCanceledException or HttpIOException or InvalidDataException)
            {
                failures.Add($"{url}: {error.Message}");
            }
        }

        throw new UserErrorException(
            $"cannot download {file.Name} ({string.Join("; ", failures)}); check the connection, or put the file with the MD5 sum {file.Md5} into '{folder}' yourself");
    }

    private static void Copy(Uri url, Stream target, string md5, IProgress<string>? progress)
    {
        using var handler = new SocketsHttpHandler { ConnectTimeout = ConnectTimeout };
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        using var source = response.Content.ReadAsStream();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var meter = new Meter(url, response.Content.Headers.ContentLength, progress);
        var chunk = new byte[ChunkBytes];
        for (int count; (count = source.Read(chunk)) > 0;)
        {
            hash.AppendData(chunk, 0, count);
            target.Write(chunk, 0, count);
            meter.Add(count);
        }

        var sum = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (sum != md5)
        {
            throw new InvalidDataException($"the MD5 sum is {sum} instead of {md5}");
        }
    }

    // The publishers give MD5 sums. They tell a damaged download from a whole one; nothing relies on them for safety.
    [SuppressMessage("Security", "CA5351:Do not use broken cryptographic algorithms", Justification = "It is the sum that the publishers give.")]
    private static string SumOf(string path)
    {
        using var stream = InputFile.OpenRead(path);
        return Convert.ToHexStringLower(MD5.HashData(stream));
    }

    /// <summary>Reports every tenth of a download, or every 10 MB where the size is unknown.</summary>
    private sealed class Meter(Uri url, long? size, IProgress<string>? progress)
    {
        private const long Step = 10_000_000;
        private long done;
        private long reported;

        public void Add(int count)
        {
            done += count;
            var tenth = size is > 0 and var whole ? done * 10 / whole : done / Step;
            if (tenth > reported)
            {
                reported = tenth;
                progress?.Report(size is > 0 and var total
                    ? string.Create(CultureInfo.InvariantCulture, $"downloading {url}: {tenth * 10}% of {total / 1e6:0.0} MB")
                    : string.Create(CultureInfo.InvariantCulture, $"downloading {url}: {done / 1e6:0.0} MB"));
            }
        }
    }
}
