namespace Thelper.Data.Formats.Coco;

/// <summary>One object of a COCO file.</summary>
/// <param name="Class">Class index; 0 for an area of the category that is called background.</param>
/// <param name="Left">Left edge in pixels.</param>
/// <param name="Top">Top edge in pixels.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="IsCrowd">Whether it stands for many objects.</param>
/// <param name="Shape">The object's area, where it was asked for; that of its box where it has none of its own.</param>
/// <param name="HasArea">Whether the area is the object's own.</param>
/// <param name="Number">Its place in the list of annotations.</param>
internal sealed record CocoObject(int Class, double Left, double Top, double Width, double Height, bool IsCrowd, CocoShape? Shape, bool HasArea, int Number)
{
    /// <summary>Its key points, three numbers each, where they were asked for.</summary>
    internal double[]? Points { get; init; }

    /// <summary>Its area in pixels, where masks or key points were asked for and the file says it.</summary>
    internal double? Area { get; init; }

    /// <summary>Everything that the file says of it but its place, as sessions remember it to see that data have changed.</summary>
    internal string Truth => Points is null && Area is null
        ? $"{this with { Number = 0 }}"
        : $"{this with { Number = 0 }} {string.Join(',', Points?.Select(PythonFloat.Of) ?? [])} {(Area is { } area ? PythonFloat.Of(area) : "")}";
}
