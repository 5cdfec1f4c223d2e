using Thelper.Config;
using Thelper.Data;
using Thelper.Data.Datasets;
using Thelper.Data.Formats.Coco;
using Thelper.Data.Formats.Hdf5;
using Thelper.Data.Formats.Lists;
using Thelper.Data.Formats.Voc;
using Thelper.Data.Formats.Yolo;
using Thelper.Data.Loading;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;

namespace Thelper.Tests.Data.Formats;

/// <summary>Damaged annotations, lists, archives and configurations are read, or refused with an error that names them; nothing else may happen.</summary>
[NoLeaks]
public sealed class AnnotationFuzzTests : IDisposable
{
    private const string Coco = """
        {"images": [{"id": 7, "file_name": "1.png"}], "categories": [{"id": 4, "name": "cat"}],
         "annotations": [
          {"image_id": 7, "category_id": 4, "bbox": [1, 1, 2, 1], "iscrowd": 1, "segmentation": {"size": [2, 3], "counts": [3, 3]}},
          {"image_id": 7, "category_id": 4, "bbox": [1, 1, 2, 1], "iscrowd": 1, "segmentation": {"size": [2, 3], "counts": "33"}},
          {"image_id": 7, "category_id": 4, "bbox": [0.5, 0, 1.25, 2], "iscrowd": 0, "segmentation": [[0, 0, 2, 0, 2, 1, 0, 1]]}]}
        """;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("detect", "Annotations/2007_000014.xml", "train")]
    [InlineData("segm", "Annotations/2007_000014.xml", "train")]
    [InlineData("segm", "SegmentationClass/2007_000014.png", "train")]
    [InlineData("detect", "ImageSets/Main/train.txt", "train")]
    public void VOC(string task, string file, string subset)
    {
        ParserGolden.CopyVoc(folder.Path);
        FileFuzz.Run(
            folder["VOCdevkit/VOC2012/" + file], () => ReadAll(new PASCALVOC(folder.Path, task, subset, preload: false)),
            also: folder.Path, refused: 0.05);
    }

    [Theory]
    [InlineData("detect")]
    [InlineData("segm")]
    public void COCO(string task)
    {
        folder.Image("1.png");
        File.WriteAllText(folder["a.json"], Coco);
        FileFuzz.Run(folder["a.json"], () => ReadAll(new COCODataset(folder.Path, folder["a.json"], task)), also: folder.Path);
    }

    [Theory]
    [InlineData("l.csv", "path,label,x\n1.png,dog,0.25\n1.png,\"a \"\"big\"\", cat\",1e-3\n1.png,déjà,7\n")]
    [InlineData("l.json", """[{"path": "1.png", "label": "dog", "x": 0.25}, {"path": "1.png", "label": "a \"big\" cat", "x": 1e-3}, {"path": "1.png", "label": "d\u00e9j\u00e0", "x": 7}]""")]
    public void Lists_of_files(string name, string text)
    {
        folder.Image("1.png");
        File.WriteAllText(folder[name], text);
        FileFuzz.Run(folder[name], () => ReadAll(new FileListDataset(folder[name], targetColumns: "x")), also: folder.Path);
        FileFuzz.Run(folder[name], () => ReadAll(new FileListDataset(folder[name], labelColumn: "label")), also: folder.Path);
    }

    [Fact]
    public void YOLO()
    {
        folder.Image("images/1.png");
        Directory.CreateDirectory(folder["labels"]);
        File.WriteAllText(folder["labels/1.txt"], "0 0.5 0.5 0.25 1\n1 .1 .1 .9 .1 .9 .9\n1 0.5 0.5 1e-1 0.2\n");
        FileFuzz.Run(folder["labels/1.txt"], () => ReadAll(new YOLODataset(folder["images"], new List<object?> { "a", "b" })), also: folder.Path);
    }

    [Fact]
    public void Order_of_files()
    {
        folder.Image("data/a/1.png");
        folder.Image("data/a/2.png");
        File.WriteAllText(folder["order.txt"], "a/2.png\na/1.png\n");
        FileFuzz.Run(folder["order.txt"], () => ReadAll(new ImageFolderDataset(folder["data"], order: folder["order.txt"])), also: folder.Path);
    }

    [Fact]
    public void Masks()
    {
        folder.Image("images/1.png");
        using var mask = Torch.torch.zeros([2, 3], Torch.torch.uint8);
        Directory.CreateDirectory(folder["masks"]);
        Imaging.ImageCodec.Save(folder["masks/1.png"], mask);
        FileFuzz.Run(folder["masks/1.png"], () => ReadAll(new ImageMaskDataset(folder["images"], folder["masks"], new List<object?> { "a", "b" })));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("none")]
    [InlineData("chunk_lz4")]
    [InlineData("gzip")]
    [InlineData("lz4")]
    [InlineData("png")]
    [InlineData("jpg")]
    public void Archives(string? type)
    {
        var path = folder["a.hdf5"];
        var subset = "train";
        if (type is null)
        {
            (path, subset) = (folder["h5py.hdf5"], "valid");
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Golden", "archives", "h5py.hdf5"), path);
        }
        else
        {
            var shapes = new ShapesDataset(count: 6, imageSize: 16);
            var settings = ConfigNode.FromPlain(new Dictionary<string, object?> { ["image"] = new Dictionary<string, object?> { ["type"] = type } }, "here", "compression");
            Archive.Create(path, new Thelper.Tasks.Task("image", "label", ["idx"]), new DataLoader(shapes, new() { BatchSize = 4 }), null, null, new("here", "unknown", "0.6.2", null), settings);
        }

        FileFuzz.Run(
            path,
            () =>
            {
                using var archive = new HDF5Dataset(path, subset);
                ReadAll(archive);
                try
                {
                    _ = archive.OriginalConfig;
                }
                catch (UserErrorException error)
                {
                    error.Message.ShouldContain(path);
                }
            });
    }

    [Theory]
    [InlineData("c.json")]
    [InlineData("c.yml")]
    public void Configurations(string name)
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Golden", "config", "classif.json"), folder[name]);
        FileFuzz.Run(folder[name], () => ConfigLoader.Load(folder[name]));
    }

    [Theory]
    [InlineData("names.json", """["cat", "dog", "cat", "déjà vu"]""")]
    [InlineData("names.json", """{"cat": 0, "dog": 2, "bird": 1}""")]
    [InlineData("names.yml", "0: cat\n1: dog\n2: 'a bird'\n")]
    [InlineData("names.yml", "- cat\n- dog\n- '3'\n")]
    public void Lists_of_classes(string name, string text)
    {
        File.WriteAllText(folder[name], text);
        FileFuzz.Run(folder[name], () => ClassNameList.Read(folder[name]));
    }

    [Fact]
    public void Records_of_splits()
    {
        folder.Image("data/a/1.png");
        folder.Image("data/a/2.png");
        var text = """{"datasets":{"d":{"type":"thelper.data.ImageFolderDataset","params":{"root":"ROOT"}}},"loaders":{"shuffle":false,"train_split":{"d":1.0},"log_samples":true}}""";
        var loaders = Loaders.Create(ConfigLoader.Parse(text.Replace("ROOT", folder["data"], StringComparison.Ordinal), "c.json"), new());
        SplitLog.Write(loaders, folder.Path, "s", "stamp", "0.6.2:unknown");
        FileFuzz.Run(folder["d.log"], () => SplitLog.Verify(loaders, folder.Path, _ => true));
    }

    // Two at most: what matters is what was damaged.
    private static void ReadAll(Dataset dataset)
    {
        for (var i = 0; i < Math.Min(dataset.Count, 2); i++)
        {
            dataset.GetItem(i, TransformRandom.For(0, 0, i)).Dispose();
        }
    }
}
