namespace Thelper.Data.Formats.Coco;

/// <summary>One image of a COCO file.</summary>
/// <param name="Id">Its number.</param>
/// <param name="FileName">Path relative to the folder of images.</param>
/// <param name="Objects">What it shows, in file order.</param>
internal sealed record CocoImage(long Id, string FileName, List<CocoObject> Objects);
