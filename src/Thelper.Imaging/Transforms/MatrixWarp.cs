using Thelper.Torch;

namespace Thelper.Imaging.Transforms;

/// <summary>A warp that keeps lines straight: crops, borders, mirrors, turns, sizes, shears, perspectives, and what changes no place at all.</summary>
public sealed class MatrixWarp : Warp
{
    private readonly PlaneMap map;
    private readonly Lazy<PlaneMap> back;
    private readonly Func<torch.Tensor, torch.Tensor> image;
    private readonly Func<long, long, Warp> at;
    private readonly Func<torch.Tensor, double, torch.Tensor>? labels;
    private readonly BorderMode border;

    /// <summary>Creates a warp.</summary>
    /// <param name="height">Height of the images.</param>
    /// <param name="width">Width of the images.</param>
    /// <param name="outHeight">Height of the results.</param>
    /// <param name="outWidth">Width of the results.</param>
    /// <param name="map">Where points go.</param>
    /// <param name="image">Moves images, see <see cref="Warp.Image"/>.</param>
    /// <param name="at">The same draw for images of another height and width.</param>
    /// <param name="labels">Moves label maps, see <see cref="Warp.Labels"/>, where the library's own nearest pixel may be another than the one that holds the centre.</param>
    /// <param name="border">What label maps show outside.</param>
    public MatrixWarp(
        long height,
        long width,
        long outHeight,
        long outWidth,
        PlaneMap map,
        Func<torch.Tensor, torch.Tensor> image,
        Func<long, long, Warp> at,
        Func<torch.Tensor, double, torch.Tensor>? labels = null,
        BorderMode border = BorderMode.Constant)
        : base(height, width, outHeight, outWidth)
    {
        (this.map, this.image, this.at, this.labels, this.border) = (map, image, at, labels, border);
        back = new Lazy<PlaneMap>(map.Inverse);
        StaysPut = map.IsIdentity && height == outHeight && width == outWidth;
    }

    /// <inheritdoc/>
    public override bool StaysPut { get; }

    /// <summary>Where points go.</summary>
    public PlaneMap Map => map;

    /// <inheritdoc/>
    protected override BorderMode Border => border;

    /// <inheritdoc/>
    public override torch.Tensor Image(torch.Tensor image) => this.image(image);

    /// <inheritdoc/>
    public override torch.Tensor Labels(torch.Tensor labels, double fill) => StaysPut ? labels
        : this.labels is { } own ? own(labels, fill)
        : map.KeepsAxes ? Sampling.NearestByAxes(labels, this, border, fill, swaps: map.Numbers[0] == 0)
        : base.Labels(labels, fill);

    /// <inheritdoc/>
    public override (double X, double Y) Point(double x, double y) => map.Apply(x, y);

    /// <inheritdoc/>
    public override (double X, double Y) Source(double x, double y) => back.Value.Apply(x, y);

    /// <inheritdoc/>
    public override Warp At(long height, long width) => height == Height && width == Width ? this : at(height, width);
}
