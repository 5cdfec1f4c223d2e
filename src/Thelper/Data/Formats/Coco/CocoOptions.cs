using Thelper.Data.Formats.Boxes;

namespace Thelper.Data.Formats.Coco;

/// <summary>What to read of a COCO file.</summary>
/// <param name="Targets">Names of the categories to use, in this order; null for all, by their ids.</param>
/// <param name="Shapes">Whether to read areas; else boxes.</param>
/// <param name="SkipOrphans">Whether annotations of images or categories that the file does not list are left out.</param>
/// <param name="KeepEmpty">Whether images without objects are kept, so that the list of annotations may be missing.</param>
/// <param name="Rules">What becomes of bad boxes.</param>
/// <param name="Masks">Whether boxes have masks.</param>
/// <param name="Keypoints">Whether boxes have key points.</param>
internal sealed record CocoOptions(IReadOnlyList<string>? Targets, bool Shapes, bool SkipOrphans, bool KeepEmpty, BoxRules Rules, bool Masks = false, bool Keypoints = false);
