using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace Thelper.Config;

/// <summary>Types of the user's own: <c>path/to/My.dll:Ns.Type</c> and <c>path/to/model.cs:Ns.Type</c>.</summary>
internal sealed class CustomTypes
{
    private readonly ConcurrentDictionary<(string Path, DateTime Written, long Length), Lazy<Assembly>> loaded = new();
    private readonly ConcurrentDictionary<Type, string> names = new();
    private readonly ConcurrentDictionary<Assembly, string> files = new();
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

    /// <summary>The text under which a custom type was loaded, or could be: another type of its file may have made it. Null for the program's own types.</summary>
    public string? NameOf(Type type) => names.GetValueOrDefault(type)
        ?? (type.IsVisible && files.TryGetValue(type.Assembly, out var file) ? $"{file}:{Spelling(type)}" : null);

    /// <summary>Loads or compiles the file and finds the class.</summary>
    public Type Load(string name)
    {
        var (file, typeName, types, found) = Search(name);
        if (found is not [var only])
        {
            throw new UserErrorException(Missing(file, typeName, types));
        }

        // The other types of the file too: a data set of the user's may make a task of the user's.
        foreach (var type in types)
        {
            names.TryAdd(type, $"{file}:{Spelling(type)}");
        }

        names[only] = name;
        return only;
    }

    /// <summary>Finds a public static method whose name stands behind that of its class.</summary>
    /// <returns>The method; null if the name is that of a class.</returns>
    /// <exception cref="UserErrorException">There is neither, or there are several methods of that name.</exception>
    public MethodInfo? FindMethod(string name)
    {
        var (file, typeName, types, found) = Search(name);
        if (found.Count > 0)
        {
            return null;
        }

        var end = typeName.LastIndexOf('.');
        var owner = end < 0 ? [] : Search(name[..^(typeName.Length - end)]).Found;
        var methods = owner.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static)).Where(method => method.Name == typeName[(end + 1)..]).ToList();
        return methods switch
        {
            [var only] => only,
            [] => throw new UserErrorException(
                owner is [var type] ? $"'{Spelling(type)}' has no public static method '{typeName[(end + 1)..]}'" : Missing(file, typeName, types)),
            _ => throw new UserErrorException($"there are {methods.Count} methods '{typeName}'; give them different names"),
        };
    }

    private (string File, string TypeName, List<Type> Types, List<Type> Found) Search(string name)
    {
        var file = FileOf(name)!;
        var typeName = name[Math.Min(name.Length, file.Length + 1)..].Trim();
        var info = Locate(file);
        var assembly = loaded.GetOrAdd(
            (info.FullName, info.LastWriteTimeUtc, info.Length),
            _ => new Lazy<Assembly>(() => info.Extension.Equals(".cs", StringComparison.OrdinalIgnoreCase) ? SourceCompiler.Compile(info.FullName) : LoadLibrary(info.FullName))).Value;
        files.TryAdd(assembly, file);
        var types = assembly.GetExportedTypes().Where(type => !type.IsGenericTypeDefinition).ToList();
        var found = types.Where(type => Spelling(type) == typeName || type.FullName == typeName).ToList();
        found = found.Count > 0 ? found : types.FindAll(type => type.Name == typeName);
        return (file, typeName, types, found);
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

    private static string Spelling(Type type) => type.FullName!.Replace('+', '.');

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

    private FileInfo Locate(string file)
    {
        var info = new FileInfo(file);
        foreach (var folder in folders)
        {
            info = info.Exists ? info : new FileInfo(Path.Combine(folder, file));
        }

        return info.Exists
            ? info
            : throw new UserErrorException(
                $"the file '{file}' does not exist (looked in {string.Join(", ", folders.Prepend(Environment.CurrentDirectory))}; add folders with the key 'sys')");
    }

    private static Assembly LoadLibrary(string path)
    {
        try
        {
            return new LibraryContext(path).LoadFromAssemblyPath(path);
        }
        catch (Exception error) when (error is BadImageFormatException or FileLoadException or FileNotFoundException)
        {
            throw new UserErrorException($"'{path}' is not a .NET library that this program can load: {error.Message}", error);
        }
    }

    /// <summary>Loads a library's private dependencies from its folder and shares everything that this program has.</summary>
    private sealed class LibraryContext(string path) : AssemblyLoadContext(System.IO.Path.GetFileName(path))
    {
        private readonly AssemblyDependencyResolver resolver = new(path);

        protected override Assembly? Load(AssemblyName name)
        {
            var shared = Default.Assemblies.FirstOrDefault(assembly => assembly.GetName().Name == name.Name);
            if (shared is not null || name.Name!.StartsWith("Thelper", StringComparison.Ordinal))
            {
                return shared;
            }

            return resolver.ResolveAssemblyToPath(name) is { } found ? LoadFromAssemblyPath(found) : null;
        }
    }
}
