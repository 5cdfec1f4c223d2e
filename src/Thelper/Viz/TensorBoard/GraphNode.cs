namespace Thelper.Viz.TensorBoard;

/// <summary>One box of a layer graph.</summary>
/// <param name="Name">Its path, with slashes between enclosing parts.</param>
/// <param name="Kind">What it computes.</param>
/// <param name="Inputs">The names of the boxes whose results it takes.</param>
/// <param name="OutputShape">The shape of its result; null where it is none that has one.</param>
/// <param name="Details">What else there is to say, by name: numbers (<c>long</c>) and texts.</param>
public sealed record GraphNode(
    string Name, string Kind, IReadOnlyList<string> Inputs, IReadOnlyList<long>? OutputShape = null, IReadOnlyDictionary<string, object>? Details = null);
