using System.Globalization;
using Thelper.Vision.Formats;

namespace Thelper.Data.Formats.Voc;

/// <summary>Which samples of PASCAL VOC a subset holds.</summary>
internal static class VocSubset
{
    /// <summary>The names of a subset's samples, in file order.</summary>
    /// <param name="folder">The files.</param>
    /// <param name="segmentation">Those with label maps; else all.</param>
    /// <param name="subset">Name of the subset.</param>
    /// <param name="targets">Only samples that show one of these classes; null for all.</param>
    /// <exception cref="AnnotationException">A list is missing or has a bad line.</exception>
    public static List<string> Names(VocFolder folder, bool segmentation, string subset, IReadOnlyList<string>? targets)
    {
        var list = folder.List(segmentation ? "Segmentation" : "Main", subset);
        var names = VocFolder.Lines(list).Select(line => line[0]).ToList();
        if (targets is null)
        {
            return names;
        }

        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var target in targets)
        {
            var file = folder.List("Main", $"{target}_{subset}");
            foreach (var line in VocFolder.Lines(file))
            {
                if (line.Length != 2 || !int.TryParse(line[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
                {
                    throw new AnnotationException($"{file}: expected lines of an image name and 1, 0 or -1, found '{string.Join(' ', line)}'");
                }

                if (value > 0)
                {
                    shown.Add(line[0]);
                }
            }
        }

        return names.FindAll(shown.Contains);
    }
}
