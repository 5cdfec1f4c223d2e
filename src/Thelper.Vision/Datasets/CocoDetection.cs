namespace Thelper.Vision.Datasets;

/// <summary>Images with the annotations of a COCO file, in order of the images' ids.</summary>
/// <remarks>
/// T.-Y. Lin et al., "Microsoft COCO: common objects in context", ECCV 2014. The annotation file is kept in memory as it is; what
/// belongs to an image is parsed when it is asked for.
/// </remarks>
[TypeName("torchvision.datasets.coco.CocoDetection", "torchvision.datasets.CocoDetection")]
public sealed class CocoDetection : IVisionDataset
{
    private readonly string root;
    private readonly CocoFile file;

    /// <summary>Reads the annotation file; no image is opened.</summary>
    /// <param name="root">The folder of the images.</param>
    /// <param name="annFile">The annotation file (JSON).</param>
    /// <exception cref="UserErrorException">The annotation file is missing or damaged.</exception>
    public CocoDetection(string root, string annFile)
    {
        this.root = root;
        file = CocoFile.Read(annFile);
    }

    /// <inheritdoc/>
    public int Count => file.Images.Count;

    /// <summary>Null, as in torchvision.</summary>
    public IReadOnlyList<string>? Classes => null;

    /// <summary>False: the truth is no class index.</summary>
    public bool HasLabels => false;

    /// <summary>Loads a sample.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <returns>A uint8 tensor height x width x 3 in RGB order, and a list with a dictionary per annotation, as in the file.</returns>
    /// <exception cref="UserErrorException">The image cannot be read; the message names it.</exception>
    public IReadOnlyList<object?> GetItem(int index)
    {
        var annotations = file.AnnotationsOf(index);
        return [RgbImage.Read(Describe(index)), annotations];
    }

    /// <inheritdoc/>
    public long LabelOf(int index) => throw new NotSupportedException("These samples have no class index.");

    /// <inheritdoc/>
    public string Describe(int index) => Path.Join(root, file.Images[index]);
}
