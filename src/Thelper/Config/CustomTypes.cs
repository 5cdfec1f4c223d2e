using System.Collections.Concurrent;
using System.Reflection;
using static Thelper.Config.CustomAssembly;

namespace Thelper.Config;

/// <summary>Types of the user's own: <c>path/to/My.dll:Ns.Type</c> and <c>path/to/model.cs:Ns.Type</c>.</summary>
/// <param name="consent">Lets files pass.</param>
internal sealed class CustomTypes(Consent consent)
{
    private readonly ConcurrentDictionary<(string Path, DateTime Written, long Length), CodeFile> read = new();
    private readonly ConcurrentDictionary<CodeFile, Lazy<CustomAssembly>> loaded = new();
    private readonly List<string> folders = [];

    /// <summary>Whether a type's name points into a file.</summary>
    public static bool IsCustom(string name) => FileOf(name) is not null;

    /// <summary>Adds a folder to the search path, after the working directory.</summary>
    public void AddFolder(string folder)
    {
        var full = Path.GetFullPath(folder);
        if (!folders.Contains(full))
        {
            folders.Add(full);
        }
    }

    /// <summary>Lets files pass.</summary>
    public Consent Consent => consent;

    /// <summary>The files of code that a tree of values names, as far as they exist.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="counts">Whether a value counts.</param>
    /// <param name="searches">Whether they are looked up in the added folders, too.</param>
    public List<CodeFile> NamedIn(ConfigNode root, Func<ConfigNode, bool> counts, bool searches)
    {
        var files = new List<CodeFile>();
        void Visit(ConfigNode node)
        {
            if (node.Value is string text && counts(node) && FileOf(text) is { } file && Exists(file, searches) is { } info)
            {
                files.Add(Read(info));
            }

            foreach (var item in node.Items.Concat(node.Entries.Select(entry => entry.Value)))
            {
                Visit(item);
            }
        }

        Visit(root);
        return files;
    }

    /// <summary>Loads or compiles the file and finds the class.</summary>
    /// <param name="name">The name.</param>
    /// <param name="receivedIn">The folder of the session or checkpoint that has the name; null for the user's own configuration.</param>
    public Type Load(string name, string? receivedIn)
    {
        var (assembly, file, typeName, types, found) = Search(name, receivedIn);
        if (found is not [var only])
        {
            throw new UserErrorException(Missing(file, typeName, types));
        }

        assembly.Rename(only, name);
        return only;
    }

    /// <summary>Finds a public static method whose name stands behind that of its class.</summary>
    /// <returns>The method; null if the name is that of a class.</returns>
    /// <exception cref="UserErrorException">There is neither, or there are several methods of that name.</exception>
    public MethodInfo? FindMethod(string name, string? receivedIn)
    {
        var (_, file, typeName, types, found) = Search(name, receivedIn);
        if (found.Count > 0)
        {
            return null;
        }

        var end = typeName.LastIndexOf('.');
        var owner = end < 0 ? [] : Search(name[..^(typeName.Length - end)], receivedIn).Found;
        var methods = owner.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static)).Where(method => method.Name == typeName[(end + 1)..]).ToList();
        return methods switch
        {
            [var only] => only,
            [] => throw new UserErrorException(
                owner is [var type] ? $"'{Spelling(type)}' has no public static method '{typeName[(end + 1)..]}'" : Missing(file, typeName, types)),
            _ => throw new UserErrorException($"there are {methods.Count} methods '{typeName}'; give them different names"),
        };
    }

    private (CustomAssembly Assembly, string File, string TypeName, List<Type> Types, List<Type> Found) Search(string name, string? receivedIn)
    {
        var file = FileOf(name)!;
        var typeName = name[Math.Min(name.Length, file.Length + 1)..].Trim();
        var code = Read(Locate(file));
        consent.Admit(receivedIn, code);
        var assembly = loaded.GetOrAdd(code, _ => new Lazy<CustomAssembly>(() => new CustomAssembly(code, file))).Value;
        var types = assembly.Assembly.GetExportedTypes().Where(type => !type.IsGenericTypeDefinition).ToList();
        var found = types.Where(type => Spelling(type) == typeName || type.FullName == typeName).ToList();
        found = found.Count > 0 ? found : types.FindAll(type => type.Name == typeName);
        return (assembly, file, typeName, types, found);
    }

    private static string Missing(string file, string typeName, List<Type> types)
    {
        var known = types.Select(Spelling).Order(StringComparer.Ordinal).ToList();
        return typeName.Length == 0
            ? $"'{file}' must be followed by a class, as in '{file}:{known.FirstOrDefault() ?? "Namespace.Type"}'"
            : known.Count == 0
                ? $"'{file}' has no public class"
                : $"'{file}' has no public class '{typeName}'{NearestName.Hint(typeName, known)}";
    }

    private static string? FileOf(string name)
    {
        foreach (var extension in new[] { ".dll", ".cs" })
        {
            if (name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            {
                return name;
            }

            var at = name.LastIndexOf(extension + ":", StringComparison.OrdinalIgnoreCase);
            if (at >= 0)
            {
                return name[..(at + extension.Length)];
            }
        }

        return null;
    }

    private CodeFile Read(FileInfo info) => read.GetOrAdd((info.FullName, info.LastWriteTimeUtc, info.Length), _ => CodeFile.Read(info.FullName));

    private FileInfo Locate(string file) => Exists(file, searches: true) ?? throw new UserErrorException(
        $"the file '{file}' does not exist (looked in {string.Join(", ", folders.Prepend(Environment.CurrentDirectory))}; add folders with the key 'sys')");

    private FileInfo? Exists(string file, bool searches)
    {
        if (file.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        var info = new FileInfo(file);
        foreach (var folder in searches ? folders : [])
        {
            info = info.Exists ? info : new FileInfo(Path.Combine(folder, file));
        }

        return info.Exists ? info : null;
    }
}
