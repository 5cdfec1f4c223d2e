using Thelper.Torch;

namespace Thelper.Imaging.Transforms;

/// <summary>Several warps, one after another.</summary>
public sealed class ChainWarp : Warp
{
    private readonly Warp[] links;

    /// <summary>Creates the chain.</summary>
    /// <param name="links">The warps; each takes images of the size that the one before makes. At least one.</param>
    /// <exception cref="ArgumentException">There is none, or two do not fit.</exception>
    public ChainWarp(params IReadOnlyList<Warp> links)
        : base(First(links).Height, First(links).Width, links[^1].OutHeight, links[^1].OutWidth)
    {
        this.links = [.. links];
        for (var i = 1; i < this.links.Length; i++)
        {
            if ((this.links[i].Height, this.links[i].Width) != (this.links[i - 1].OutHeight, this.links[i - 1].OutWidth))
            {
                throw new ArgumentException($"warp {i} is for images of {this.links[i].Width}×{this.links[i].Height} pixels, the one before makes {this.links[i - 1].OutWidth}×{this.links[i - 1].OutHeight}", nameof(links));
            }
        }
    }

    /// <inheritdoc/>
    public override bool StaysPut => Array.TrueForAll(links, link => link.StaysPut);

    /// <inheritdoc/>
    public override bool KeepsLines => Array.TrueForAll(links, link => link.KeepsLines);

    /// <inheritdoc/>
    public override torch.Tensor Image(torch.Tensor image) => Through(image, (link, value) => link.Image(value));

    /// <inheritdoc/>
    public override torch.Tensor Labels(torch.Tensor labels, double fill) => Through(labels, (link, value) => link.Labels(value, fill));

    /// <inheritdoc/>
    public override torch.Tensor HeatMap(torch.Tensor map) => Through(map, (link, value) => link.HeatMap(value));

    /// <inheritdoc/>
    public override (double X, double Y) Point(double x, double y) => links.Aggregate((x, y), (point, link) => link.Point(point.x, point.y));

    /// <inheritdoc/>
    public override (double X, double Y) Source(double x, double y) => links.Reverse().Aggregate((x, y), (point, link) => link.Source(point.x, point.y));

    /// <inheritdoc/>
    /// <remarks>It must have been shown all the way: what a crop cuts off, no later border brings back.</remarks>
    public override bool Keeps(double x, double y)
    {
        for (var i = links.Length - 1; i >= 0; i--)
        {
            if (!links[i].Keeps(x, y))
            {
                return false;
            }

            (x, y) = links[i].Source(x, y);
        }

        return true;
    }

    /// <inheritdoc/>
    public override Warp At(long height, long width)
    {
        var scaled = new List<Warp>();
        foreach (var link in links)
        {
            scaled.Add(link.At(height, width));
            (height, width) = (scaled[^1].OutHeight, scaled[^1].OutWidth);
        }

        return new ChainWarp(scaled);
    }

    /// <inheritdoc/>
    internal override (List<(double X, double Y)> Visible, double Share) Area(List<(double X, double Y)> corners)
    {
        var share = 1.0;
        foreach (var link in links)
        {
            (corners, var part) = link.Area(corners);
            share *= part;
            if (share <= 0 || corners.Count < 3)
            {
                return ([], 0);
            }
        }

        return (corners, share);
    }

    private torch.Tensor Through(torch.Tensor given, Func<Warp, torch.Tensor, torch.Tensor> move)
    {
        var value = given;
        foreach (var link in links)
        {
            var next = move(link, value);
            if (!ReferenceEquals(value, given) && !ReferenceEquals(value, next))
            {
                value.Dispose();
            }

            value = next;
        }

        return value;
    }

    private static Warp First(IReadOnlyList<Warp> links) => links.Count > 0 ? links[0] : throw new ArgumentException("a chain needs at least one warp", nameof(links));
}
