using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Thelper.Torch;
using Thelper.Torch.Serialization;

namespace Thelper.Zoo;

/// <summary>What a file of weights is: its hash, and the names, shapes and types of what is in it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Sha256">SHA-256 of its bytes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Manifest">Every tensor as <c>name [sizes] type</c>, in the file's order.</param>
public sealed record WeightFileRecord(string Path, string Sha256, long Bytes, IReadOnlyList<string> Manifest)
{
    /// <summary>SHA-256 of the manifest's lines.</summary>
    public string ManifestSha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Manifest.Select(line => line + "\n")))));

    /// <summary>Looks at a file; nothing in it is run.</summary>
    /// <param name="path">PyTorch's files of either layout, or safetensors.</param>
    /// <exception cref="UserErrorException">It cannot be read, or holds no weights.</exception>
    public static WeightFileRecord Of(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var file = WeightFile.Read(path);
        var (_, state) = file.Find(null)[0];
        using var stream = InputFile.OpenRead(path);
        var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        return new(path, hash, stream.Length, [.. state.Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}] {entry.Value.dtype.PythonName()}")]);
    }

    /// <summary>The record as plain values, for machines.</summary>
    public Dictionary<string, object?> ToPlain() => new()
    {
        ["file"] = Path,
        ["sha256"] = Sha256,
        ["bytes"] = Bytes,
        ["tensors"] = (long)Manifest.Count,
        ["manifest_sha256"] = ManifestSha256,
        ["manifest"] = Manifest.Select(line => (object?)line).ToList(),
    };

    /// <summary>The record as text.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"file: {Path}, {Bytes} bytes\nsha256: {Sha256}\nmanifest: {Manifest.Count} tensors, sha256 {ManifestSha256}\n");
}
