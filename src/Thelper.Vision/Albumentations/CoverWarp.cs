using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Leaves every place where it is and hides some of them, in the image and perhaps in masks.</summary>
internal sealed class CoverWarp : Warp
{
    private readonly Func<torch.Tensor, torch.Tensor> cover;
    private readonly Func<torch.Tensor, torch.Tensor>? coverLabels;
    private readonly Func<double, double, bool>? hides;
    private readonly Func<long, long, Warp> at;

    /// <param name="height">Height of the images.</param>
    /// <param name="width">Width of the images.</param>
    /// <param name="cover">Hides them in an image.</param>
    /// <param name="coverLabels">Hides them in a mask; null to leave masks alone.</param>
    /// <param name="hides">Whether a point is hidden; null for none.</param>
    /// <param name="at">The same for images of another height and width.</param>
    public CoverWarp(
        long height, long width, Func<torch.Tensor, torch.Tensor> cover, Func<torch.Tensor, torch.Tensor>? coverLabels, Func<double, double, bool>? hides, Func<long, long, Warp> at)
        : base(height, width, height, width) => (this.cover, this.coverLabels, this.hides, this.at) = (cover, coverLabels, hides, at);

    public override bool StaysPut => coverLabels is null && hides is null;

    public override torch.Tensor Image(torch.Tensor image) => cover(image);

    public override torch.Tensor Labels(torch.Tensor labels, double fill) => coverLabels is null ? labels : coverLabels(labels);

    public override torch.Tensor HeatMap(torch.Tensor map) => map;

    public override (double X, double Y) Point(double x, double y) => (x, y);

    public override (double X, double Y) Source(double x, double y) => (x, y);

    public override bool Keeps(double x, double y) => base.Keeps(x, y) && (hides is null || !hides(x, y));

    public override Warp At(long height, long width) => (height, width) == (Height, Width) ? this : at(height, width);
}
