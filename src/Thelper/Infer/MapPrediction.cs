namespace Thelper.Infer;

/// <summary>The class of every pixel.</summary>
/// <param name="Width">Width of the picture that was given, in pixels.</param>
/// <param name="Height">Its height.</param>
/// <param name="MapWidth">Width of the map: the picture's where the transforms keep all of the picture in view, else that of what the network sees.</param>
/// <param name="MapHeight">Its height, likewise.</param>
/// <param name="Labels">Class indices, row by row: <c>MapHeight</c> x <c>MapWidth</c>.</param>
public sealed record MapPrediction(int Width, int Height, int MapWidth, int MapHeight, ReadOnlyMemory<int> Labels) : Prediction(Width, Height);
