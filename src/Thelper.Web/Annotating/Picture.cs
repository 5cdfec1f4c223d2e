namespace Thelper.Web.Annotating;

/// <summary>A sample's image as it is shown: as it was loaded, turned as its file says, so that masks and boxes lie on what training sees.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Png">The image as a PNG file.</param>
internal sealed record Picture(int Width, int Height, byte[] Png);
