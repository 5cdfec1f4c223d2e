namespace Thelper.Torch;

/// <summary>Compares the program of a model at several input sizes and says which constants are sizes.</summary>
internal sealed class SizeUnification
{
    private readonly ScriptGraph graph;
    private readonly ScriptGraph? batch;
    private readonly ScriptGraph? space;
    private readonly List<Change> changes = [];

    /// <param name="graph">The program.</param>
    /// <param name="batch">The same steps at another batch size; null where none is to vary.</param>
    /// <param name="space">The same steps at another height and width; null where none is to vary.</param>
    public SizeUnification(ScriptGraph graph, ScriptGraph? batch, ScriptGraph? space)
    {
        (this.graph, this.batch, this.space) = (graph, batch, space);
        FindChanges();
    }

    private sealed record Change(int Node, int Input, long At, long AtBatch, long AtSpace, bool IsNumber, SizeOf? Size, string Place);

    /// <summary>A constant that follows the batch size (or height and width) and is no size that the program knows; null if there is none.</summary>
    public string? Unexplained(bool byBatch) =>
        changes.Find(change => change.Size is null && (!change.IsNumber || (byBatch ? change.AtBatch : change.AtSpace) != change.At)) is { } change ? change.Place : null;

    /// <summary>The inputs of steps that are sizes.</summary>
    public IEnumerable<(int Node, int Input, SizeOf Size)> Replacements() =>
        changes.Where(change => change.Size is not null).Select(change => (change.Node, change.Input, change.Size!));

    /// <summary>The first step of a program that takes a constant which is another one in a second program of the same steps; null if there is none.</summary>
    public static string? FirstDifference(ScriptGraph graph, ScriptGraph other)
    {
        var changed = graph.Nodes.Zip(other.Nodes).Where(pair => pair.First.Kind == "prim::Constant" && !Same(pair.First.Constant, pair.Second.Constant))
            .Select(pair => pair.First.Outputs[0].Id).ToHashSet();
        return graph.Nodes.FirstOrDefault(node => node.Inputs.Any(changed.Contains)) is { } user ? PlaceOf(user) : null;
    }

    private static string PlaceOf(ScriptNode node) => $"{node.Kind}{(node.Scope.Length == 0 ? "" : $" in {node.Scope}")}";

    private void FindChanges()
    {
        var nodes = graph.Nodes;
        var made = new Dictionary<long, int>();
        for (var k = 0; k < nodes.Count; k++)
        {
            foreach (var output in nodes[k].Outputs)
            {
                made[output.Id] = k;
            }
        }

        for (var k = 0; k < nodes.Count; k++)
        {
            for (var input = 0; input < nodes[k].Inputs.Count; input++)
            {
                if (made.TryGetValue(nodes[k].Inputs[input], out var source) && nodes[source].Kind == "prim::Constant")
                {
                    Compare(k, input, source);
                }
            }
        }
    }

    private void Compare(int node, int input, int source)
    {
        var at = graph.Nodes[source].Constant;
        var atBatch = batch is null ? at : batch.Nodes[source].Constant;
        var atSpace = space is null ? at : space.Nodes[source].Constant;
        if (Same(at, atBatch) && Same(at, atSpace))
        {
            return;
        }

        var place = $"{graph.Nodes[node].Kind}{(graph.Nodes[node].Scope.Length == 0 ? "" : $" in {graph.Nodes[node].Scope}")}";
        if (at is long number && atBatch is long numberAtBatch && atSpace is long numberAtSpace)
        {
            changes.Add(new Change(node, input, number, numberAtBatch, numberAtSpace, true, Explain(node, number, numberAtBatch, numberAtSpace), place));
        }
        else
        {
            changes.Add(new Change(node, input, 0, 0, 0, false, null, place));
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

    // The nearest size that has these values at all three input sizes: of a tensor that the step itself takes, of the input, of the latest tensor before.
    private SizeOf? Explain(int node, long at, long atBatch, long atSpace)
    {
        var candidates = Candidates(node).ToList();
        foreach (var (value, dimension, sizes) in candidates)
        {
            if (sizes == (at, atBatch, atSpace))
            {
                return new SizeOf(value, dimension);
            }
        }

        foreach (var (value, dimension, (size, sizeAtBatch, sizeAtSpace)) in candidates)
        {
            if (size > 0 && at % size == 0 && sizeAtBatch * (at / size) == atBatch && sizeAtSpace * (at / size) == atSpace)
            {
                return new SizeOf(value, dimension, Times: at / size);
            }

            if (at > 0 && size % at == 0 && sizeAtBatch / (size / at) == atBatch && sizeAtSpace / (size / at) == atSpace)
            {
                return new SizeOf(value, dimension, By: size / at);
            }
        }

        return null;
    }

    private IEnumerable<(long Value, int Dimension, (long At, long AtBatch, long AtSpace) Sizes)> Candidates(int node)
    {
        var own = Taken(node).ToHashSet();
        var earlier = Enumerable.Range(0, node).Reverse().SelectMany(k => graph.Nodes[k].Outputs.Select((output, o) => (output, k, o))).ToList();
        var ofOwn = earlier.Where(item => own.Contains(item.output.Id)).SelectMany(item => Sizes(item.output, item.k, item.o));
        var ofInputs = graph.Inputs.SelectMany((input, k) => Sizes(input, -1, k));
        return ofOwn.Concat(ofInputs).Concat(earlier.SelectMany(item => Sizes(item.output, item.k, item.o)));
    }

    // What the step takes, or, where it only gathers a list, what the next step that takes the list takes.
    private IEnumerable<long> Taken(int node)
    {
        if (graph.Nodes[node].Kind != "prim::ListConstruct")
        {
            return graph.Nodes[node].Inputs;
        }

        var list = graph.Nodes[node].Outputs[0].Id;
        return graph.Nodes.Skip(node + 1).FirstOrDefault(user => user.Inputs.Contains(list))?.Inputs ?? [];
    }

    private IEnumerable<(long, int, (long, long, long))> Sizes(ScriptValue value, int node, int place)
    {
        var shape = value.Shape;
        var atBatch = batch is null ? shape : node < 0 ? batch.Inputs[place].Shape : batch.Nodes[node].Outputs[place].Shape;
        var atSpace = space is null ? shape : node < 0 ? space.Inputs[place].Shape : space.Nodes[node].Outputs[place].Shape;
        if (shape is null || atBatch?.Count != shape.Count || atSpace?.Count != shape.Count)
        {
            return [];
        }

        return Enumerable.Range(0, shape.Count).Select(k => (value.Id, k, (shape[k], atBatch[k], atSpace[k])));
    }
}
