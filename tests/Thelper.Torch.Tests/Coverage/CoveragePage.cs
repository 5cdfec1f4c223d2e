using System.Text;
using System.Text.Json;

namespace Thelper.Torch.Tests.Coverage;

/// <summary>The text of <c>docs/pytorch-coverage.md</c>.</summary>
internal static class CoveragePage
{
    // Where every name is a thing with numbers of its own, the page also says which are compared with PyTorch.
    private static readonly string[] WithNumbers = ["torch.nn", "torch.nn.init", "torch.optim", "torch.optim.lr_scheduler"];

    // Bases and containers, which have no numbers.
    private static readonly string[] WithoutNumbers = ["Module", "Parameter", "Optimizer", "Container", "Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict", "RNNBase", "RNNCellBase"];

    /// <summary>Builds the page.</summary>
    public static string Build()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "api_names.json")));
        var spaces = document.RootElement.EnumerateObject().Select(Describe).ToList();
        var text = new StringBuilder("""
            # PyTorch 1.13, name by name

            What of PyTorch's public interface the engine has. A test writes this page: it asks the built library for every name that
            `tools/golden/api_names.py` found in PyTorch, and fails when the page is out of date. To write it anew:

                THELPER_UPDATE_DOCS=1 tests/Thelper.Torch.Tests/bin/Release/net10.0/Thelper.Torch.Tests -class Thelper.Torch.Tests.Coverage.CoverageTests

            Any operator of libtorch that has no name here can still be called: `Thelper.Torch.aten` has a method for every one of them.

            | namespace | there | of |
            | --- | ---: | ---: |

            """);
        foreach (var space in spaces)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{space.Name}` | {space.Present.Count} | {space.Total} |\n");
        }

        foreach (var space in spaces)
        {
            Append(text, space);
        }

        return text.ToString();
    }

    private static Space Describe(JsonProperty property)
    {
        var names = property.Value.EnumerateArray().Select(name => name.GetString()!).ToList();
        var present = names.Where(name => PublicNames.Has(property.Name, name)).ToList();
        return new(property.Name, names.Count, present, [.. names.Except(present)]);
    }

    private static void Append(StringBuilder text, Space space)
    {
        text.Append($"\n## {space.Name}\n\n");
        if (space.Missing.Count == 0)
        {
            text.Append("Nothing is missing.\n");
        }

        foreach (var group in space.Missing.GroupBy(name => Absence.Reason(space.Name, name)).OrderBy(group => group.Key == Absence.NotYet).ThenBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append($"* {group.Key}: {string.Join(", ", group.Select(name => $"`{name}`"))}\n");
        }

        if (WithNumbers.Contains(space.Name))
        {
            var counted = space.Present.Except(WithoutNumbers).ToList();
            var compared = GoldenCases.Compared(counted);
            var rest = counted.Where(name => !compared.Contains(name)).ToList();
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\nCompared with PyTorch by golden cases: {counted.Count - rest.Count} of {counted.Count}.");
            text.Append(rest.Count == 0 ? "\n" : $" Without one: {string.Join(", ", rest.Select(name => $"`{name}`"))}.\n");
        }
    }

    private sealed record Space(string Name, int Total, IReadOnlyList<string> Present, IReadOnlyList<string> Missing);
}
