namespace Thelper.Infer;

/// <summary>What a model says of one picture: <see cref="ClassPrediction"/>, <see cref="MapPrediction"/>, <see cref="BoxPrediction"/> or <see cref="ValuePrediction"/>, by its task.</summary>
/// <param name="Width">Width of the picture that was given, in pixels.</param>
/// <param name="Height">Its height.</param>
public abstract record Prediction(int Width, int Height)
{
    /// <summary>The picture as an auto-encoder painted it, in the network's own numbers, channels x height x width; null for other models, or where <see cref="PredictorOptions.Restores"/> does not ask for it.</summary>
    public ValuePrediction? Restored { get; init; }
}
