using Thelper.Data.Datasets;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Data.Formats;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Data.Datasets;

[NoLeaks]
public class SuperResFolderDatasetTests
{
    private static readonly TransformRandom NoChance = TransformRandom.For(0, 0, 0);
    private static readonly string Root = Path.Combine(ParserGolden.Voc, "VOCdevkit", "VOC2012");
    private static readonly int[] Crop = [80, 100];

    [Fact]
    public void The_low_resolution_is_made_as_by_OpenCV()
    {
        Check(new SuperResFolderDataset(Root, 2.5, rescaleLowres: false, order: "name"), "high", "low");
        Check(new SuperResFolderDataset(Root, 2.5, order: "name"), "high", "back");
        Check(new SuperResFolderDataset(Root, rescaleLowres: false, centerCrop: Crop, order: "name"), "crop_high", "crop_low");
        Check(new SuperResFolderDataset(Root, centerCrop: Crop, order: "name"), "crop_high", "crop_back");
    }

    [Fact]
    public void Folders_with_images_are_labels()
    {
        var dataset = new SuperResFolderDataset(Root, order: "name");
        dataset.Count.ShouldBe(8);
        dataset.Task.ShouldBeOfType<SuperResolution>().ToString().ShouldContain("input_key='lowres_image', target_key='highres_image', meta_keys=['path', 'idx', 'label']");
        using var sample = dataset.GetItem(5, NoChance);
        sample.Keys.ShouldBe(["lowres_image", "highres_image", "idx", "path", "label"]);
        (sample["label"], sample["idx"]).ShouldBe(("SegmentationClass", 5L));
        sample["path"].ShouldBe(dataset.Describe(5));
    }

    [Fact]
    public void Mistakes_are_reported()
    {
        using var folder = new TempFolder();
        Error(() => new SuperResFolderDataset(Root, 1)).ShouldBe("downscale_factor must be above 1, got 1");
        Error(() => new SuperResFolderDataset(Root, double.PositiveInfinity)).ShouldStartWith("downscale_factor must be above 1");
        Error(() => new SuperResFolderDataset(Root, centerCrop: 0.5)).ShouldBe("center_crop must be one or two whole numbers above 0 (width, height)");
        Error(() => new SuperResFolderDataset(folder.Path)).ShouldStartWith($"no subfolder of '{folder.Path}' holds an image");
        folder.Image("a/1.png");
        Error(() => new SuperResFolderDataset(folder.Path, 10).GetItem(0, NoChance)).ShouldBe($"{folder["a/1.png"]}: the image of 3 x 2 pixels is too small to be made 10 times smaller");
    }

    private static void Check(SuperResFolderDataset dataset, string high, string low)
    {
        for (var i = 0; i < 4; i++)
        {
            using var sample = dataset.GetItem(i, NoChance);
            var expected = ParserGolden.Values.GetProperty("super_resolution").GetProperty(Path.GetFileNameWithoutExtension((string)sample["path"]!));
            sample["highres_image"].ShouldMatch(expected.GetProperty(high));
            sample["lowres_image"].ShouldMatch(expected.GetProperty(low));
        }
    }
}
