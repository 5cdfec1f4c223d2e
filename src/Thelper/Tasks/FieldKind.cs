namespace Thelper.Tasks;

/// <summary>What a field of a sample is to its image, so what must happen to it where the image's pixels move.</summary>
public enum FieldKind
{
    /// <summary>An image of its own, or anything else: operations treat it by itself.</summary>
    Other = 0,

    /// <summary>The image that the others belong to.</summary>
    Image,

    /// <summary>A map of class indices, as high and wide as the image: takes whole pixels, never a mixture.</summary>
    LabelMap,

    /// <summary>A list of <see cref="BoundingBox"/>.</summary>
    Boxes,

    /// <summary>A tensor of points n×2 (x, y) or n×3 (x, y, and above 0 where the point is visible), in pixels; pixel i reaches from i to i + 1.</summary>
    Points,

    /// <summary>The same scene at the same or a higher resolution: changes in the image's own way, its size in proportion.</summary>
    Twin,

    /// <summary>A map of real numbers as high and wide as the image, such as the chance of a key point: interpolated linearly.</summary>
    HeatMap,
}
