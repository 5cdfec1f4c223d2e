namespace Thelper.Infer;

/// <summary>A label map that was handed on row by row, as formats write it.</summary>
/// <param name="Width">Width of the picture that was given, in pixels.</param>
/// <param name="Height">Its height.</param>
/// <param name="MapWidth">Width of the map.</param>
/// <param name="MapHeight">Its height.</param>
/// <param name="Counts">Pixels of each class.</param>
/// <param name="Labels">The map row by row, where the format needs it; else empty.</param>
internal sealed record MapSummary(int Width, int Height, int MapWidth, int MapHeight, IReadOnlyList<long> Counts, ReadOnlyMemory<ushort> Labels) : Prediction(Width, Height);
