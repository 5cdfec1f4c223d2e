namespace Thelper.Vision.Models;

/// <summary>How the images were prepared that published weights were trained on: what torchvision's <c>weights.transforms()</c> does.</summary>
/// <param name="Task"><c>classification</c>, <c>segmentation</c> or <c>detection</c>.</param>
/// <param name="Resize">Pixels of the shorter side; null where images keep their size.</param>
/// <param name="Crop">Pixels of the square that is cut from the middle afterwards; null for none.</param>
/// <param name="Interpolation"><c>bilinear</c> or <c>bicubic</c>; null where nothing is resized.</param>
/// <param name="Mean">Subtracted from the channels, which are in [0, 1]; null where the network does that itself.</param>
/// <param name="Std">What the channels are divided by; null where the network does that itself.</param>
public sealed record ImagePreset(
    string Task, int? Resize, int? Crop, string? Interpolation, IReadOnlyList<double>? Mean, IReadOnlyList<double>? Std);
