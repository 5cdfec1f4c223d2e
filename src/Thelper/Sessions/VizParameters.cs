using Thelper.Config;
using Thelper.Draw;

namespace Thelper.Sessions;

/// <summary>How <c>thelper viz</c> draws samples: the keys of the section's <c>params</c>, which are the parameters of the original's <c>thelper.draw.draw</c>.</summary>
public sealed class VizParameters
{
    /// <summary>Whether images come with the channels before height and width; unless given, the shape of each image tells.</summary>
    [Key("ch_transpose")]
    public bool? ChTranspose { get; set; }

    /// <summary>Whether the channels of images are blue, green, red; unless given, what data set and operations say.</summary>
    [Key("flip_bgr")]
    public bool? FlipBgr { get; set; }

    /// <summary>Accepted for the original's sake, whose windows wait for a key; the pages always do.</summary>
    [Key("block")]
    public bool? Block { get; set; }

    /// <summary>The most samples in one picture of <c>--output</c>, 1 to 1024.</summary>
    [Key("max_images")]
    public int MaxImages { get; set; } = 16;

    /// <summary>Samples side by side in a picture of <c>--output</c>; null for a square.</summary>
    [Key("grid_size_x")]
    public int? GridSizeX { get; set; }

    /// <summary>Rows of samples in a picture of <c>--output</c>; null for as many as there are.</summary>
    [Key("grid_size_y")]
    public int? GridSizeY { get; set; }

    /// <summary>Greatest height and width of a picture of <c>--output</c>, in pixels.</summary>
    [Key("max_img_size")]
    public List<long>? MaxImgSize { get; set; }

    /// <summary>Detections below this confidence are not drawn, in [0, 1].</summary>
    [Key("min_confidence")]
    public double MinConfidence { get; set; } = 0.5;

    /// <summary>Width of the outlines of boxes, in pixels.</summary>
    [Key("box_thickness")]
    public int BoxThickness { get; set; } = 2;

    /// <summary>Width of the strokes of boxes' labels, in pixels.</summary>
    [Key("font_thickness")]
    public int FontThickness { get; set; } = 1;

    /// <summary>Size of boxes' labels.</summary>
    [Key("font_scale")]
    public double FontScale { get; set; } = 0.4;

    /// <summary>The parameters as the drawing functions take them.</summary>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public DrawOptions ToDrawOptions()
    {
        var most = GridSizeY is { } rows ? Math.Min(MaxImages, rows * (GridSizeX ?? MaxImages)) : MaxImages;
        if (GridSizeX < 1 || GridSizeY < 1)
        {
            throw new UserErrorException($"grid_size_x and grid_size_y must be positive numbers of images, not {GridSizeX ?? GridSizeY}");
        }

        if (MaxImages is < 1 or > 1024)
        {
            throw new UserErrorException($"max_images must be a number of images from 1 to 1024, not {MaxImages}");
        }

        if (MaxImgSize is { } size && (size.Count != 2 || size.Any(length => length is < 16 or > 16384)))
        {
            throw new UserErrorException("max_img_size must be height and width in pixels, from 16 to 16384 each, such as [800, 1600]");
        }

        return new()
        {
            ChTranspose = ChTranspose ?? false,
            FlipBgr = FlipBgr,
            MaxImages = most,
            MinConfidence = MinConfidence,
            BoxThickness = BoxThickness,
            FontThickness = FontThickness,
            FontScale = FontScale,
            Grid = GridOptions.Readable with { Columns = GridSizeX, MaxSize = (int)(MaxImgSize?.Max() ?? GridOptions.Readable.MaxSize) },
        };
    }
}
