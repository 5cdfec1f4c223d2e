namespace Thelper.Torch;

/// <summary>A value of a TorchScript program.</summary>
/// <param name="Id">Its number, once in a program.</param>
/// <param name="Name">The name it had when it was traced; may be empty.</param>
/// <param name="DType">Element type of a tensor, as far as known.</param>
/// <param name="Shape">The shape that a tensor had when it was traced, as far as known.</param>
/// <param name="Type">The type of what is no tensor, as TorchScript writes it.</param>
public sealed record ScriptValue(long Id, string Name, torch.ScalarType? DType, IReadOnlyList<long>? Shape, string? Type);
