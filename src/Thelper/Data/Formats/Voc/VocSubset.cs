using System.Globalization;
using Thelper.Data.Datasets;
using Thelper.Vision.Formats;

namespace Thelper.Data.Formats.Voc;

/// <summary>Which samples of PASCAL VOC a subset holds.</summary>
internal static class VocSubset
{
    /// <summary>The names of a subset's samples, in file order.</summary>
    /// <param name="folder">The files.</param>
    /// <param name="segmentation">Those with label maps; else all.</param>
    /// <param name="subset">Name of the subset.</param>
    /// <param name="labels">Only samples that show one of its targets.</param>
    /// <param name="exists">Whether there is a sample of a name.</param>
    /// <exception cref="AnnotationException">A list is missing or has a bad line.</exception>
    public static List<string> Names(VocFolder folder, bool segmentation, string subset, VocLabels labels, Func<string, bool> exists)
    {
        var list = folder.List(segmentation ? "Segmentation" : "Main", subset);
        var names = VocFolder.Lines(list).Select(line => NameOf(line, exists)).ToList();
        if (labels.Targets is null)
        {
            return names;
        }

        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var target in labels.Targets)
        {
            var file = folder.List("Main", $"{target}_{subset}");
            if (labels.AreOwn && !File.Exists(file))
            {
                // Only the challenge's own data are sure to have lists of their classes.
                return names;
            }

            foreach (var line in VocFolder.Lines(file))
            {
                if (Flagged(line) is not var (name, value))
                {
                    throw new AnnotationException($"{file}: expected lines of an image name and 1, 0 or -1, found '{VocXml.Clipped(line)}'");
                }

                if (value > 0)
                {
                    shown.Add(name);
                }
            }
        }

        return names.FindAll(shown.Contains);
    }

    // The whole line is the name, but some lists have a flag behind it, and some the ending of the image.
    private static string NameOf(string line, Func<string, bool> exists) =>
        exists(line) ? line
        : Flagged(line) is var (name, _) && exists(name) ? name
        : ImageListing.IsImage(line) && Path.GetFileNameWithoutExtension(line) is var stem && exists(stem) ? stem
        : line;

    private static (string Name, int Value)? Flagged(string line)
    {
        var at = line.AsSpan().LastIndexOfAny(' ', '\t');
        return at > 0 && int.TryParse(line.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? (line[..at].TrimEnd(), value)
            : null;
    }
}
