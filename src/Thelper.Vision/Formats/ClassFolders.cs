namespace Thelper.Vision.Formats;

/// <summary>The files below a folder of class folders, in torchvision's order.</summary>
internal sealed class ClassFolders
{
    private ClassFolders(string[] classes, string[] files, int[] labels) => (Classes, Files, Labels) = (classes, files, labels);

    /// <summary>Names of the class folders, sorted.</summary>
    public string[] Classes { get; }

    /// <summary>The files, below their class folder.</summary>
    public string[] Files { get; }

    /// <summary>Class index of each file.</summary>
    public int[] Labels { get; }

    /// <summary>Lists the files.</summary>
    /// <param name="root">The folder of the class folders.</param>
    /// <param name="isFile">Whether a file of a name, or of a path, counts.</param>
    /// <param name="endings">Words on what counts, for messages.</param>
    /// <param name="allowEmpty">Whether a class folder may hold none.</param>
    /// <param name="progress">Told what was left out.</param>
    /// <param name="byPath">Tests whole paths instead; null for names alone.</param>
    /// <exception cref="UserErrorException">The root is missing, has no class folder, or an empty one.</exception>
    public static ClassFolders List(string root, NameTest isFile, string endings, bool allowEmpty, IProgress<string>? progress, Func<string, bool>? byPath = null)
    {
        if (!Directory.Exists(root))
        {
            throw new UserErrorException($"the folder '{root}' does not exist (relative paths start at '{Directory.GetCurrentDirectory()}')");
        }

        var leftOut = new LeftOut();
        var stray = FolderEntries.Of(root, isFile, leftOut, otherwise: LeftOutReason.Stray);
        string[] classes = [.. stray.Select(entry => entry.Name).Order(StringComparer.Ordinal)];
        if (classes.Length == 0)
        {
            throw new UserErrorException($"the folder '{root}' has no subfolder; there must be one per class");
        }

        var (files, labels) = (new List<string>(), new List<int>());
        for (var i = 0; i < classes.Length; i++)
        {
            var folder = Path.Join(root, classes[i]);
            var found = Walk(folder, isFile, leftOut, $"{classes[i]}/").Where(file => byPath?.Invoke(Path.Join(folder, file)) ?? true).ToList();
            if (found.Count == 0 && !allowEmpty)
            {
                throw new UserErrorException($"the class folder '{folder}' holds no fitting file{endings}; add some, remove the folder, or set \"allow_empty\": true to keep the class");
            }

            files.AddRange(found);
            labels.AddRange(Enumerable.Repeat(i, found.Count));
        }

        if (files.Count == 0)
        {
            throw new UserErrorException($"no class folder of '{root}' holds a fitting file{endings}");
        }

        if (leftOut.Describe(root) is { } text)
        {
            progress?.Report(text);
        }

        return new ClassFolders(classes, [.. files], [.. labels]);
    }

    // Folders come in order of their paths as texts, as torchvision sorts them: 'a-b' before 'a/c'.
    private static List<string> Walk(string folder, NameTest isFile, LeftOut leftOut, string below)
    {
        var all = new List<(string Below, List<string> Files)>();
        for (var next = new Queue<string>([""]); next.Count > 0;)
        {
            var inner = next.Dequeue();
            var files = new List<string>();
            foreach (var (name, isFolder) in FolderEntries.Of(Path.Join(folder, inner), isFile, leftOut, below + inner))
            {
                if (isFolder)
                {
                    next.Enqueue($"{inner}{name}/");
                }
                else
                {
                    files.Add(inner + name);
                }
            }

            all.Add((inner, files));
        }

        return [.. all.OrderBy(entry => entry.Below.TrimEnd('/'), StringComparer.Ordinal).SelectMany(entry => entry.Files.Order(StringComparer.Ordinal))];
    }
}
