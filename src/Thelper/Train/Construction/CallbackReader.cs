using System.Globalization;
using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Metrics;

namespace Thelper.Train.Construction;

/// <summary>Reads callbacks: consumers, or functions that take an <see cref="IterationData"/>, each by its name, with parameters, or in a list.</summary>
/// <param name="types">Finds consumers and functions.</param>
/// <param name="errors">Receives every mistake.</param>
internal sealed class CallbackReader(TypeRegistry types, ConfigErrors errors)
{
    private static readonly string[] NameKeys = [.. OptionsBinder.KeysOf(typeof(CallbackSection)).Where(key => key.Names.Length > 0).SelectMany(key => key.Aliases.Prepend(key.Name))];

    /// <summary>Reads a callback key.</summary>
    /// <param name="name">The name of the consumer.</param>
    /// <param name="node">The key's value; null, false, zero and what is empty stand for nothing.</param>
    /// <param name="defaultType">The consumer that <c>true</c> and a map without a name stand for; null for none.</param>
    /// <returns>The consumers, without those that have mistakes. Further ones of a list have their number appended to the name.</returns>
    public IReadOnlyList<(string Name, BoundType Type)> Read(string name, ConfigNode? node, string? defaultType = null)
    {
        if (node is null || IsNothing(node))
        {
            return [];
        }

        if (node.Kind != ConfigKind.List)
        {
            return ReadOne(node, defaultType) is { } one ? [(name, one)] : [];
        }

        var all = new List<(string, BoundType)>();
        foreach (var item in node.Items)
        {
            if (ReadOne(item, defaultType) is { } bound)
            {
                all.Add((all.Count == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}_{all.Count + 1}"), bound));
            }
        }

        return all;
    }

    private static bool IsNothing(ConfigNode node) => node.Kind switch
    {
        ConfigKind.Map => node.Entries.Count == 0,
        ConfigKind.List => node.Items.Count == 0,
        _ => node.Value is null or false or 0L or "",
    };

    private BoundType? ReadOne(ConfigNode node, string? defaultType)
    {
        ConfigNode? name = null, parameters = null;
        if (node.Kind == ConfigKind.String)
        {
            name = node;
        }
        else if (node.Kind == ConfigKind.Map)
        {
            name = node.Get(NameKeys);
            parameters = node.Get(ParamsKey.Names);
            var known = NameKeys.Concat(ParamsKey.Names).ToList();
            if (name is null && parameters is null && defaultType is not null)
            {
                parameters = node;
            }
            else if (node.Entries.FirstOrDefault(entry => !known.Contains(entry.Key)) is { Value: { } extra })
            {
                errors.Add(extra, "unknown key (expected 'type' and 'params')");
                return null;
            }
        }
        else if (node.Value is not true)
        {
            errors.Add(node, $"expected the name of a consumer or function, or a map with 'type' and 'params', got {node.Describe()}");
            return null;
        }

        if (name is null && defaultType is null)
        {
            errors.Add(node, "the key 'type' is missing; expected the name of a consumer, or of a function as in 'path/to/file.cs:Namespace.Class.Method'");
            return null;
        }

        name ??= ConfigNode.Scalar(defaultType!, node.File, node.Line, node.Path);
        var before = errors.Count;
        if (types.BindFunction(name, parameters, typeof(PredictionCallback), errors, typeof(IterationData)) is { } function)
        {
            return function;
        }

        return errors.Count > before ? null : Checked(types.Bind(name, parameters, typeof(IConsumer), errors, typeof(ILogger)));
    }

    // The constructor checks values, which is worth knowing together with all other mistakes.
    private BoundType? Checked(BoundType? bound)
    {
        try
        {
            bound?.Create((ILogger?)null);
            return bound;
        }
        catch (UserErrorException error)
        {
            errors.Add(bound!.Place, error);
            return null;
        }
    }
}
