namespace Thelper.Vision.Formats;

/// <summary>An entry of a list of a <see cref="CocoFile"/>.</summary>
/// <param name="Id">Its <c>id</c>; null if it has none that is a whole number.</param>
/// <param name="ImageId">Its <c>image_id</c>, likewise.</param>
/// <param name="Start">Where it begins in the file.</param>
/// <param name="Length">Its bytes.</param>
public readonly record struct CocoEntry(long? Id, long? ImageId, int Start, int Length);
