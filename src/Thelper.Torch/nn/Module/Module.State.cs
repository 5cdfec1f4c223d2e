using System.Text;
using Thelper.Torch.Serialization;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public abstract partial class Module
        {
            /// <summary>
            /// Parameters and persistent buffers by dotted name, in PyTorch's order: own parameters, own buffers, then each child.
            /// The tensors are the module's own, not copies; one that several names share comes under each of them.
            /// </summary>
            /// <param name="destination">A dictionary to fill; a new one unless given.</param>
            /// <param name="prefix">What the names start with.</param>
            public virtual OrderedDictionary<string, Tensor> state_dict(OrderedDictionary<string, Tensor>? destination = null, string prefix = "")
            {
                destination ??= new StateDictionary();
                (destination as StateDictionary)?.Note(prefix, StateVersion);
                foreach (var (key, parameter) in ownParameters)
                {
                    if (parameter is not null)
                    {
                        destination[prefix + key] = parameter;
                    }
                }

                foreach (var (key, (buffer, persistent)) in ownBuffers)
                {
                    if (buffer is not null && persistent)
                    {
                        destination[prefix + key] = buffer;
                    }
                }

                foreach (var (key, child) in children_)
                {
                    child?.state_dict(destination, $"{prefix}{key}.");
                }

                return destination;
            }

            /// <summary>Version of the layout of its state dictionary, PyTorch's <c>_version</c>: files carry it, and Python's modules read older layouts otherwise.</summary>
            protected internal virtual long StateVersion => 1;

            /// <summary>Copies values into parameters and buffers. Nothing changes unless everything fits.</summary>
            /// <remarks>
            /// Layers whose sizes the first call decides take them from the source instead. The counts of batch normalisation that a source of PyTorch before 0.4.1 lacks, or one
            /// that does not say its version, are 0 and not missing, as in PyTorch.
            /// </remarks>
            /// <param name="source">Values by dotted name.</param>
            /// <param name="strict">Whether every name must be on both sides.</param>
            /// <param name="skip">Names that are left alone, on both sides.</param>
            /// <returns>Names that the source lacks, and names of the source that the module lacks.</returns>
            /// <exception cref="InvalidOperationException">Names or shapes differ; all of them are listed.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keys) load_state_dict(
                IReadOnlyDictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                ArgumentNullException.ThrowIfNull(source);
                var skipped = skip is null ? [] : new HashSet<string>(skip, StringComparer.Ordinal);
                var own = state_dict();
                var uncounted = Uncounted(source).Where(key => own.ContainsKey(key) && !source.ContainsKey(key) && !skipped.Contains(key)).ToHashSet(StringComparer.Ordinal);
                var missing = own.Keys.Where(key => !source.ContainsKey(key) && !skipped.Contains(key) && !uncounted.Contains(key)).ToList();
                var unexpected = source.Keys.Where(key => !own.ContainsKey(key) && !skipped.Contains(key)).ToList();
                var matched = own.Where(entry => source.ContainsKey(entry.Key) && !skipped.Contains(entry.Key)).ToList();
                var (sizes, settle) = OpenSizes(key => !skipped.Contains(key) && source.TryGetValue(key, out var value) ? value.shape : null);
                var problems = new List<string>();
                foreach (var (key, tensor) in matched)
                {
                    var value = source[key];
                    var expected = sizes.GetValueOrDefault(key) ?? tensor.shape;
                    if (!value.shape.AsSpan().SequenceEqual(expected))
                    {
                        problems.Add($"'{key}' is [{string.Join(", ", value.shape)}] in the file and [{string.Join(", ", expected)}] in the model");
                    }
                    else if (value.layout != Layout.Strided && tensor.layout == Layout.Strided)
                    {
                        problems.Add($"'{key}' is sparse in the file and dense in the model");
                    }
                    else if (value.is_complex() && !tensor.is_complex())
                    {
                        problems.Add($"'{key}' is complex in the file and real in the model");
                    }
                }

                if (strict && missing.Count > 0)
                {
                    problems.Add("missing: " + string.Join(", ", missing));
                }

                if (strict && unexpected.Count > 0)
                {
                    problems.Add("unexpected: " + string.Join(", ", unexpected));
                }

                if (problems.Count > 0)
                {
                    throw new InvalidOperationException($"These weights do not fit {GetName()}: {string.Join("; ", problems)}.");
                }

                foreach (var action in settle)
                {
                    action();
                }

                using (no_grad())
                {
                    foreach (var (key, tensor) in matched)
                    {
                        aten.copy_(tensor, source[key]);
                    }

                    foreach (var key in uncounted)
                    {
                        aten.zero_(own[key]);
                    }
                }

                RefreshComputed();
                return (missing, unexpected);
            }

            // Names of the counts of batches that a source of an older layout does not have.
            private IEnumerable<string> Uncounted(IReadOnlyDictionary<string, Tensor> source) => named_modules()
                .Where(entry => entry.module is Modules.ChannelNorm && (source is not StateDictionary known || known.Versions.GetValueOrDefault(entry.name) < 2))
                .Select(entry => Join(entry.name, nameof(Modules.ChannelNorm.num_batches_tracked)));

            /// <summary>The tree of modules as PyTorch prints it.</summary>
            public override string ToString()
            {
                var extra = ExtraRepr();
                var name = ShownName();
                if (children_.Count == 0 && !extra.Contains('\n', StringComparison.Ordinal))
                {
                    return $"{name}({extra})";
                }

                var text = new StringBuilder(name).Append("(\n");
                if (extra.Length > 0)
                {
                    text.Append("  ").Append(extra.Replace("\n", "\n  ", StringComparison.Ordinal)).Append('\n');
                }

                foreach (var (key, child) in children_)
                {
                    text.Append("  (").Append(key).Append("): ").Append((child?.ToString() ?? "None").Replace("\n", "\n  ", StringComparison.Ordinal)).Append('\n');
                }

                return text.Append(')').ToString();
            }

            /// <summary>The settings that the module prints between its parentheses.</summary>
            protected virtual string ExtraRepr() => string.Empty;
        }
    }
}
