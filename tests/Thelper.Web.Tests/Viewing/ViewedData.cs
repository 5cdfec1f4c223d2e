using Thelper.Imaging;
using Thelper.Sessions;
using Thelper.Torch;
using Thelper.Web.Viewing;

namespace Thelper.Web.Tests.Viewing;

/// <summary>Small data sets in a folder of their own, and the pages that show them.</summary>
internal sealed class ViewedData : IDisposable
{
    /// <summary>The classes of <see cref="Folders"/>.</summary>
    public static readonly string[] Classes = ["bad<b>name", "blue", "green", "red"];

    private readonly string folder = Directory.CreateTempSubdirectory("thelper-viz-").FullName;

    private ViewedData()
    {
    }

    /// <summary>The configuration.</summary>
    public string Config => Path.Combine(folder, "config.json");

    /// <summary>The folder of all files.</summary>
    public string Folder => folder;

    /// <summary>Twelve pictures of plain colours with a mark, three in each of four folders, one of which has markup in its name.</summary>
    /// <param name="viz">The section <c>viz</c>.</param>
    public static ViewedData Folders(string viz = "{}")
    {
        var data = new ViewedData();
        var colors = new byte[][] { [10, 20, 30], [250, 0, 0], [0, 200, 0], [5, 60, 240] };
        foreach (var (i, name) in Classes.Index())
        {
            var home = Directory.CreateDirectory(Path.Combine(data.folder, "images", name)).FullName;
            for (var number = 0; number < 3; number++)
            {
                // Blue, green, red, as files are written; the number is a white mark in the first row.
                using var picture = Plain(colors[i], 24, 32);
                Set(picture, 0, number, [255, 255, 255]);
                ImageCodec.Save(Path.Combine(home, $"{name}-{number}.png"), picture);
            }
        }

        data.Write($$$$"""
            {"name": "folders", "viz": {{{{viz}}}},
             "datasets": {"images": {"type": "thelper.data.ImageFolderDataset", "params": {"root": {{{{Text(Path.Combine(data.folder, "images"))}}}}}}},
             "loaders": {"batch_size": 2, "train_split": {"images": 0.5}, "valid_split": {"images": 0.5}, "valid_shuffle": false, "test_seed": 1, "valid_seed": 2, "torch_seed": 3, "numpy_seed": 4, "random_seed": 5,
               "train_augments": {"append": false, "transforms": [{"operation": "torchvision.transforms.RandomHorizontalFlip"}]},
               "base_transforms": [{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]}}
            """);
        return data;
    }

    /// <summary>A picture of 6 x 5 pixels whose mask has class 1 at its first pixel, 2 at (3, 2), and class 200 in the last one, beside a loader that changes nothing.</summary>
    public static ViewedData Masks()
    {
        var data = new ViewedData();
        Directory.CreateDirectory(Path.Combine(data.folder, "images"));
        Directory.CreateDirectory(Path.Combine(data.folder, "masks"));
        using var picture = Plain([60, 120, 180], 5, 6);
        ImageCodec.Save(Path.Combine(data.folder, "images", "a.png"), picture);
        using var mask = torch.zeros([5, 6], torch.int32);
        var pixels = mask.DataSpan<int>();
        (pixels[0], pixels[(2 * 6) + 3], pixels[^1]) = (1, 2, 200);
        using var bytes = mask.to(torch.uint8);
        using var map = bytes.unsqueeze(2);
        ImageCodec.Save(Path.Combine(data.folder, "masks", "a.png"), map);

        var names = string.Join(", ", Enumerable.Range(0, 201).Select(i => $"\"c{i}\""));
        data.Write($$$$"""
            {"name": "masks",
             "datasets": {"images": {"type": "thelper.data.ImageMaskDataset", "params": {"image_root": {{{{Text(Path.Combine(data.folder, "images"))}}}}, "mask_root": {{{{Text(Path.Combine(data.folder, "masks"))}}}}, "class_names": [{{{{names}}}}]}}},
             "loaders": {"batch_size": 1, "train_split": {"images": 1.0}, "torch_seed": 3}}
            """);
        return data;
    }

    /// <summary>Pictures of 64 x 40 pixels whose first 16 x 8 are bright in the file, turned in each of the eight ways by their EXIF data.</summary>
    public static ViewedData Turned()
    {
        var data = new ViewedData();
        var home = Directory.CreateDirectory(Path.Combine(data.folder, "images", "turned")).FullName;
        using var picture = Plain([30, 30, 30], 40, 64);
        for (var i = 0; i < 8 * 16; i++)
        {
            Set(picture, i / 16, i % 16, [250, 250, 250]);
        }

        var jpeg = ImageCodec.Encode(picture, ".jpg", 1, 100);
        for (byte way = 1; way <= 8; way++)
        {
            byte[] segment = [0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, way, 0, 0, 0, 0, 0, 0];
            File.WriteAllBytes(Path.Combine(home, $"{way}.jpg"), [.. jpeg[..2], .. segment, .. jpeg[2..]]);
        }

        data.Write($$$$"""
            {"name": "turned",
             "datasets": {"images": {"type": "thelper.data.ImageFolderDataset", "params": {"root": {{{{Text(Path.Combine(data.folder, "images"))}}}}, "order": "name"}}},
             "loaders": {"batch_size": 1, "train_split": {"images": 1.0}, "train_shuffle": false, "torch_seed": 3}}
            """);
        return data;
    }

    /// <summary>A picture of 64 x 48 pixels with one object, which is bright and fills its box from (10, 8) to (30, 24), and has two key points that are seen and one that is not.</summary>
    public static ViewedData Keypoints()
    {
        var data = new ViewedData();
        using var picture = Plain([20, 20, 20], 48, 64);
        for (var y = 8; y < 24; y++)
        {
            for (var x = 10; x < 30; x++)
            {
                Set(picture, y, x, [240, 240, 240]);
            }
        }

        ImageCodec.Save(Path.Combine(data.folder, "a.png"), picture);
        File.WriteAllText(Path.Combine(data.folder, "a.json"), """
            {"images": [{"id": 7, "file_name": "a.png", "width": 64, "height": 48}],
             "categories": [{"id": 1, "name": "person", "keypoints": ["nose", "left", "right"], "skeleton": [[1, 2]]}],
             "annotations": [{"id": 1, "image_id": 7, "category_id": 1, "bbox": [10, 8, 20, 16], "area": 320, "iscrowd": 0, "keypoints": [12.5, 9.25, 2, 28, 20, 1, 0, 0, 0]}]}
            """);
        data.Write($$$$"""
            {"name": "keypoints",
             "datasets": {"people": {"type": "thelper.data.COCODataset", "params": {"root": {{{{Text(data.folder)}}}}, "annotations": {{{{Text(Path.Combine(data.folder, "a.json"))}}}}, "keypoints": true}}},
             "loaders": {"batch_size": 1, "train_split": {"people": 1.0}, "torch_seed": 3}}
            """);
        return data;
    }

    /// <summary>A data set of the user's own: 300 classes of pixels, points and a heat map, or four cats and dogs in turn of which the second cannot be loaded.</summary>
    /// <param name="type"><c>ManyClasses</c>, <c>Heat</c> or <c>Faulty</c>.</param>
    public static ViewedData Own(string type)
    {
        var data = new ViewedData();
        File.WriteAllText(Path.Combine(data.folder, "own.cs"), """
            public sealed class ManyClasses : Dataset
            {
                public override Task Task { get; } = new Segmentation(Enumerable.Range(0, 300).Select(i => $"c{i}").ToList(), "image", "label_map");

                public override int Count => 1;

                protected override Sample Load(int index)
                {
                    var map = new int[30];
                    (map[0], map[2 * 6 + 3]) = (256, 299);
                    return new Sample { ["image"] = torch.full([5, 6, 3], 90, torch.uint8), ["label_map"] = torch.tensor(map).reshape(5, 6) };
                }
            }

            public sealed class Faulty : Dataset
            {
                public override Task Task { get; } = new Classification(new List<string> { "cat", "dog" }, "image", "label");

                public override int Count => 4;

                protected override Sample Load(int index) => index == 1
                    ? throw new InvalidOperationException("the camera was off")
                    : new Sample { ["image"] = torch.full([5, 6, 3], 90, torch.uint8), ["label"] = index % 2 == 0 ? "cat" : "dog" };
            }

            public sealed class HeatTask() : Task("image")
            {
                public override SampleFields Fields => new("image", new Dictionary<string, FieldKind> { ["heat"] = FieldKind.HeatMap, ["marks"] = FieldKind.Points });

                public override IReadOnlyList<KeyValuePair<string, object?>> Parameters => [];
            }

            public sealed class Heat : Dataset
            {
                public override Task Task { get; } = new HeatTask();

                public override int Count => 1;

                protected override Sample Load(int index)
                {
                    var heat = new float[30];
                    heat[2 * 6 + 3] = 1;
                    return new Sample { ["image"] = torch.full([5, 6, 3], 90, torch.uint8), ["heat"] = torch.tensor(heat).reshape(5, 6), ["marks"] = torch.tensor(new float[] { 1.5f, 2.25f, 1, 4, 3, 0 }).reshape(2, 3) };
                }
            }
            """);
        data.Write($$$$"""{"name": "own", "datasets": {"d": {"type": {{{{Text(Path.Combine(data.folder, "own.cs") + ":" + type)}}}}}}}""");
        return data;
    }

    /// <summary>Embedded shapes.</summary>
    /// <param name="task"><c>classif</c>, <c>segm</c>, <c>detect</c>, <c>sr</c> or <c>regr</c>.</param>
    /// <param name="more">More parameters of the data set.</param>
    public static ViewedData Shapes(string task, string more = "")
    {
        var data = new ViewedData();
        var keys = task == "sr" ? """["lowres_image", "highres_image"]""" : "\"image\"";
        data.Write($$$$"""
            {"name": "shapes-{{{{task}}}}",
             "datasets": {"shapes": {"type": "thelper.data.ShapesDataset", "params": {"task": "{{{{task}}}}", "count": 40, "image_size": 96, "classes": 3{{{{more}}}}}}},
             "loaders": {"batch_size": 4, "train_split": {"shapes": 0.8}, "valid_split": {"shapes": 0.2}, "test_seed": 1, "valid_seed": 2, "torch_seed": 3, "numpy_seed": 4, "random_seed": 5,
               "train_augments": {"append": false, "transforms": [{"operation": "torchvision.transforms.RandomHorizontalFlip"}]},
               "base_transforms": [{"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [127, 127, 127], "max": [255, 255, 255]}, "target_key": {{{{keys}}}}}]}}
            """);
        return data;
    }

    /// <summary>Replaces the configuration.</summary>
    /// <param name="config">Its text.</param>
    public void Write(string config) => File.WriteAllText(Config, config);

    /// <summary>Opens the data.</summary>
    /// <param name="checkpoint">A session whose model scores samples; null for none.</param>
    public DataView Open(string? checkpoint = null) => Session.View(Config, SessionEnvironment.Quiet(), null, checkpoint);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static torch.Tensor Plain(byte[] color, int height, int width)
    {
        var picture = torch.empty([height, width, 3], torch.uint8);
        var pixels = picture.DataSpan<byte>();
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = color[i % 3];
        }

        return picture;
    }

    private static void Set(torch.Tensor picture, int row, int column, byte[] color) => color.CopyTo(picture.DataSpan<byte>()[(int)(3 * ((row * picture.shape[1]) + column))..]);

    private static string Text(string path) => System.Text.Json.JsonSerializer.Serialize(path);
}
