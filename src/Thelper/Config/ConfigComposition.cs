namespace Thelper.Config;

/// <summary>Puts a configuration together from the files that it is based on: <c>base: [a.yaml, b.yaml]</c>, paths relative to the file that names them.</summary>
/// <remarks>
/// Maps are merged key by key, all else is replaced; a later file wins over an earlier one, and the file itself over its bases. Where a map names another
/// <c>type</c> (or <c>operation</c>) than the one below it, the parameters of that one do not go along. Every value keeps the place that it comes from.
/// </remarks>
internal sealed class ConfigComposition
{
    /// <summary>The key that names the files.</summary>
    public const string Key = "base";

    // A file can be named from several; what is read is bounded all the same.
    private const int MostFiles = 100;
    private static readonly string[] TypeKeys = ["type", "operation"];
    private readonly List<string> open = [];
    private readonly List<string> files = [];

    private ConfigComposition()
    {
    }

    /// <summary>Reads a file and all that it is based on.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isReceived">Whether a file was written by a session and may be a stranger's: such a file is complete, and a base in it is refused.</param>
    /// <returns>The merged root, a map without the key <c>base</c>, and the files, in the order in which they were read.</returns>
    /// <exception cref="UserErrorException">A file is missing or badly formed, or the files are based on each other.</exception>
    public static (ConfigNode Root, IReadOnlyList<string> Files) Read(string path, Func<string, bool> isReceived)
    {
        var composition = new ConfigComposition();
        return (composition.Read(path, null, isReceived), composition.files);
    }

    private ConfigNode Read(string path, ConfigNode? named, Func<string, bool> isReceived)
    {
        var full = Path.GetFullPath(path);
        if (open.IndexOf(full) is >= 0 and var first)
        {
            var circle = open[first..].Append(full).Select(file => Path.GetFileName(file));
            throw new UserErrorException($"{named!.Where}: the files are based on each other: {string.Join(" -> ", circle)}; leave one of these out");
        }

        if (files.Count == MostFiles)
        {
            throw new UserErrorException($"{named!.Where}: a configuration of more than {MostFiles} files is not read");
        }

        files.Add(path);
        open.Add(full);
        var root = Parsed(path, named);
        if (root.Kind != ConfigKind.Map)
        {
            throw new UserErrorException($"{root.Where}: a configuration must be a map of sections, got {root.Describe()}");
        }

        if (root.Get(Key) is { } bases)
        {
            root = OnBases(root.Without(Key), bases, path, isReceived);
        }

        open.RemoveAt(open.Count - 1);
        return root.Without("$schema");
    }

    private ConfigNode OnBases(ConfigNode own, ConfigNode bases, string path, Func<string, bool> isReceived)
    {
        if (isReceived(path))
        {
            throw new UserErrorException($"{bases.Where}: a session stores its whole configuration, so that a file in its folder which wants others may be a stranger's; copy it elsewhere to use it");
        }

        ConfigNode? merged = null;
        foreach (var name in bases.Kind == ConfigKind.List ? bases.Items : [bases])
        {
            var file = ConfigValues.Expand(name).Value as string ?? throw new UserErrorException($"{name.Where}: expected the path of a configuration, or a list of paths, got {name.Describe()}");
            if (file.Length == 0)
            {
                throw new UserErrorException($"{name.Where}: names no file: it is empty, as a variable that is not set");
            }

            var below = Read(Path.Combine(Path.GetDirectoryName(path) ?? "", file), name, isReceived);
            merged = merged is null ? below : Merge(merged, below, isRoot: true);
        }

        return merged is null ? own : Merge(merged, own, isRoot: true);
    }

    private static ConfigNode Parsed(string path, ConfigNode? named)
    {
        try
        {
            return ConfigLoader.ParseFile(path);
        }
        catch (UserErrorException error) when (named is not null && !File.Exists(path))
        {
            throw new UserErrorException($"{named.Where}: {error.Message}", error);
        }
    }

    private static ConfigNode Merge(ConfigNode low, ConfigNode high, bool isRoot = false)
    {
        if (low.Kind != ConfigKind.Map || high.Kind != ConfigKind.Map)
        {
            return high;
        }

        var result = NamesAnotherType(low, high) ? low.Without(ParamsKey.Names) : low;
        foreach (var (key, value) in high.Entries)
        {
            // A section can be called otherwise in the file below.
            var name = isRoot ? ConfigSections.NameIn(result, key) ?? key : key;
            result = result.With(name, result.Get(name) is { } below ? Merge(below, value) : value);
        }

        return ConfigNode.Map(result.Entries, high.File, high.Line, high.Path);
    }

    private static bool NamesAnotherType(ConfigNode low, ConfigNode high)
        => high.Get(TypeKeys)?.Value is string type && low.Get(TypeKeys)?.Value is string other && type != other;
}
