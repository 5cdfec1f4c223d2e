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
internal sealed record CocoObject(int Class, double Left, double Top, double Width, double Height, bool IsCrowd, CocoShape? Shape, bool HasArea, int Number);
