using Thelper.Records;
using Thelper.Web.Serving;

namespace Thelper.Web.Browsing;

/// <summary>The sessions below a folder. A session keeps its number while its folder is there; one that comes is found at the next look.</summary>
/// <param name="root">The folder.</param>
internal sealed class RunList(string root)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, BrowsedRun> runs = new(StringComparer.Ordinal);
    private int next = 1;

    /// <summary>The folder.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Looks for sessions.</summary>
    public IReadOnlyList<BrowsedRun> Look()
    {
        var found = Directory.Exists(Root) ? SessionFolder.Find(Root) : [];
        lock (gate)
        {
            foreach (var gone in runs.Keys.Except(found).ToList())
            {
                runs.Remove(gone);
            }

            foreach (var path in found.Where(path => !runs.ContainsKey(path)))
            {
                var relative = Path.GetRelativePath(Root, path);
                runs[path] = new(next++, relative == "." ? Path.GetFileName(path) : relative, new(path));
            }

            return [.. runs.Values.OrderBy(run => run.Path, StringComparer.Ordinal)];
        }
    }

    /// <summary>A session.</summary>
    /// <param name="id">Its number.</param>
    /// <exception cref="RequestException">It is not there, or no longer.</exception>
    public BrowsedRun Get(int id)
    {
        lock (gate)
        {
            return runs.Values.FirstOrDefault(run => run.Id == id) ?? throw RequestException.Missing("this session is not there any more");
        }
    }
}
