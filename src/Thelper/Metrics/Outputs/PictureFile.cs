using Thelper.Imaging.Plots;

namespace Thelper.Metrics.Outputs;

/// <summary>A chart or picture: a PNG file that TensorBoard shows too. A chart is drawn in the background once it is saved.</summary>
/// <param name="Picture">The chart, or a picture by <see cref="PlotImage.Of"/>.</param>
public sealed record PictureFile(PlotImage Picture) : OutputFile("png")
{
    /// <inheritdoc/>
    public override string Kind => "image";

    /// <inheritdoc/>
    public override void Save(string path) => Picture.Save(path);
}
