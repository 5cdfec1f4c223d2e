namespace Thelper.Torch;

/// <summary>Compares the program of a model at several input sizes and says which constants are sizes.</summary>
internal sealed class SizeUnification
{
    private readonly ScriptGraph graph;
    private readonly bool hasBatch;
    private readonly List<ScriptGraph> others;

    /// <param name="graph">The program.</param>
    /// <param name="batch">The same steps at another batch size; null where none is to vary.</param>
    /// <param name="spaces">The same steps at other heights and widths; none where they are not to vary.</param>
    public SizeUnification(ScriptGraph graph, ScriptGraph? batch, IReadOnlyList<ScriptGraph> spaces) =>
        (this.graph, hasBatch, others) = (graph, batch is not null, batch is null ? [.. spaces] : [batch, .. spaces]);

    // A constant that a step takes, in the program and in the others.
    private sealed record Change(int Node, int Input, object?[] Values);

    /// <summary>A constant that follows the batch size (or height and width) and is no size that the program knows; null if there is none.</summary>
    public string? Unexplained(bool byBatch)
    {
        var (first, end) = byBatch ? (1, hasBatch ? 2 : 1) : (hasBatch ? 2 : 1, others.Count + 1);
        return Changes().FirstOrDefault(change => change.Values[first..end].Any(value => !Same(change.Values[0], value)) && Explain(change) is null) is { } change ? PlaceOf(User(change.Node)) : null;
    }

    /// <summary>The inputs of steps that are sizes.</summary>
    public IEnumerable<(int Node, int Input, SizeOf Size)> Replacements() =>
        Changes().Select(change => (change.Node, change.Input, Size: Explain(change))).Where(found => found.Size is not null).Select(found => (found.Node, found.Input, found.Size!));

    /// <summary>The first step of a program that takes a constant which is another one in a second program of the same steps; null if there is none.</summary>
    public static string? FirstDifference(ScriptGraph graph, ScriptGraph other)
    {
        var changed = graph.Nodes.Zip(other.Nodes).Where(pair => pair.First.Kind == "prim::Constant" && !Same(pair.First.Constant, pair.Second.Constant))
            .Select(pair => pair.First.Outputs[0].Id).ToHashSet();
        return graph.Nodes.FirstOrDefault(node => node.Inputs.Any(changed.Contains)) is { } user ? PlaceOf(user) : null;
    }

    private static string PlaceOf(ScriptNode node) => $"{node.Kind}{(node.Scope.Length == 0 ? "" : $" in {node.Scope}")}";

    private IEnumerable<Change> Changes()
    {
        var nodes = graph.Nodes;
        var constants = new Dictionary<long, object?[]>();
        for (var k = 0; k < nodes.Count; k++)
        {
            for (var input = 0; input < nodes[k].Inputs.Count; input++)
            {
                if (constants.TryGetValue(nodes[k].Inputs[input], out var values))
                {
                    yield return new(k, input, values);
                }
            }

            object?[] found = nodes[k].Kind == "prim::Constant" ? [nodes[k].Constant, .. others.Select(other => other.Nodes[k].Constant)] : [];
            if (found.Any(value => !Same(found[0], value)))
            {
                constants[nodes[k].Outputs[0].Id] = found;
            }
        }
    }

    private static bool Same(object? first, object? second)
    {
        if (first is torch.Tensor a && second is torch.Tensor b)
        {
            return a.dtype == b.dtype && a.shape.SequenceEqual(b.shape) && aten.equal(a, b);
        }

        return first is List<object?> list && second is List<object?> other
            ? list.Count == other.Count && list.Zip(other).All(pair => Same(pair.First, pair.Second))
            : Equals(first, second);
    }

    // The nearest size that has these values at all input sizes: of a tensor that the step itself takes, of the input, of the latest tensor before.
    private SizeOf? Explain(Change change)
    {
        if (!change.Values.All(value => value is long))
        {
            return null;
        }

        long[] values = [.. change.Values.Cast<long>()];
        var candidates = Candidates(change.Node).ToList();
        foreach (var (value, dimension, sizes) in candidates)
        {
            if (sizes.AsSpan().SequenceEqual(values))
            {
                return new SizeOf(value, dimension);
            }
        }

        foreach (var (value, dimension, sizes) in candidates)
        {
            var (at, size) = (values[0], sizes[0]);
            if (size > 0 && at % size == 0 && sizes.Select(other => other * (at / size)).SequenceEqual(values))
            {
                return new SizeOf(value, dimension, Times: at / size);
            }

            if (at > 0 && size % at == 0 && sizes.Select(other => other / (size / at)).SequenceEqual(values))
            {
                return new SizeOf(value, dimension, By: size / at);
            }
        }

        return null;
    }

    private IEnumerable<(long Value, int Dimension, long[] Sizes)> Candidates(int node)
    {
        var own = Taken(node).ToHashSet();
        var earlier = Enumerable.Range(0, node).Reverse().SelectMany(k => graph.Nodes[k].Outputs.Select((output, o) => (output, k, o))).ToList();
        var ofOwn = earlier.Where(item => own.Contains(item.output.Id)).SelectMany(item => Sizes(item.output, item.k, item.o));
        var ofInputs = graph.Inputs.SelectMany((input, k) => Sizes(input, -1, k));
        return ofOwn.Concat(ofInputs).Concat(earlier.SelectMany(item => Sizes(item.output, item.k, item.o)));
    }

    private IReadOnlyList<long> Taken(int node) => User(node) is { Kind: not "prim::ListConstruct" } user ? user.Inputs : [];

    // The step, or, where it only gathers a list, the next one that takes the list.
    private ScriptNode User(int node)
    {
        var step = graph.Nodes[node];
        return step.Kind != "prim::ListConstruct" ? step : graph.Nodes.Skip(node + 1).FirstOrDefault(user => user.Inputs.Contains(step.Outputs[0].Id)) ?? step;
    }

    private IEnumerable<(long Value, int Dimension, long[] Sizes)> Sizes(ScriptValue value, int node, int place)
    {
        if (value.Shape is not { } shape)
        {
            return [];
        }

        var shapes = others.ConvertAll(other => (node < 0 ? other.Inputs[place] : other.Nodes[node].Outputs[place]).Shape);
        return shapes.TrueForAll(other => other?.Count == shape.Count)
            ? Enumerable.Range(0, shape.Count).Select(k => (value.Id, k, (long[])[shape[k], .. shapes.Select(other => other![k])]))
            : [];
    }
}
