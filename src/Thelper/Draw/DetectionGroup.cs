using Thelper.Tasks;

namespace Thelper.Draw;

/// <summary>A true box and the detections that belong to it.</summary>
/// <param name="Target">The true box; null where a sample has none, or where the truth is unknown.</param>
/// <param name="Detections">Detections with their intersection over union with the target, best first; that is null where the target is.</param>
public sealed record DetectionGroup(BoundingBox? Target, IReadOnlyList<(BoundingBox Box, double? Iou)> Detections);
