using static Thelper.Torch.torch;

namespace Thelper.Torch.Serialization;

/// <summary>Loads weight files into models as they come: from whatever entry fits, without or with the prefix that makes them fit.</summary>
public static class WeightLoading
{
    private const string BatchCount = ".num_batches_tracked";
    private const int Shown = 3;
    private const int MostPrefixes = 64;

    /// <summary>Loads a file into a model. Everything is checked first: an error leaves the model as it was.</summary>
    /// <remarks>
    /// Tried are the state dictionaries of the file, the likeliest first, each as it is, without a prefix (<c>module.</c>, <c>_orig_mod.</c>, <c>model.</c>, ...), and
    /// with one that all names of the model have. The counters of batch normalisation, which files before PyTorch 0.4.1 lack, stay as they are. Positions that were learnt for
    /// images of another size are interpolated where the network can (<see cref="IResizesWeights"/>).
    /// </remarks>
    /// <param name="model">The model; types and devices of its tensors stay.</param>
    /// <param name="path">PyTorch's files of either layout, or safetensors.</param>
    /// <param name="key">Where in the file the weights are, keys separated by slashes; null to look.</param>
    /// <param name="strict">Whether every tensor of the model must be there and fit; otherwise what does not is left as it is in the model.</param>
    /// <returns>What a user should know, and whether anything of the file or the model was left out.</returns>
    /// <exception cref="UserErrorException">The file cannot be read, or does not fit: the message has what does not, and the nearest guess.</exception>
    public static WeightReport LoadInto(nn.Module model, string path, string? key = null, bool strict = true)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var scope = NewDisposeScope();
        using var file = WeightFile.Read(path);
        var own = model.state_dict();
        var resizers = model.modules().OfType<IResizesWeights>().ToList();
        var tries = file.Find(key).SelectMany(found => Renamings(own, found.State).Select(rename => new Try(found.Key, rename, found.State, own, resizers))).ToList();
        var fitting = tries.Find(one => one.IsComplete) ?? tries.Find(one => one.CoversModel);
        var best = fitting ?? tries.MaxBy(one => one.Report.Matched.Count)!;
        if (fitting is null && (strict || best.Report.Matched.Count == 0))
        {
            throw Refusal(model, file, best, own);
        }

        try
        {
            model.load_state_dict(best.Weights(own), strict: fitting is not null, skip: fitting is not null ? null : [.. best.Report.Mismatched.Select(mismatch => mismatch.Name)]);
        }
        catch (InvalidOperationException e)
        {
            throw new UserErrorException($"{path}: {e.Message}", e);
        }

        var others = tries.Where(one => one.CoversModel && one.Key != best.Key).Select(one => $"'{one.Key}'").Distinct().ToList();
        return Notes(file, best, others);
    }

    private static WeightReport Notes(WeightFile file, Try used, List<string> others)
    {
        var notes = new List<string>();
        if (used.Key.Length > 0)
        {
            notes.Add($"taken from its entry '{used.Key}'" + (others.Count > 0 ? $" ({string.Join(", ", others)} would fit, too)" : ""));
        }

        if (used.Rename.Words is { } words)
        {
            notes.Add(words);
        }

        notes.AddRange(used.Resized);
        var left = used.Report.LeftOut.Concat(used.Report.Unexpected).ToList();
        var isWhole = used.CoversModel;
        if (!isWhole)
        {
            notes.Add($"not all of it fits: {used.Report}");
        }
        else if (left.Count > 0)
        {
            notes.Add($"left out beside them: {string.Join(", ", left.Take(Shown).Select(name => $"'{name}'"))}{More(left.Count)}");
        }

        if (file.Skipped.Count > 0)
        {
            notes.Add($"passed over what is no tensor: {string.Join(", ", file.Skipped.Take(Shown))}{(file.Skipped.Count > Shown ? FormattableString.Invariant($" and {file.Skipped.Count - Shown} more") : "")}");
        }

        return new(notes, isWhole && left.Count == 0, used.Report);
    }

    private static bool IsNeeded(string name) => !name.EndsWith(BatchCount, StringComparison.Ordinal);

    // Rules for names, the simplest first: none, without a prefix, with one. Names without the prefix are not the model's.
    private static IEnumerable<Renaming> Renamings(OrderedDictionary<string, Tensor> own, OrderedDictionary<string, Tensor> source)
    {
        yield return new(null, null);
        foreach (var prefix in Prefixes(source.Keys))
        {
            yield return new(NameRule.Custom(name => name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : null), $"without the prefix '{prefix}'");
        }

        foreach (var prefix in Prefixes(own.Keys).Where(prefix => own.Keys.All(name => name.StartsWith(prefix, StringComparison.Ordinal))))
        {
            yield return new(NameRule.AddPrefix(prefix), $"with the prefix '{prefix}'");
        }
    }

    private static IEnumerable<string> Prefixes(IEnumerable<string> names) => names
        .SelectMany(name => Enumerable.Range(0, name.Length).Where(i => name[i] == '.').Take(4).Select(dot => name[..(dot + 1)]))
        .Distinct(StringComparer.Ordinal).Take(MostPrefixes);

    private static UserErrorException Refusal(nn.Module model, WeightFile file, Try best, OrderedDictionary<string, Tensor> own)
    {
        var problems = best.Report.Mismatched
            .Select(mismatch => $"'{mismatch.SourceName}' is {mismatch.Reason.Replace(" in the file, ", " in the file and ", StringComparison.Ordinal)}").ToList();
        var report = new List<string>();
        if (problems.Count > 0)
        {
            report.Add($"{string.Join(", ", problems.Take(Shown))}{More(problems.Count)}");
        }

        var missing = best.Report.Missing.Where(IsNeeded).ToList();
        if (missing.Count > 0)
        {
            report.Add($"missing: {string.Join(", ", missing.Take(Shown).Select(name => $"'{name}'{Guess(name, own[name], best)}"))}{More(missing.Count)}");
        }

        if (best.Report.Unexpected.Count > 0)
        {
            report.Add($"unexpected: {string.Join(", ", best.Report.Unexpected.Take(Shown).Select(name => $"'{name}'"))}{More(best.Report.Unexpected.Count)}");
        }

        var session = file.Has("model_type") && file.Has("model_params") ? " It is a checkpoint of a session: give its path as 'ckptdata', and its model comes with it." : "";
        var at = best.Key.Length == 0 ? "" : $" (its entry '{best.Key}'{(best.Rename.Words is { } words ? $", {words}" : "")})";
        return new UserErrorException(
            FormattableString.Invariant($"{file.Path}{at}: does not fit {model.GetName()}: {best.Report.Matched.Count} of {own.Count} tensors do; {string.Join("; ", report)}.{session}"));
    }

    private static string More(int count) => count > Shown ? FormattableString.Invariant($" and {count - Shown} more") : "";

    // The tensor of the file that is probably meant: of the same shape, and of the nearest name.
    private static string Guess(string name, Tensor tensor, Try best)
    {
        var same = best.Report.Unexpected.Where(other => best.Source[other].shape.AsSpan().SequenceEqual(tensor.shape)).ToList();
        var nearest = same.Where(other => other[(other.LastIndexOf('.') + 1)..] == name[(name.LastIndexOf('.') + 1)..]).DefaultIfEmpty(same.FirstOrDefault())
            .MinBy(other => other is null ? 0 : NearestName.Distance(name, other, 200));
        return nearest is null ? "" : $" (perhaps '{nearest}')";
    }

    private readonly record struct Renaming(NameRule? Rule, string? Words);

    /// <summary>One way to put a state dictionary and a model together.</summary>
    private sealed class Try
    {
        private readonly List<string> resized = [];

        public Try(string key, Renaming rename, OrderedDictionary<string, Tensor> source, OrderedDictionary<string, Tensor> own, List<IResizesWeights> resizers)
        {
            (Key, Rename, Source) = (key, rename, source);
            try
            {
                var options = new StateDictOptions { Renames = rename.Rule is { } rule ? [rule] : [] };
                Report = StateDictMatcher.Match(own, source, options);
                foreach (var mismatch in Report.Mismatched)
                {
                    foreach (var (values, note) in resizers.Select(network => network.Resize(own[mismatch.Name], source[mismatch.SourceName])).OfType<(Tensor, string)>())
                    {
                        Source = new(Source) { [mismatch.SourceName] = values };
                        resized.Add($"'{mismatch.SourceName}': {note}");
                    }
                }

                Report = resized.Count > 0 ? StateDictMatcher.Match(own, Source, options) : Report;
            }
            catch (UserErrorException)
            {
                // Two names became one: this rule is not the one.
                Report = new();
            }
        }

        public string Key { get; }

        public Renaming Rename { get; }

        public OrderedDictionary<string, Tensor> Source { get; }

        public StateDictReport Report { get; }

        /// <summary>What was brought to the model's size.</summary>
        public IReadOnlyList<string> Resized => resized;

        public bool IsComplete => Report.Unexpected.Count == 0 && Report.LeftOut.Count == 0 && IsWhole;

        // With a prefix of their own, the model's weights are told from others in the same dictionary.
        public bool CoversModel => IsWhole && Report.Unexpected.Count == 0;

        private bool IsWhole => Report.Matched.Count > 0 && Report.Mismatched.Count == 0 && !Report.Missing.Any(IsNeeded);

        public Dictionary<string, Tensor> Weights(OrderedDictionary<string, Tensor> own)
        {
            var weights = Report.Matched.ToDictionary(match => match.Name, match => Source[match.SourceName], StringComparer.Ordinal);
            foreach (var counter in Report.Missing.Where(name => !IsNeeded(name)))
            {
                weights[counter] = own[counter];
            }

            return weights;
        }
    }
}
