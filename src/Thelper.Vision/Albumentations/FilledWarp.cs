using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>A warp whose own number fills masks where nothing of the image is.</summary>
/// <param name="warp">The warp.</param>
/// <param name="maskFill">The number.</param>
internal sealed class FilledWarp(Warp warp, double maskFill) : Warp(warp.Height, warp.Width, warp.OutHeight, warp.OutWidth)
{
    public override bool StaysPut => warp.StaysPut;

    public override bool KeepsLines => warp.KeepsLines;

    public override torch.Tensor Image(torch.Tensor image) => warp.Image(image);

    public override torch.Tensor Labels(torch.Tensor labels, double fill) => warp.Labels(labels, maskFill);

    public override torch.Tensor HeatMap(torch.Tensor map) => warp.HeatMap(map);

    public override (double X, double Y) Point(double x, double y) => warp.Point(x, y);

    public override (double X, double Y) Source(double x, double y) => warp.Source(x, y);

    public override bool Keeps(double x, double y) => warp.Keeps(x, y);

    public override Warp At(long height, long width) => new FilledWarp(warp.At(height, width), maskFill);
}
