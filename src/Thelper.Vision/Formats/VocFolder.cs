namespace Thelper.Vision.Formats;

/// <summary>The files of a year of PASCAL VOC.</summary>
/// <param name="path">The year's folder, such as <c>VOCdevkit/VOC2012</c>.</param>
public sealed class VocFolder(string path)
{
    /// <summary>The image of a sample.</summary>
    /// <param name="name">The sample's name.</param>
    public string Image(string name) => Path.Join(path, "JPEGImages", name + ".jpg");

    /// <summary>The annotation of a sample.</summary>
    /// <param name="name">The sample's name.</param>
    public string Annotation(string name) => Path.Join(path, "Annotations", name + ".xml");

    /// <summary>The label image of a sample.</summary>
    /// <param name="name">The sample's name.</param>
    public string LabelMap(string name) => Path.Join(path, "SegmentationClass", name + ".png");

    /// <summary>A list of samples.</summary>
    /// <param name="kind"><c>Main</c>, for boxes and classes, or <c>Segmentation</c>.</param>
    /// <param name="subset">The list's name, such as <c>train</c> or <c>cat_train</c>.</param>
    public string List(string kind, string subset) => Path.Join(path, "ImageSets", kind, subset + ".txt");

    /// <summary>The lines of a list that are not blank, without the white space around them: the name of a sample, which may have blanks, and what follows it.</summary>
    /// <param name="list">The file.</param>
    /// <exception cref="AnnotationException">The list is missing, or a line has the path of a file.</exception>
    public static IEnumerable<string> Lines(string list)
    {
        if (!File.Exists(list))
        {
            throw new AnnotationException($"'{list}' is missing; expected the files of PASCAL VOC there: set \"download\": true to fetch them, write the list (a name in each line) for data of your own, or correct the root");
        }

        foreach (var text in TextLines.Read(list))
        {
            var line = text.Trim();
            if (line.Length == 0)
            {
                continue;
            }

            yield return line.IndexOfAny(['/', '\\', '\0']) < 0 && line != ".."
                ? line
                : throw new AnnotationException($"{list}: '{VocXml.Clipped(line)}' is not the name of an image");
        }
    }
}
