using System.Reflection;
using Thelper.Torch;

namespace Thelper.Sessions;

/// <summary>Names and versions of the program and the libraries that it runs on, one per line, sorted: <c>packages.log</c>.</summary>
internal static class PackageList
{
    /// <summary>Lists them.</summary>
    /// <returns>The text.</returns>
    public static string Text()
    {
        var lines = new List<string> { $"dotnet {Environment.Version}", $"libtorch {torch.__version__}" };
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            var name = assembly.GetName();
            if (!assembly.IsDynamic && name.Name is { } simple && !simple.StartsWith("System.", StringComparison.Ordinal))
            {
                var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
                lines.Add($"{simple} {version ?? name.Version?.ToString()}");
            }
        }

        lines.Sort(StringComparer.OrdinalIgnoreCase);
        return string.Join('\n', lines) + '\n';
    }
}
