using System.Globalization;
using Thelper.Config;

namespace Thelper.Bundles;

/// <summary>The folder of a bundle: made beside its place, verified there, and moved when it is good.</summary>
internal static class BundleFolder
{
    private const int MostFindings = 10;

    /// <summary>Makes a bundle.</summary>
    /// <param name="path">Its place; a bundle that is there is replaced.</param>
    /// <param name="types">Finds the types of its task and operations.</param>
    /// <param name="write">Writes its files into the folder that it is given.</param>
    /// <exception cref="UserErrorException">It cannot be written, or does not verify: nothing is left of it, and what was there stays.</exception>
    public static void Write(string path, TypeRegistry types, Action<string> write)
    {
        var place = Path.GetFullPath(path).TrimEnd('/');
        var draft = Path.Combine(Path.GetDirectoryName(place)!, $".{Path.GetFileName(place)}.{Path.GetRandomFileName()}.tmp");
        var old = draft + ".old";
        try
        {
            Directory.CreateDirectory(draft);
            write(draft);
            Require(path, BundleVerifier.Verify(draft, types));
            if (Directory.Exists(place))
            {
                Directory.Move(place, old);
            }

            Directory.Move(draft, place);
            if (Directory.Exists(old))
            {
                Directory.Delete(old, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path}: cannot be written: {e.Message}", e);
        }
        finally
        {
            if (Directory.Exists(old) && !Directory.Exists(place))
            {
                Directory.Move(old, place);
            }

            if (Directory.Exists(draft))
            {
                Directory.Delete(draft, recursive: true);
            }
        }
    }

    /// <summary>What a verification saw, as lines.</summary>
    /// <param name="path">The bundle, for messages.</param>
    /// <param name="report">The report.</param>
    /// <exception cref="UserErrorException">Something differs.</exception>
    public static IReadOnlyList<string> Require(string path, BundleReport report)
    {
        if (report.Findings is [var first, ..])
        {
            var more = report.Findings.Count > MostFindings ? $"{Environment.NewLine}  and {report.Findings.Count - MostFindings} more" : "";
            throw new UserErrorException($"{path}: the first stage that is not as it was bundled: {first.StageName}{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", report.Findings.Take(MostFindings))}{more}");
        }

        return [.. report.Engines.Select(engine => string.Create(CultureInfo.InvariantCulture, $"{engine.Engine}: all stages of {report.Cases} cases as bundled; greatest difference {engine.Maximum:G3}"))];
    }
}
