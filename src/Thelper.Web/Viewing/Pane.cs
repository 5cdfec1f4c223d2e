using Thelper.Data.Statistics;

namespace Thelper.Web.Viewing;

/// <summary>One picture of a sample, with what lies over it.</summary>
/// <param name="Title">What it is: the field's name, or the epoch.</param>
/// <param name="Width">Columns of the image; places of boxes and points are in its pixels.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Channels">Channels of the image.</param>
/// <param name="ShownWidth">Columns of the picture, fewer where the image is very large.</param>
/// <param name="ShownHeight">Rows of the picture.</param>
/// <param name="Picture">Number of the picture.</param>
/// <param name="Layer">Number of the picture that lies over it, transparent where nothing is; null for none.</param>
/// <param name="Legend">The values of a label map; empty where there is none.</param>
/// <param name="Boxes">Objects.</param>
/// <param name="Points">Points, as x and y.</param>
/// <param name="Histogram">Values of the image; null where it has none that are finite, or nobody asked.</param>
internal sealed record Pane(
    string Title, long Width, long Height, long Channels, long ShownWidth, long ShownHeight, int Picture, int? Layer,
    IReadOnlyList<PaneValue> Legend, IReadOnlyList<PaneBox> Boxes, IReadOnlyList<double[]> Points, PixelHistogram? Histogram);
