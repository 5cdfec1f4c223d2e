namespace Thelper.Torch.Serialization;

/// <summary>The header of a safetensors file, checked against the length of the file.</summary>
/// <param name="Tensors">The tensors, in the order in which the header names them.</param>
/// <param name="Metadata">The texts under <c>__metadata__</c>, in their order; empty if there are none.</param>
public sealed record SafetensorsHeader(IReadOnlyList<SafetensorsEntry> Tensors, IReadOnlyDictionary<string, string> Metadata);
