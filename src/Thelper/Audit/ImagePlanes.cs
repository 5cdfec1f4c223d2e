using Thelper.Torch;

namespace Thelper.Audit;

/// <summary>The numbers of an image by channel, whatever its form and type.</summary>
internal sealed class ImagePlanes
{
    // A dimension up to this size holds channels.
    private const int MostChannels = 4;

    private ImagePlanes(torch.Tensor planes, bool planar) => (Planes, IsPlanar) = (planes, planar);

    public int Channels => (int)Planes.shape[0];

    public int Height => (int)Planes.shape[1];

    public int Width => (int)Planes.shape[2];

    /// <summary>The numbers, float32 C×H×W; it belongs to the open scope.</summary>
    public torch.Tensor Planes { get; }

    /// <summary>Whether all of them are numbers.</summary>
    public bool IsFinite
    {
        get
        {
            using var scope = torch.NewDisposeScope();
            return Planes.isfinite().all().ToBoolean();
        }
    }

    /// <summary>Whether the image is C×H×W.</summary>
    public bool IsPlanar { get; }

    /// <summary>Reads an image.</summary>
    /// <param name="value">H×W, H×W×C or C×H×W.</param>
    /// <param name="channels">How many channels it had before; where both ends of a shape could be channels, that tells.</param>
    /// <returns>Its numbers; null where it is no image.</returns>
    public static ImagePlanes? Of(object? value, int? channels = null)
    {
        if (value is not torch.Tensor { ndim: 2 or 3 } image || image.numel() == 0)
        {
            return null;
        }

        using var scope = torch.NewDisposeScope();
        var shape = image.shape;
        var planar = shape.Length == 3 && Planar(shape, channels, image.is_floating_point());
        var planes = (shape.Length == 2 ? image.unsqueeze(0) : planar ? image : image.permute(2, 0, 1)).to(torch.float32).contiguous();
        return new(planes.alias().MoveToOuterDisposeScope(), planar);
    }

    private static bool Planar(long[] shape, int? channels, bool real) => (shape[0] == channels, shape[2] == channels) switch
    {
        (true, false) => true,
        (false, true) => false,
        _ => shape[0] <= MostChannels && (shape[2] > MostChannels || real),
    };
}
