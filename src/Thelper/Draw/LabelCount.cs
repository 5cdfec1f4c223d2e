namespace Thelper.Draw;

/// <summary>A value of a label map.</summary>
/// <param name="Value">The value.</param>
/// <param name="Name">The class's name; <c>dontcare</c>, or the number where no class has it.</param>
/// <param name="Color">Red, green, blue.</param>
/// <param name="Pixels">How many pixels have it.</param>
public sealed record LabelCount(long Value, string Name, IReadOnlyList<byte> Color, long Pixels);
