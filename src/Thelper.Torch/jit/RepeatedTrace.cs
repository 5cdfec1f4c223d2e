namespace Thelper.Torch;

/// <summary>A model that was traced, traced once more for other inputs.</summary>
/// <param name="model">The model.</param>
/// <param name="forward">Its computation.</param>
/// <param name="graph">What the trace recorded.</param>
internal sealed class RepeatedTrace(torch.nn.Module model, Func<torch.Tensor, object?> forward, ScriptGraph graph)
{
    /// <summary>What the trace recorded.</summary>
    public ScriptGraph Graph => graph;

    /// <summary>The program for another input.</summary>
    /// <param name="input">The input.</param>
    /// <param name="refusal">What the model says against the input; null where it takes it.</param>
    /// <returns>A program of the same steps; null where the model refuses the input or does other steps.</returns>
    public ScriptGraph? At(torch.Tensor input, out string? refusal)
    {
        refusal = null;
        try
        {
            // A model may change its input in place.
            using var own = input.clone();
            using var module = torch.jit.trace(model, [own], given => forward(given[0]));
            var other = module.Graph();
            return DoTheSame(graph, other) ? other : null;
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException or TorchException { IsOutOfMemory: true }))
        {
            // A user's model throws what it likes.
            refusal = e.Message.Split('\n')[0];
            return null;
        }
    }

    // The same steps of the same parts of the model, on the same values by whatever numbers; constants may differ.
    private static bool DoTheSame(ScriptGraph one, ScriptGraph other)
    {
        var (wholes, others) = (Wholes(one), Wholes(other));
        var counterparts = new Dictionary<long, long>();
        return one.Nodes.Count == other.Nodes.Count
            && AreCounterparts(Ids(one.Inputs), Ids(other.Inputs))
            && one.Nodes.Zip(other.Nodes).All(pair => pair.First.Kind == pair.Second.Kind && pair.First.Attribute == pair.Second.Attribute
                && AreCounterparts(pair.First.Inputs, pair.Second.Inputs) && AreCounterparts(Ids(pair.First.Outputs), Ids(pair.Second.Outputs)))
            && AreCounterparts(one.Outputs, other.Outputs);

        // A value that was not there before has none yet.
        bool AreCounterparts(IReadOnlyList<long> some, IReadOnlyList<long> those) => some.Count == those.Count
            && some.Zip(those, (a, b) => (One: wholes.GetValueOrDefault(a, a), Other: others.GetValueOrDefault(b, b))).All(pair => counterparts.TryAdd(pair.One, pair.Other) || counterparts[pair.One] == pair.Other);
    }

    // Where there is nothing to convert, a conversion gives back the tensor itself, and the trace takes the one for the other from there on; whether there is hangs on sizes: of one row every order is in a row.
    private static Dictionary<long, long> Wholes(ScriptGraph program)
    {
        var types = program.Inputs.ToDictionary(input => input.Id, input => input.DType);
        var wholes = new Dictionary<long, long>();
        foreach (var node in program.Nodes)
        {
            foreach (var output in node.Outputs)
            {
                types[output.Id] = output.DType;
            }

            if (node.Kind == "aten::contiguous" || (node.Kind == "aten::to" && node.Outputs[0].DType is { } type && types.GetValueOrDefault(node.Inputs[0]) == type))
            {
                wholes[node.Outputs[0].Id] = wholes.GetValueOrDefault(node.Inputs[0], node.Inputs[0]);
            }
        }

        return wholes;
    }

    private static long[] Ids(IReadOnlyList<ScriptValue> values) => [.. values.Select(value => value.Id)];
}
