namespace Thelper.Data.Formats.Voc;

/// <summary>Files of PASCAL VOC 2012 below a root.</summary>
internal sealed class VocLayout(string root)
{
    private readonly string folder = Path.Join(root, "VOCdevkit", "VOC2012");

    /// <summary>The image of a sample.</summary>
    public string Image(string name) => Path.Join(folder, "JPEGImages", name + ".jpg");

    /// <summary>The annotation of a sample.</summary>
    public string Annotation(string name) => Path.Join(folder, "Annotations", name + ".xml");

    /// <summary>The label image of a sample.</summary>
    public string LabelMap(string name) => Path.Join(folder, "SegmentationClass", name + ".png");

    /// <summary>The names of a subset's samples, in file order.</summary>
    /// <param name="segmentation">Those with label maps; else all.</param>
    /// <param name="subset">Name of the subset.</param>
    /// <param name="targets">Only samples that show one of these classes; null for all.</param>
    /// <exception cref="AnnotationException">A list is missing or has a bad line.</exception>
    public List<string> Names(bool segmentation, string subset, IReadOnlyList<string>? targets)
    {
        var list = Path.Join(folder, "ImageSets", segmentation ? "Segmentation" : "Main", subset + ".txt");
        var names = Lines(list).Select(line => line[0]).ToList();
        if (targets is null)
        {
            return names;
        }

        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var target in targets)
        {
            var file = Path.Join(folder, "ImageSets", "Main", $"{target}_{subset}.txt");
            foreach (var line in Lines(file))
            {
                if (line.Length != 2 || !int.TryParse(line[1], System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var value))
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

    private static IEnumerable<string[]> Lines(string file)
    {
        if (!File.Exists(file))
        {
            throw new AnnotationException($"'{file}' is missing; expected the files of PASCAL VOC 2012 there (set download to fetch them)");
        }

        foreach (var line in File.ReadLines(file))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                continue;
            }

            yield return words[0].IndexOfAny(['/', '\\', '\0']) < 0 && words[0] != ".."
                ? words
                : throw new AnnotationException($"{file}: '{words[0]}' is not the name of an image");
        }
    }
}
