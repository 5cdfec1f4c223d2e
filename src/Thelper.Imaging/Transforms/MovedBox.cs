namespace Thelper.Imaging.Transforms;

/// <summary>Where a box has gone.</summary>
/// <param name="Edges">What bounds the part of it that is still in the image.</param>
/// <param name="Visible">How much of its area that part is, 0 to 1.</param>
public readonly record struct MovedBox(BoxEdges Edges, double Visible);
