using System.Security.Cryptography;
using System.Text;
using Thelper.Torch.Serialization;

namespace Thelper.Bundles;

/// <summary>The sums of a bundle's files, in the form that <c>sha256sum -c</c> reads.</summary>
internal static class BundleSums
{
    /// <summary>Writes the sums of all files in a folder.</summary>
    public static void Write(string folder)
    {
        var lines = Files(folder).Select(file => $"{SumOf(Path.Combine(folder, file))}  {file}\n").ToList();
        AtomicFile.Write(Path.Combine(folder, BundleFiles.Sums), stream => stream.Write(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    /// <summary>What is not as the sums say: changed, missing or added. Of the models those may be left out by which nobody runs it, which <see cref="BundleVerifier"/> looks at.</summary>
    public static IEnumerable<BundleFinding> Check(string folder)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in InputFile.ReadLines(Path.Combine(folder, BundleFiles.Sums)))
        {
            var parts = line.Split("  ", 2);
            if (parts.Length != 2 || parts[0].Length != 64)
            {
                yield return new(BundleStage.Answers, $"{BundleFiles.Sums} has a line that is none: '{PrintableText.Line(line)}'");
                continue;
            }

            known.Add(parts[1]);
            var path = Path.Combine(folder, parts[1]);
            if (parts[1].Split('/').Contains("..") || Path.IsPathRooted(parts[1]))
            {
                yield return new(BundleStage.Answers, $"{BundleFiles.Sums} names a file outside the bundle");
            }
            else if (!File.Exists(path))
            {
                if (!MayBeMissing(folder, parts[1]))
                {
                    yield return new(BundleFiles.StageOf(parts[1]), $"{parts[1]} is missing");
                }
            }
            else if (SumOf(path) != parts[0])
            {
                yield return new(BundleFiles.StageOf(parts[1]), $"{parts[1]} is not the file that was bundled (its SHA-256 differs)");
            }
        }

        foreach (var added in Files(folder).Where(file => !known.Contains(file)))
        {
            yield return new(BundleFiles.StageOf(added), $"{added} was not bundled");
        }
    }

    // Large weights go with their model.
    private static bool MayBeMissing(string folder, string file) =>
        file is BundleFiles.TorchScript or BundleFiles.Onnx || (file == BundleFiles.Onnx + ".data" && !File.Exists(Path.Combine(folder, BundleFiles.Onnx)));

    /// <summary>Files that the sums do not name.</summary>
    public static IEnumerable<string> Added(string folder)
    {
        var known = InputFile.ReadLines(Path.Combine(folder, BundleFiles.Sums)).Select(line => line.Split("  ", 2)).Where(parts => parts.Length == 2).Select(parts => parts[1]).ToHashSet(StringComparer.Ordinal);
        return Files(folder).Where(file => !known.Contains(file));
    }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(folder, file)).Where(file => file != BundleFiles.Sums).Order(StringComparer.Ordinal);

    private static string SumOf(string path)
    {
        using var stream = InputFile.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
