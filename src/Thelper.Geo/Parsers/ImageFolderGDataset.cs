using Microsoft.Extensions.Logging;
using Thelper.Data;
using Thelper.Geo.Rasters;
using Thelper.Imaging.Transforms;
using Thelper.Logging;
using Thelper.Tasks;

namespace Thelper.Geo.Parsers;

/// <summary>Labelled rasters: one subfolder of the root per class, walked recursively; chosen bands are read by GDAL in their own type.</summary>
[TypeName("thelper.data.geo.parsers.ImageFolderGDataset", "thelper.data.geo.ImageFolderGDataset")]
[SampleFields("{image_key}", "{label_key}", "{path_key}", "{idx_key}")]
public sealed class ImageFolderGDataset : ClassificationDataset
{
    // What GDAL reads of the usual files of satellites and aeroplanes; anything else in a class folder is no image.
    private static readonly HashSet<string> Endings = new(
        [".tif", ".tiff", ".vrt", ".jp2", ".img", ".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".hdr", ".nc", ".asc", ".dem", ".sid", ".ecw", ".ntf", ".nitf"], StringComparer.OrdinalIgnoreCase);

    private readonly string root;
    private readonly IReadOnlyList<int> channels;
    private readonly string imageKey;
    private readonly string pathKey;
    private readonly string idxKey;
    private readonly IReadOnlyList<(string Path, int Label)> files;

    /// <summary>Lists the rasters; none is opened.</summary>
    /// <param name="root">The folder of the class folders.</param>
    /// <param name="channels">Numbers of bands, the first of which is 1, in the order of the channels; null for the first three.</param>
    /// <param name="transforms">Applied to every sample.</param>
    /// <param name="imageKey">Field of the raster: height x width x bands in its own type (uint16 as int32).</param>
    /// <param name="labelKey">Field of the label, the class name.</param>
    /// <param name="pathKey">Field of the path.</param>
    /// <param name="idxKey">Field of the sample's number.</param>
    /// <param name="log">Told which files were left out.</param>
    /// <exception cref="UserErrorException">The root is missing or has no class folder, or a class folder has no raster.</exception>
    public ImageFolderGDataset(
        string root,
        IReadOnlyList<int>? channels = null,
        ITransform? transforms = null,
        string imageKey = "image",
        string labelKey = "label",
        string pathKey = "path",
        string idxKey = "idx",
        ILogger? log = null)
        : this(List(root, log), root, channels ?? [1, 2, 3], transforms, imageKey, labelKey, pathKey, idxKey)
    {
    }

    private ImageFolderGDataset(
        (IReadOnlyList<string> Classes, IReadOnlyList<(string Path, int Label)> Files) listed, string root, IReadOnlyList<int> channels, ITransform? transforms, string imageKey, string labelKey, string pathKey, string idxKey)
        : base(listed.Classes, imageKey, labelKey, [pathKey, idxKey], transforms)
    {
        (this.root, this.channels, files) = (root, channels, listed.Files);
        (this.imageKey, this.pathKey, this.idxKey) = (imageKey, pathKey, idxKey);
        if (channels.Count == 0 || channels.Any(channel => channel < 1))
        {
            throw new GeoException($"channels: numbers of bands from 1 on are needed, got {PythonRepr.Of(channels)}");
        }
    }

    /// <inheritdoc/>
    public override int Count => files.Count;

    /// <inheritdoc/>
    public override bool HasLabels => true;

    /// <inheritdoc/>
    public override object? LabelOf(int index) => Classes.ClassNames[files[index].Label];

    /// <inheritdoc/>
    public override string Describe(int index) => files[index].Path;

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        var path = files[index].Path;
        using var raster = Raster.Open(path);
        return new Sample
        {
            [imageKey] = raster.Read(raster.Info.Window, channels),
            [idxKey] = (long)index,
            [pathKey] = path,
            [Classes.LabelKey] = LabelOf(index),
        };
    }

    private static (IReadOnlyList<string> Classes, IReadOnlyList<(string Path, int Label)> Files) List(string root, ILogger? log)
    {
        if (!Directory.Exists(root))
        {
            throw new GeoException($"the folder '{root}' does not exist");
        }

        var classes = Directory.GetDirectories(root).Select(Path.GetFileName).OfType<string>().Where(name => name[0] != '.').Order(StringComparer.Ordinal).ToList();
        var files = new List<(string, int)>();
        var left = 0;
        for (var label = 0; label < classes.Count; label++)
        {
            var before = files.Count;
            foreach (var file in Directory.EnumerateFiles(Path.Join(root, classes[label]), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                if (Endings.Contains(Path.GetExtension(file)) && Path.GetFileName(file)[0] != '.')
                {
                    files.Add((file, label));
                }
                else
                {
                    left++;
                }
            }

            if (files.Count == before)
            {
                throw new GeoException($"the folder '{Path.Join(root, classes[label])}' holds no raster; add some, or remove the folder");
            }
        }

        if (left > 0)
        {
            log?.Info(FormattableString.Invariant($"'{root}': {left} files are no rasters by their ending and are left out"));
        }

        return classes.Count == 0 ? throw new GeoException($"the folder '{root}' has no subfolder; one is needed per class") : (classes, files);
    }
}
