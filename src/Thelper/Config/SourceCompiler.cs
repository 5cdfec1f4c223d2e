using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Thelper.Config;

/// <summary>Compiles a user's C# file in memory.</summary>
/// <remarks>The compiler is loaded only when a configuration names a <c>.cs</c> file.</remarks>
internal static class SourceCompiler
{
    private const int MaxErrors = 20;

    // What a user's file may use without saying so; a namespace that does not exist in this program's assemblies is left out.
    private static readonly string[] Namespaces =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq",
        "Thelper", "Thelper.Config", "Thelper.Data", "Thelper.Data.Datasets", "Thelper.Data.Loading", "Thelper.Data.Sampling", "Thelper.Imaging.Transforms",
        "Thelper.Logging", "Thelper.Metrics", "Thelper.Metrics.Outputs", "Thelper.Nn", "Thelper.Optim", "Thelper.Random", "Thelper.Reports", "Thelper.Tasks",
        "Thelper.Train", "Thelper.Transforms",
        "Thelper.Torch", "Thelper.Torch.Modules",
    ];

    // Names that two of these namespaces have: in a user's file they mean the framework's.
    private static readonly (string Name, string Type)[] Aliases = [("Module", "Thelper.Nn.Module"), ("Task", "Thelper.Tasks.Task")];

    /// <summary>Compiles the file and loads the result.</summary>
    /// <param name="path">Full path of a <c>.cs</c> file.</param>
    /// <param name="source">Its content.</param>
    /// <param name="context">Where the result is loaded.</param>
    /// <exception cref="UserErrorException">The file has compile errors, each with its line.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Assembly Compile(string path, byte[] source, AssemblyLoadContext context)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var shown = Shown(path);
        var tree = CSharpSyntaxTree.ParseText(SourceText.From(source, source.Length, Encoding.UTF8, canBeEmbedded: true), options, shown);

        var references = References();
        var probe = CSharpCompilation.Create("probe", references: references);
        var usings = new StringBuilder();
        foreach (var name in Namespaces.Where(name => Exists(probe, name)))
        {
            usings.Append("global using global::").Append(name).Append(";\n");
        }

        foreach (var name in new[] { "Thelper.Torch.torch", "Thelper.Torch.torch+nn" })
        {
            if (probe.GetTypeByMetadataName(name) is { } type)
            {
                usings.Append("global using static ").Append(type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)).Append(";\n");
            }
        }

        foreach (var (name, type) in Aliases.Where(alias => probe.GetTypeByMetadataName(alias.Type) is not null))
        {
            usings.Append("global using ").Append(name).Append(" = global::").Append(type).Append(";\n");
        }

        var compilation = CSharpCompilation.Create(
            $"{Path.GetFileNameWithoutExtension(path)}-{Guid.NewGuid():N}",
            [CSharpSyntaxTree.ParseText(usings.ToString(), options), tree],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        using var library = new MemoryStream();
        var result = compilation.Emit(library, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
        if (!result.Success)
        {
            throw new UserErrorException(Report(shown, result.Diagnostics));
        }

        library.Position = 0;
        return context.LoadFromStream(library);
    }

    private static string Report(string shown, IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start).ToList();
        var text = new StringBuilder($"{shown} does not compile:");
        foreach (var error in errors.Take(MaxErrors))
        {
            var line = error.Location.GetLineSpan().StartLinePosition.Line + 1;
            text.Append(CultureInfo.InvariantCulture, $"\n  {shown}({line}): {error.GetMessage(CultureInfo.InvariantCulture)} [{error.Id}]");
        }

        return errors.Count > MaxErrors ? text.Append(CultureInfo.InvariantCulture, $"\n  ... and {errors.Count - MaxErrors} more").ToString() : text.ToString();
    }

    private static string Shown(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static bool Exists(CSharpCompilation compilation, string name)
    {
        INamespaceSymbol? current = compilation.GlobalNamespace;
        foreach (var part in name.Split('.'))
        {
            current = current?.GetNamespaceMembers().FirstOrDefault(member => member.Name == part);
        }

        return current is not null;
    }

    private static List<MetadataReference> References()
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        if (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") is string trusted)
        {
            paths.UnionWith(trusted.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
        }

        foreach (var assembly in AssemblyLoadContext.Default.Assemblies)
        {
            if (!assembly.IsDynamic && assembly.Location.Length > 0)
            {
                paths.Add(assembly.Location);
            }
        }

        return [.. paths.Where(System.IO.File.Exists).Select(path => MetadataReference.CreateFromFile(path))];
    }
}
