using static Thelper.Torch.torch;

namespace Thelper.Torch.Serialization;

/// <summary>Loads weights into models that they were not made for: other names, parts, other types; all or nothing, with a report.</summary>
public static class StateDictMatcher
{
    /// <summary>Puts the tensors of a file together with those of a model. Changes nothing.</summary>
    /// <param name="own">The model's tensors by name: its <c>state_dict()</c>.</param>
    /// <param name="source">The file's tensors by name.</param>
    /// <param name="options">Rules; null for the strict ones.</param>
    /// <returns>What fits and what does not, whether or not the options allow it.</returns>
    /// <exception cref="UserErrorException">Two names of the file become one.</exception>
    public static StateDictReport Match(IReadOnlyDictionary<string, Tensor> own, IReadOnlyDictionary<string, Tensor> source, StateDictOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(source);
        options ??= new();
        var wanted = options.Filter ?? (_ => true);
        var leftOut = new List<string>();
        var origins = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var sourceName in source.Keys)
        {
            var name = options.Renames.Aggregate<NameRule, string?>(sourceName, (current, rule) => current is null ? null : rule.Apply(current));
            if (name is null || (own.ContainsKey(name) && !wanted(name)))
            {
                leftOut.Add(sourceName);
            }
            else if (!origins.TryAdd(name, sourceName))
            {
                throw new UserErrorException($"The rules give '{origins[name]}' and '{sourceName}' the same name '{name}'.");
            }
        }

        var matched = new List<StateDictMatch>();
        var mismatched = new List<StateDictMismatch>();
        var missing = new List<string>();
        foreach (var (name, tensor) in own)
        {
            if (!wanted(name))
            {
                continue;
            }

            if (!origins.TryGetValue(name, out var sourceName))
            {
                missing.Add(name);
            }
            else if (Difference(source[sourceName], tensor) is { } reason)
            {
                mismatched.Add(new(name, sourceName, reason));
            }
            else
            {
                matched.Add(new(name, sourceName, tensor.dtype, source[sourceName].dtype));
            }
        }

        return new()
        {
            Matched = matched,
            Missing = missing,
            Mismatched = mismatched,
            LeftOut = leftOut,
            Unexpected = [.. origins.Where(entry => !own.ContainsKey(entry.Key)).Select(entry => entry.Value)],
        };
    }

    /// <summary>Copies the values of a file into a model. Everything is checked first: an error leaves the model as it was.</summary>
    /// <param name="model">The model; types and devices of its tensors stay.</param>
    /// <param name="source">Tensors by name; they stay the caller's.</param>
    /// <param name="options">Rules; null for the strict ones.</param>
    /// <param name="name">Where the tensors come from, for messages.</param>
    /// <returns>What was loaded and what was not.</returns>
    /// <exception cref="UserErrorException">The options do not allow the differences, or nothing at all fits; the message has the report.</exception>
    public static StateDictReport Load(nn.Module model, IReadOnlyDictionary<string, Tensor> source, StateDictOptions? options = null, string name = "These weights")
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new();
        var own = model.state_dict();
        var report = Match(own, source, options);
        var refused = (report.Mismatched.Count > 0 && !options.SkipMismatches)
            || (options.Strict && report.Missing.Count + report.Unexpected.Count > 0)
            || (report.Matched.Count == 0 && source.Count > 0);
        if (refused)
        {
            throw new UserErrorException($"{name}: do not fit {model.GetName()}: {report}{Hint(own, source, options)}");
        }

        using var mode = no_grad();
        foreach (var match in report.Matched)
        {
            aten.copy_(own[match.Name], source[match.SourceName]);
        }

        return report;
    }

    /// <summary>Loads a weight file into a model, as <see cref="Load(nn.Module, IReadOnlyDictionary{string, Tensor}, StateDictOptions?, string)"/> does.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">PyTorch's files of either layout, or safetensors.</param>
    /// <param name="options">Rules; null for the strict ones.</param>
    /// <param name="key">Where in the file the weights are, as for <see cref="StateDicts.Load"/>.</param>
    /// <exception cref="UserErrorException">The file cannot be read, or does not fit; the model is as it was.</exception>
    public static StateDictReport Load(nn.Module model, string path, StateDictOptions? options = null, string? key = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var source = StateDicts.Load(path, key);
        try
        {
            return Load(model, source, options, path);
        }
        finally
        {
            foreach (var (_, tensor) in source)
            {
                tensor.Dispose();
            }
        }
    }

    private static string? Difference(Tensor source, Tensor own)
    {
        if (!source.shape.AsSpan().SequenceEqual(own.shape))
        {
            return $"[{string.Join(", ", source.shape)}] in the file, [{string.Join(", ", own.shape)}] in the model";
        }

        if (source.layout != own.layout)
        {
            return $"layout {source.layout} in the file, {own.layout} in the model";
        }

        return source.is_complex() && !own.is_complex() ? "complex in the file, real in the model" : null;
    }

    // Most files that do not fit have one prefix too many or too few.
    private static string Hint(OrderedDictionary<string, Tensor> own, IReadOnlyDictionary<string, Tensor> source, StateDictOptions options)
    {
        if (options.Renames.Count > 0 || own.Count == 0 || source.Count == 0)
        {
            return string.Empty;
        }

        var first = source.Keys.First();
        for (var dot = first.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = first.IndexOf('.', dot + 1))
        {
            var prefix = first[..(dot + 1)];
            if (own.Keys.All(name => source.ContainsKey(prefix + name)))
            {
                return $"\nWithout the prefix '{prefix}' all names of the model are there: NameRule.StripPrefix(\"{prefix}\").";
            }
        }

        foreach (var name in own.Keys.Where(name => name.EndsWith("." + first, StringComparison.Ordinal)))
        {
            var prefix = name[..^first.Length];
            if (source.Keys.All(key => own.ContainsKey(prefix + key)))
            {
                return $"\nWith the prefix '{prefix}' all names of the file are there: NameRule.AddPrefix(\"{prefix}\").";
            }
        }

        return string.Empty;
    }
}
