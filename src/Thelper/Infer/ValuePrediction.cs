namespace Thelper.Infer;

/// <summary>Numbers, or an image of them.</summary>
/// <param name="Width">Width of the picture that was given, in pixels.</param>
/// <param name="Height">Its height.</param>
/// <param name="Shape">Their shape, without the batch; for an image channels, height, width.</param>
/// <param name="Values">The numbers in row order.</param>
public sealed record ValuePrediction(int Width, int Height, IReadOnlyList<long> Shape, ReadOnlyMemory<float> Values) : Prediction(Width, Height);
