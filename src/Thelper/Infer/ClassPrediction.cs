namespace Thelper.Infer;

/// <summary>The classes of a picture.</summary>
/// <param name="Width">Width of the picture that was given, in pixels.</param>
/// <param name="Height">Its height.</param>
/// <param name="Classes">All classes, the one with the highest score first.</param>
public sealed record ClassPrediction(int Width, int Height, IReadOnlyList<ClassScore> Classes) : Prediction(Width, Height);
