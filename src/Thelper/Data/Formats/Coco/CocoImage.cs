namespace Thelper.Data.Formats.Coco;

/// <summary>One image of a COCO file.</summary>
/// <param name="Id">Its number (<c>long</c>) or text.</param>
/// <param name="FileName">Path relative to the folder of images.</param>
/// <param name="Size">Columns and rows, where the file gives them.</param>
/// <param name="Objects">What it shows, in file order.</param>
internal sealed record CocoImage(object Id, string FileName, (long Width, long Height)? Size, List<CocoObject> Objects)
{
    /// <summary>What is wrong with it; null for nothing.</summary>
    public string? Error { get; set; }
}
