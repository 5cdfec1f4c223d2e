using System.Reflection;
using PublicApiGenerator;

namespace Thelper.Testing;

/// <summary>
/// The public surface of an assembly as text, compared with the text that was accepted last: PublicApi/ASSEMBLY.txt beside the tests.
/// 'make api' accepts the surfaces of all assemblies as they are.
/// </summary>
internal static class PublicApi
{
    private const int MostShown = 30;

    /// <summary>Fails where the surface is not the accepted one; accepts it with THELPER_UPDATE_API=1.</summary>
    /// <param name="name">The assembly.</param>
    /// <param name="generated">Where given, takes generated methods out of the text.</param>
    public static void ShouldBeAccepted(string name, GeneratedMembers? generated = null)
    {
        // This file is compiled into each test project.
        var tests = typeof(PublicApi).Assembly.GetName().Name!;
        var file = Repository.File("tests", tests, "PublicApi", name + ".txt");
        var text = Assembly.Load(name).GeneratePublicApi(new() { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n").TrimEnd('\n') + "\n";

        // In attributes the generator takes the nullability of an array from what is commonest in the class around it.
        text = text.Replace("string?[]?[", "string[", StringComparison.Ordinal);
        text = generated?.TakenOut(text) ?? text;
        if (Environment.GetEnvironmentVariable("THELPER_UPDATE_API") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        var accepted = File.Exists(file) ? File.ReadAllText(file) : "";
        if (text != accepted)
        {
            Assert.Fail($"""
                The public surface of {name} is not what tests/{tests}/PublicApi/{name}.txt says:
                {Difference(accepted, text)}
                If that is meant, 'make api' accepts it (or this test, run once with THELPER_UPDATE_API=1); commit the file with the change.
                """);
        }
    }

    private static string Difference(string accepted, string text)
    {
        var (before, now) = (accepted.Split('\n'), text.Split('\n'));
        var lines = Missing(before, now).Select(line => $"- {line.Trim()}").Concat(Missing(now, before).Select(line => $"+ {line.Trim()}")).ToList();
        if (lines.Count == 0)
        {
            return "the same lines in another order";
        }

        var rest = lines.Count > MostShown ? $"\n... and {lines.Count - MostShown} more lines" : "";
        return string.Join("\n", lines.Take(MostShown)) + rest;
    }

    /// <summary>The lines that a text has more often than another one.</summary>
    private static IEnumerable<string> Missing(IEnumerable<string> lines, IEnumerable<string> others)
    {
        var left = others.CountBy(line => line).ToDictionary();
        foreach (var line in lines)
        {
            var count = left.GetValueOrDefault(line);
            left[line] = count - 1;
            if (count <= 0)
            {
                yield return line;
            }
        }
    }
}
