using Microsoft.Extensions.Logging;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Datasets;

/// <summary>All images of a folder and its subfolders, without labels.</summary>
[TypeName("thelper.data.parsers.ImageDataset", "thelper.data.ImageDataset")]
[SampleFields("{image_key}", "{path_key}", "{idx_key}")]
public sealed class ImageDataset : Dataset
{
    private readonly string root;
    private readonly string[] files;
    private readonly string imageKey;
    private readonly string pathKey;
    private readonly string idxKey;

    /// <summary>Lists the images; none is opened.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="transforms">Applied to every sample.</param>
    /// <param name="imageKey">Field of the image, a uint8 tensor height x width x 3 in BGR order.</param>
    /// <param name="pathKey">Field of the path: the root as given, joined with the path below it.</param>
    /// <param name="idxKey">Field of the sample's number.</param>
    /// <param name="order"><c>filesystem</c> (as the operating system lists it), <c>name</c>, or a text file with one relative path per line.</param>
    /// <param name="log">Told which files were left out, and why.</param>
    /// <exception cref="UserErrorException">The root is missing, or has no image.</exception>
    public ImageDataset(
        string root,
        ITransform? transforms = null,
        string imageKey = "image",
        string pathKey = "path",
        string idxKey = "idx",
        string order = "filesystem",
        ILogger? log = null)
        : base(transforms)
    {
        this.root = ImageListing.RequireFolder(root);
        this.imageKey = imageKey;
        this.pathKey = pathKey;
        this.idxKey = idxKey;
        files = ImageListing.Of(root, order, log);

        Task = new Task(imageKey, null, [pathKey, idxKey]);
    }

    /// <inheritdoc/>
    public override Task Task { get; }

    /// <inheritdoc/>
    public override bool IsBgr => true;

    /// <inheritdoc/>
    public override int Count => files.Length;

    /// <inheritdoc/>
    public override string Describe(int index) => Path.Join(root, files[index]);

    /// <inheritdoc/>
    internal override string? Root => root;

    /// <inheritdoc/>
    protected override Sample Load(int index)
    {
        var path = Describe(index);
        return new Sample { [imageKey] = new ImageFile(path), [idxKey] = (long)index, [pathKey] = path };
    }
}
