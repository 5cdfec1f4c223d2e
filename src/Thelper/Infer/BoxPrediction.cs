using Thelper.Tasks;

namespace Thelper.Infer;

/// <summary>The objects in a picture.</summary>
/// <param name="Width">Width of the picture that was given, in pixels.</param>
/// <param name="Height">Its height.</param>
/// <param name="Boxes">The objects as the detector lists them; empty where it found none. In pixels of the picture where the transforms keep all of it in view, else of what the network sees.</param>
public sealed record BoxPrediction(int Width, int Height, IReadOnlyList<BoundingBox> Boxes) : Prediction(Width, Height);
