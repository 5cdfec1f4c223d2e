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
            return other.Nodes.Count == graph.Nodes.Count && other.Nodes.Zip(graph.Nodes).All(pair => pair.First.Kind == pair.Second.Kind && pair.First.Inputs.Count == pair.Second.Inputs.Count) ? other : null;
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException or TorchException { IsOutOfMemory: true }))
        {
            // A user's model throws what it likes.
            refusal = e.Message.Split('\n')[0];
            return null;
        }
    }
}
