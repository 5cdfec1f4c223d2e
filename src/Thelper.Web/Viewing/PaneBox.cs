namespace Thelper.Web.Viewing;

/// <summary>An object over a picture.</summary>
/// <param name="Edges">Left, top, right and bottom edge, in pixels of the image.</param>
/// <param name="Name">The class's name.</param>
/// <param name="Color">As #RRGGBB.</param>
/// <param name="Confidence">The score of a prediction; null for a truth.</param>
/// <param name="Points">Key points, as x and y.</param>
internal sealed record PaneBox(double[] Edges, string Name, string Color, double? Confidence, IReadOnlyList<double[]> Points);
