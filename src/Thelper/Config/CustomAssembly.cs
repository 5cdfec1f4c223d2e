using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace Thelper.Config;

/// <summary>The classes of one file of the user's, compiled or loaded for one session, and the names that its configuration has for them.</summary>
/// <remarks>A library's private dependencies come from its folder; everything that this program has is shared.</remarks>
internal sealed class CustomAssembly : AssemblyLoadContext
{
    private readonly ConcurrentDictionary<Type, string> names = new();
    private readonly string file;
    private readonly CodeFile code;
    private readonly AssemblyDependencyResolver? resolver;

    /// <summary>Compiles a <c>.cs</c> file or loads a <c>.dll</c> file.</summary>
    /// <param name="code">The file, which the user lets run.</param>
    /// <param name="file">The path as the configuration spells it.</param>
    /// <exception cref="UserErrorException">The source does not compile, or the file is no library.</exception>
    public CustomAssembly(CodeFile code, string file)
        : base(Path.GetFileName(code.Path))
    {
        this.code = code;
        this.file = file;
        if (code.Source is { } source)
        {
            Assembly = SourceCompiler.Compile(code.Path, source, this);
            return;
        }

        try
        {
            resolver = new(code.Path);
            Assembly = LoadFromAssemblyPath(code.Path);
        }
        catch (Exception error) when (error is BadImageFormatException or FileLoadException or FileNotFoundException)
        {
            throw new UserErrorException($"'{code.Path}' is not a .NET library that this program can load: {error.Message}", error);
        }
    }

    /// <summary>The compiled or loaded file.</summary>
    public Assembly Assembly { get; }

    /// <summary>The text under which a custom type was loaded, or could be: another type of its file may have made it. Null for the program's own types.</summary>
    /// <param name="type">A class.</param>
    public static string? NameOf(Type type) => GetLoadContext(type.Assembly) is not CustomAssembly own ? null
        : own.names.GetValueOrDefault(type) ?? (type.IsVisible && type.Assembly == own.Assembly ? $"{own.file}:{Spelling(type)}" : null);

    /// <summary>The file of the user's that an assembly was made from; null if it is one of the program's.</summary>
    /// <param name="assembly">An assembly.</param>
    public static string? FileOf(Assembly assembly) => GetLoadContext(assembly) is CustomAssembly own ? own.file : null;

    /// <summary>A class's name with its namespace and the classes around it, separated by dots.</summary>
    /// <param name="type">A class.</param>
    public static string Spelling(Type type) => type.FullName!.Replace('+', '.');

    /// <summary>Notes the text under which the configuration names a class.</summary>
    /// <param name="type">A class of this file.</param>
    /// <param name="name">The text.</param>
    public void Rename(Type type, string name) => names[type] = name;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var shared = Default.Assemblies.FirstOrDefault(assembly => assembly.GetName().Name == assemblyName.Name);
        if (shared is not null || assemblyName.Name!.StartsWith("Thelper", StringComparison.Ordinal))
        {
            return shared;
        }

        // What a list of dependencies leads to elsewhere is not what the user has agreed to.
        return resolver?.ResolveAssemblyToPath(assemblyName) is { } found && code.Libraries.Contains(Path.GetFullPath(found)) ? LoadFromAssemblyPath(found) : null;
    }
}
