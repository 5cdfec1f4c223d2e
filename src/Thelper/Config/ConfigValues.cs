using System.Text.RegularExpressions;

namespace Thelper.Config;

/// <summary>Replaces what stands for something else in the texts of a configuration: <c>${env:NAME}</c>, <c>${env:NAME:-default}</c>, and <c>~/</c> in front.</summary>
/// <remarks>
/// A value that is nothing but one variable is read as if its content stood in the file, so that <c>"${env:EPOCHS}"</c> can be a number; in a longer text it is
/// text. <c>$${env:</c> is written for a plain <c>${env:</c>. Keys are left as they are, and so is what others have written (see <see cref="ConfigLoader"/>).
/// </remarks>
internal static partial class ConfigValues
{
    /// <summary>Replaces them in a value and in everything below it, except in what the command line gave, where that has been done.</summary>
    /// <param name="node">The value.</param>
    /// <param name="isReceived">Whether a file may be a stranger's: what comes from there stays as it is. Null for files of the user's own.</param>
    /// <exception cref="UserErrorException">Variables that are not set; all are named.</exception>
    public static ConfigNode Expand(ConfigNode node, Func<string, bool>? isReceived = null)
    {
        var errors = new ConfigErrors();
        var expanded = Expand(node, isReceived, errors);
        errors.ThrowIfAny();
        return expanded;
    }

    private static ConfigNode Expand(ConfigNode node, Func<string, bool>? isReceived, ConfigErrors errors)
    {
        switch (node.Kind)
        {
            case ConfigKind.List:
                return ConfigNode.List([.. node.Items.Select(item => Expand(item, isReceived, errors))], node.File, node.Line, node.Path);
            case ConfigKind.Map:
                return ConfigNode.Map([.. node.Entries.Select(entry => KeyValuePair.Create(entry.Key, Expand(entry.Value, isReceived, errors)))], node.File, node.Line, node.Path);
            case ConfigKind.String when node.File != ConfigOverrides.Place && isReceived?.Invoke(node.File) != true:
                return Text((string)node.Value!, node, errors);
            default:
                return node;
        }
    }

    private static ConfigNode Text(string text, ConfigNode place, ConfigErrors errors)
    {
        var variables = Variable().Matches(text);
        object? value = variables.Count == 0 ? text
            : variables is [{ Length: var length } only] && length == text.Length && !only.Value.StartsWith("$$", StringComparison.Ordinal) ? Scalar(Content(only, place, errors), place, errors)
            : Variable().Replace(text, variable => Content(variable, place, errors));
        value = value is string path && path.StartsWith("~/", StringComparison.Ordinal)
            ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify) + path[1..]
            : value;
        return Equals(value, text) ? place : ConfigNode.Scalar(value, place.File, place.Line, place.Path);
    }

    private static string Content(Match variable, ConfigNode place, ConfigErrors errors)
    {
        if (variable.Value.StartsWith("$$", StringComparison.Ordinal))
        {
            return variable.Value[1..];
        }

        var name = variable.Groups["name"].Value;
        var given = Environment.GetEnvironmentVariable(name);
        if (variable.Groups["default"] is { Success: true, Value: var other })
        {
            return string.IsNullOrEmpty(given) ? other : given;
        }

        if (given is null)
        {
            errors.Add(place, $"the environment variable '{name}' is not set; set it, or write ${{env:{name}:-value}} for a value without it");
        }

        return given ?? "";
    }

    private static object? Scalar(string content, ConfigNode place, ConfigErrors errors)
    {
        try
        {
            return content.Length == 0 ? "" : YamlScalar.Resolve(content);
        }
        catch (OverflowException)
        {
            errors.Add(place, $"the integer {content} does not fit into 64 bits");
            return null;
        }
    }

    [GeneratedRegex(@"\$?\$\{env:(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<default>[^}]*))?\}")]
    private static partial Regex Variable();
}
