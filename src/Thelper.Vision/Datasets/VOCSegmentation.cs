using Thelper.Vision.Formats;

namespace Thelper.Vision.Datasets;

/// <summary>Pascal VOC's images with a class number for every pixel: 0 background, 1 to 20, 255 at borders.</summary>
[TypeName("torchvision.datasets.voc.VOCSegmentation", "torchvision.datasets.VOCSegmentation")]
public sealed class VOCSegmentation : VocDataset
{
    /// <summary>Lists the images in <c>root/VOCdevkit/VOC2012</c> (or another year); none is opened. Samples are a uint8 tensor height x width x 3 in RGB order and one height x width.</summary>
    /// <param name="root">The folder of <c>VOCdevkit</c> (2011: of <c>TrainVal</c>).</param>
    /// <param name="year"><c>2007</c> to <c>2012</c>.</param>
    /// <param name="imageSet"><c>train</c>, <c>trainval</c> or <c>val</c>; for 2007 also <c>test</c>.</param>
    /// <param name="download">Fetches missing files.</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <exception cref="UserErrorException">The list of images is missing, or there is no such year or set.</exception>
    public VOCSegmentation(string root, string year = "2012", string imageSet = "train", bool download = false, IProgress<string>? progress = null)
        : base(root, year, imageSet, download, "Segmentation", null, progress)
    {
    }

    private protected override string TargetFile(VocFolder folder, string name) => folder.LabelMap(name);

    private protected override object? ReadTarget(VocFolder folder, string name) => PaletteImage.Read(folder.LabelMap(name));
}
