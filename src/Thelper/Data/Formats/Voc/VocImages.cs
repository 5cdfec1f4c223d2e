using Thelper.Data.Datasets;
using Thelper.Vision.Formats;

namespace Thelper.Data.Formats.Voc;

/// <summary>The images of a folder in PASCAL VOC's layout, which need not be the challenge's <c>.jpg</c>.</summary>
/// <param name="files">The layout.</param>
internal sealed class VocImages(VocFolder files)
{
    private Dictionary<string, string>? byName;

    /// <summary>Whether there is an annotation or an image of a name.</summary>
    public bool Exists(string name) => File.Exists(files.Annotation(name)) || File.Exists(Of(name));

    /// <summary>The image of a sample; where there is none, the path that it should have.</summary>
    public string Of(string name)
    {
        var usual = files.Image(name);
        return File.Exists(usual) ? usual : (byName ??= List(Path.GetDirectoryName(usual)!)).GetValueOrDefault(name, usual);
    }

    private static Dictionary<string, string> List(string folder)
    {
        var images = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
        {
            if (ImageListing.IsImage(path))
            {
                images.TryAdd(Path.GetFileNameWithoutExtension(path), path);
            }
        }

        return images;
    }
}
