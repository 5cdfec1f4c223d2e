using System.Globalization;
using Thelper.Data.Datasets;
using Thelper.Guide;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Cli.Tests;

/// <summary>What <c>init</c> writes for folders of each kind passes <c>check</c>; classes are trained, too.</summary>
[NoLeaks]
public class InitTests
{
    [Fact]
    public void Classes_in_folders_are_trained()
    {
        using var work = new Workspace();
        Init(work, "mini").ShouldContain("classes in folders: 10 classes, 120 images; all of 32 x 32 pixels, grey; classification");
        Check("mini.yaml").ShouldContain("classes: 10: 0 (12), 1 (12)");
        Workspace.Run("--silent", "new", "mini.yaml", "sessions", "trainer.epochs=1").ShouldBe((0, "", ""));
        var outputs = work["sessions/mini/output/mini"];
        var rows = File.ReadAllLines(Path.Combine(outputs, "metrics.csv"));
        rows[0].ShouldBe("set,epoch,loss,learning_rate,accuracy");
        rows.Skip(1).Select(row => string.Join(',', row.Split(',').Take(2))).ShouldBe(["train,0", "valid,0", "test,0"]);
        File.Exists(Path.Combine(outputs, "loss.png")).ShouldBeTrue();
        Workspace.Run("--silent", "resume", "sessions/mini", "trainer.epochs=2").ShouldBe((0, "", ""));

        // The test is of the best epoch, whichever that is, and is there once for each.
        var passes = File.ReadAllLines(Path.Combine(outputs, "metrics.csv")).Skip(1).Select(row => string.Join(',', row.Split(',').Take(2))).ToList();
        passes.Where(pass => !pass.StartsWith("test", StringComparison.Ordinal)).ShouldBe(["train,0", "valid,0", "train,1", "valid,1"]);
        passes[^1].ShouldStartWith("test,");
        passes.ShouldBeUnique();
    }

    [Fact]
    public void Voc_for_detection_and_for_segmentation()
    {
        using var work = new Workspace();
        Init(work, "mini-voc").ShouldContain("PASCAL VOC: ");
        Check("mini-voc.yaml", "model.params.min_size=96").ShouldContain("task: thelper.tasks.detect.Detection");
        Init(work, "mini-voc", "--task", "segm", "--output", "segm.yaml");
        Check("segm.yaml", "model.params.mid_channels=16", "loaders.batch_size=2", "loaders.base_transforms.0.params.dsize=[32,32]");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("data.yaml")]
    public void Yolo(string? names)
    {
        using var work = new Workspace();
        Detect(work, (i, width, height, boxes) => File.WriteAllLines(
            Path.Combine(Directory.CreateDirectory(work["data/labels"]).FullName, $"{i}.txt"),
            boxes.Select(box => string.Create(CultureInfo.InvariantCulture, $"{box.Class} {box.X / width} {box.Y / height} {box.W / width} {box.H / height}"))));
        if (names is not null)
        {
            File.WriteAllText(work["data/data.yaml"], "names: [round, pointed]\n");
        }

        Init(work, "data").ShouldContain("YOLO: 8 images, 2 classes");
        Check("data.yaml", "model.params.min_size=96").ShouldContain(names is null ? "class_0" : "round");
    }

    [Fact]
    public void Coco()
    {
        using var work = new Workspace();
        var (images, annotations) = (new List<string>(), new List<string>());
        Detect(work, (i, width, height, boxes) =>
        {
            images.Add(string.Create(CultureInfo.InvariantCulture, $$"""{"id": {{i}}, "file_name": "{{i}}.png", "width": {{width}}, "height": {{height}}}"""));
            annotations.AddRange(boxes.Select(box => string.Create(
                CultureInfo.InvariantCulture, $$"""{"id": {{annotations.Count + 1}}, "image_id": {{i}}, "category_id": {{box.Class + 1}}, "bbox": [{{box.X - (box.W / 2)}}, {{box.Y - (box.H / 2)}}, {{box.W}}, {{box.H}}], "area": {{box.W * box.H}}, "iscrowd": 0}""")));
        });
        File.WriteAllText(work["data/instances.json"], $$"""{"images": [{{string.Join(',', images)}}], "annotations": [{{string.Join(',', annotations)}}], "categories": [{"id": 1, "name": "round"}, {"id": 2, "name": "pointed"}]}""");
        Init(work, "data").ShouldContain("COCO: 8 images, 2 classes");
        Check("data.yaml", "model.params.min_size=96").ShouldContain("round");
    }

    [Fact]
    public void Masks_lists_pairs_and_images_alone()
    {
        using var work = new Workspace();
        using var scope = torch.NewDisposeScope();
        foreach (var name in new[] { "masked/images", "masked/masks", "listed", "pairs/LR", "pairs/HR", "alone" })
        {
            Directory.CreateDirectory(work[name]);
        }

        var rows = new List<string> { "path,width" };
        for (var i = 0; i < 24; i++)
        {
            torch.manual_seed(i);
            var image = torch.randint(0, 255, [64, 64, 3], dtype: torch.uint8);
            var file = i.ToString("D2", CultureInfo.InvariantCulture) + ".png";
            foreach (var folder in new[] { "masked/images", "listed", "pairs/HR", "alone" })
            {
                ImageCodec.Save(work[$"{folder}/{file}"], image);
            }

            ImageCodec.Save(work[$"masked/masks/{file}"], (torch.arange(64).reshape(64, 1) > i).expand(64, 64).to(torch.uint8).mul(255).contiguous());
            ImageCodec.Save(work[$"pairs/LR/{file}"], ImageOps.Resize(image, 32, 32));
            rows.Add(string.Create(CultureInfo.InvariantCulture, $"{file},{i / 10.0}"));
        }

        File.WriteAllLines(work["listed/numbers.csv"], rows);
        Init(work, "masked").ShouldContain("images with masks: 24 pairs, 2 classes");
        Check("masked.yaml", "model.params.mid_channels=16").ShouldContain("Segmentation");
        Init(work, "listed").ShouldContain("a list of images with numbers (width): 24 rows");
        Check("listed.yaml").ShouldContain("Regression");
        Init(work, "pairs").ShouldContain("pairs of small and large images (24)");
        File.ReadAllLines(work["pairs.txt"])[0].ShouldBe("HR/00.png");
        Check("pairs.yaml", "model.params.base_filter=8").ShouldContain("SuperResolution");
        Init(work, "alone").ShouldContain("images without labels (24)");
        File.ReadAllLines(work["alone.csv"])[..2].ShouldBe(["path,label", "00.png,image"]);
        Check("alone.yaml").ShouldContain("AutoEncoderResNet");
    }

    [Fact]
    public void An_archive()
    {
        using var work = new Workspace();
        File.WriteAllText(work["pack.json"], """{"name": "pack", "datasets": {"d": {"type": "thelper.data.ImageFolderDataset", "params": {"root": "mini", "order": "name"}}}, "loaders": {"train_split": {"d": 0.5}, "valid_split": {"d": 0.5}}}""");
        Workspace.Run("--silent", "split", "pack.json", "out").ShouldBe((0, "", ""));
        Init(work, "out/pack/pack.hdf5").ShouldContain("an archive for classification; classification");
        Check("pack.yaml").ShouldContain("train: 60 samples");
    }

    [Fact]
    public void The_next_command_can_be_pasted()
    {
        using var work = new Workspace();
        Init(work, "mini", "--output", "my file.yaml").ShouldEndWith("next: thelper check 'my file.yaml'\n".ReplaceLineEndings());
        File.ReadAllText(work["my file.yaml"]).ShouldContain("Try it: thelper check 'my file.yaml'. Train: thelper new 'my file.yaml' sessions.");
    }

    [Theory]
    [InlineData("classification")]
    [InlineData("segmentation")]
    [InlineData("detection")]
    [InlineData("super-resolution")]
    [InlineData("regression")]
    [InlineData("auto-encoder")]
    public void A_starter_for_each_task(string task)
    {
        using var work = new Workspace();
        var (code, output, error) = Workspace.Run("init", "--task", task);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        output.ShouldEndWith($"written: {task}.yaml, thelper.schema.json\nnext: thelper check {task}.yaml\n".ReplaceLineEndings());
        Check($"{task}.yaml", task switch { "detection" => ["model.params.min_size=96"], "segmentation" => ["model.params.mid_channels=16"], "super-resolution" => ["model.params.base_filter=8"], _ => [] });
    }

    [Fact]
    public void Starters_are_for_every_task() => Starter.Tasks.Count.ShouldBe(6);

    private static string Init(Workspace work, string folder, params string[] more)
    {
        work.ShouldNotBeNull();
        var (code, output, error) = Workspace.Run(["init", folder, .. more]);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        return output;
    }

    private static string Check(string file, params string[] overrides)
    {
        var (code, output, error) = Workspace.Run(["-q", "check", file, .. overrides]);
        code.ShouldBe(0, error + File.ReadAllText(file));
        output.ShouldContain("\nok\n");
        return output;
    }

    // Eight pictures of shapes with their boxes (centre and size).
    private static void Detect(Workspace work, Action<int, double, double, List<(int Class, double X, double Y, double W, double H)>> annotate)
    {
        Directory.CreateDirectory(work["data/images"]);
        var shapes = new ShapesDataset(task: "detect", count: 8, imageSize: 96, classes: 2);
        for (var i = 0; i < shapes.Count; i++)
        {
            using var sample = shapes.GetItem(i, TransformRandom.For(0, 0, i));
            ImageCodec.Save(work[$"data/images/{i}.png"], (torch.Tensor)sample["image"]!);
            annotate(i, 96, 96, [.. ((IEnumerable<BoundingBox>)sample["bboxes"]!).Select(box =>
                (Convert.ToInt32(box.ClassId, CultureInfo.InvariantCulture) - 1, (box.Left + box.Right) / 2, (box.Top + box.Bottom) / 2, box.Right - box.Left, box.Bottom - box.Top))]);
        }
    }
}
