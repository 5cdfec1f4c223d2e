using System.Text.Json;
using Thelper.Imaging;
using Thelper.Infer;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Vision.Formats;
using static Thelper.Torch.torch;

namespace Thelper.Cli.Tests;

/// <summary>Both forms of <c>thelper infer</c> with short sessions of the tasks that are no classification, trained on shapes.</summary>
[NoLeaks]
public class PredictTaskTests
{
    private const string Resize = """loaders.base_transforms=[{"operation": "thelper.transforms.Resize", "params": {"dsize": [48, 48]}, "target_key": ["image", "label_map"]}, {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]""";

    [Fact]
    public void Segmentation_labels_the_pixels_of_the_picture()
    {
        using var work = Trained("shapes-segm", "datasets.shapes.params.count=20", "model.params.mid_channels=16", Resize);
        Infer(work, "shapes-segm", "ImageSegmTester", """{"iou": {"type": "thelper.optim.IntersectionOverUnion"}}""").ShouldContain("iou.txt");
        Picture(work["pictures/wide.png"], 40, 90);
        Picture(work["more/wide.png"], 48, 48);
        var lines = Lines("infer", "sessions/shapes-segm", "pictures", "more", "--maps", "maps", "--pictures", "drawn");
        lines.Select(line => line.GetProperty("map").GetString()).ShouldBe(["maps/wide.png", "maps/wide-2.png"]);
        using var predictor = Predictor.Load("sessions/shapes-segm");
        predictor.KeepsPicture.ShouldBeTrue();
        foreach (var (picture, map, line) in new[] { "pictures/wide.png", "more/wide.png" }.Zip(new[] { "maps/wide.png", "maps/wide-2.png" }, lines))
        {
            using var scope = NewDisposeScope();
            var labels = LabelImage.Read(map);
            var said = (MapPrediction)predictor.Predict(picture);
            (said.MapWidth, said.MapHeight).ShouldBe((said.Width, said.Height));
            labels.shape[..2].ShouldBe([said.Height, said.Width]);
            labels.reshape(-1).to(ScalarType.Int32).contiguous().DataSpan<int>().ToArray().ShouldBe(said.Labels.ToArray());
            line.GetProperty("pixels").EnumerateObject().Sum(entry => entry.Value.GetInt32()).ShouldBe(said.Width * said.Height);

            // Pictures show the palette's colour of each pixel's class, over the picture in grey.
            var (colours, drawn, grey) = (ImageCodec.Decode(map).to(ScalarType.Float32), ImageCodec.Decode(Path.Join("drawn", Path.GetFileName(map))), ImageCodec.Decode(picture, DecodeMode.Gray));
            ((colours * 0.7f) + (grey.unsqueeze(2).to(ScalarType.Float32) * 0.3f) - drawn).abs().max().ToDouble().ShouldBeLessThanOrEqualTo(0.51);
        }

        // Masks: what each class covers, as COCO writes it.
        using var document = JsonDocument.Parse(Succeed("infer", "sessions/shapes-segm", "pictures", "--format", "coco"));
        var (counts, total) = (lines[0].GetProperty("pixels"), 0L);
        foreach (var entry in document.RootElement.GetProperty("annotations").EnumerateArray())
        {
            var name = document.RootElement.GetProperty("categories").EnumerateArray().Single(category => category.GetProperty("id").GetInt32() == entry.GetProperty("category_id").GetInt32()).GetProperty("name").GetString()!;
            entry.GetProperty("area").GetInt64().ShouldBe(counts.GetProperty(name).GetInt64());
            entry.GetProperty("segmentation").GetProperty("size").EnumerateArray().Select(size => size.GetInt32()).ShouldBe([40, 90]);
            total += entry.GetProperty("area").GetInt64();
        }

        total.ShouldBe(40 * 90);

        // Windows: the map of the library is that of the file, and the document the same.
        string[] windows = ["--tile", "32", "--overlap", "8", "--tta", "flip"];
        var inWindows = Lines(["infer", "sessions/shapes-segm", "pictures", "more", "--maps", "tiled", "--pictures", "tiled-drawn", .. windows]);
        using var tiled = Predictor.Load("sessions/shapes-segm", new() { Tiles = new() { Size = 32, Overlap = 8 }, Views = "flip" });
        foreach (var (picture, line) in new[] { "pictures/wide.png", "more/wide.png" }.Zip(inWindows))
        {
            using var scope = NewDisposeScope();
            var said = (MapPrediction)tiled.Predict(picture);
            LabelImage.Read(line.GetProperty("map").GetString()!).reshape(-1).to(ScalarType.Int32).contiguous().DataSpan<int>().ToArray().ShouldBe(said.Labels.ToArray());
            File.Exists(line.GetProperty("picture").GetString()).ShouldBeTrue();
        }

        work.Files("maps").Concat(work.Files("tiled")).ShouldAllBe(file => file.EndsWith(".png", StringComparison.Ordinal));
        Succeed(["infer", "sessions/shapes-segm", "pictures", "--format", "coco", .. windows]).ShouldContain("\"counts\"");
    }

    [Fact]
    public void Detection_finds_boxes_in_pixels_of_the_picture()
    {
        using var work = Trained("shapes-detect", "datasets.shapes.params.count=20");
        Infer(work, "shapes-detect", "ObjDetectTester", """{"ap50": {"type": "thelper.optim.AveragePrecision", "params": {"iou_threshold": 0.5}}}""").ShouldContain("ap50.txt");
        Picture(work["pictures/a.png"], 64, 64);
        Picture(work["pictures/b.png"], 64, 64);
        using var document = JsonDocument.Parse(Succeed("infer", "sessions/shapes-detect", "pictures", "--format", "coco"));
        var coco = document.RootElement;
        coco.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("file_name").GetString()).ShouldBe(["pictures/a.png", "pictures/b.png"]);
        var lines = Lines("infer", "sessions/shapes-detect", "pictures");
        var boxes = lines.SelectMany((line, i) => line.GetProperty("boxes").EnumerateArray().Select(box => (Image: i + 1, Box: box))).ToList();
        boxes.Count.ShouldBe(coco.GetProperty("annotations").GetArrayLength());
        foreach (var ((image, box), entry) in boxes.Zip(coco.GetProperty("annotations").EnumerateArray()))
        {
            entry.GetProperty("image_id").GetInt32().ShouldBe(image);
            entry.GetProperty("category_id").GetInt32().ShouldBe(box.GetProperty("index").GetInt32());
            var (corners, sides) = (box.GetProperty("bbox"), entry.GetProperty("bbox"));
            sides[2].GetSingle().ShouldBe(corners[2].GetSingle() - corners[0].GetSingle(), 1e-3f);
        }

        // The picture of the first has the colour of its best box's class, and the size of the picture.
        var drawn = Lines("infer", "sessions/shapes-detect", "pictures", "--pictures", "drawn", "--tile", "48", "--tta", "flip");
        using (var scope = NewDisposeScope())
        {
            drawn.ShouldAllBe(line => ImageCodec.Decode(line.GetProperty("picture").GetString()!, DecodeMode.Color).shape.SequenceEqual(new long[] { 64, 64, 3 }));
            if (drawn[0].GetProperty("boxes").GetArrayLength() > 0)
            {
                ImageCodec.Decode("drawn/a.png").equal(ImageCodec.Decode("pictures/a.png")).ShouldBeFalse();
            }
        }

        // Of nothing at a score of 1 there is an empty list for each picture.
        Lines("infer", "sessions/shapes-detect", "pictures", "--threshold", "1").ShouldAllBe(line => line.GetProperty("boxes").GetArrayLength() == 0);
    }

    [Fact]
    public void Regression_gives_numbers()
    {
        using var work = Trained("shapes-regr", "datasets.shapes.params.count=40");
        Infer(work, "shapes-regr", "RegressionTester", """{"mae": {"type": "thelper.optim.MeanAbsoluteError"}}""").ShouldContain("mae.txt");
        Picture(work["pictures/a.png"], 32, 32);
        using var predictor = Predictor.Load("sessions/shapes-regr");
        var lines = Lines("infer", "sessions/shapes-regr", "pictures/a.png", "pictures/a.png");
        lines.Count.ShouldBe(2);

        // The network's own answer, to blue, green, red.
        using var scope = NewDisposeScope();
        var content = (Torch.Serialization.PyDict)Torch.Serialization.Checkpoints.Load(Nn.CheckpointName.Find("sessions/shapes-regr", latest: false))!;
        using var network = Nn.ModelFactory.Create(null, null, new(new Config.Consent(trusts: true)), content, "ckpt");
        network.eval();
        var colours = randint(0, 255, [32, 32, 3], dtype: ScalarType.Byte);
        using (no_grad())
        {
            var expected = network.call(((colours.to(ScalarType.Float32) - 127) / 128).permute(2, 0, 1).unsqueeze(0)).reshape(-1).DataSpan<float>().ToArray();
            ((ValuePrediction)predictor.Predict(colours)).Values.ToArray().Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-4f);
        }

        foreach (var line in lines)
        {
            var values = line.GetProperty("values").EnumerateArray().Select(value => value.GetSingle()).ToArray();
            var alone = ((ValuePrediction)predictor.Predict("pictures/a.png")).Values.ToArray();
            values.Length.ShouldBe(3);
            values.Zip(alone).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-4f);
        }
        Succeed("infer", "sessions/shapes-regr", "pictures", "--format", "csv").ShouldStartWith("path,value_0,value_1,value_2\npictures/a.png,");
    }

    [Fact]
    public void Super_resolution_restores_pictures()
    {
        using var work = Trained("shapes-sr", "datasets.shapes.params.count=20");
        Picture(work["pictures/a.png"], 48, 40);
        using var predictor = Predictor.Load("sessions/shapes-sr");
        using var scope = NewDisposeScope();
        using var expected = predictor.ToPicture((ValuePrediction)predictor.Predict("pictures/a.png"));
        var line = Lines("infer", "sessions/shapes-sr", "pictures", "--restored", "restored").ShouldHaveSingleItem();
        line.TryGetProperty("values", out _).ShouldBeFalse();
        line.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()).ShouldBe([3, 48, 40]);
        ImageCodec.Decode(line.GetProperty("restored").GetString()!).equal(expected).ShouldBeTrue();
        Succeed("infer", "sessions/shapes-sr", "pictures", "--restored", "restored", "--format", "csv").ShouldBe("path,restored\npictures/a.png,restored/a.png\n");

        // A window as large as the picture is the picture; smaller ones differ by what the network sees around a pixel.
        Succeed("infer", "sessions/shapes-sr", "pictures", "--restored", "whole", "--tile", "48");
        (ImageCodec.Decode("whole/a.png").to(ScalarType.Int32) - expected).narrow(1, 0, 30).abs().max().ToInt64().ShouldBeLessThanOrEqualTo(1);
        Succeed("infer", "sessions/shapes-sr", "pictures", "--restored", "tiled", "--tile", "32", "--overlap", "16");
        (ImageCodec.Decode("tiled/a.png").to(ScalarType.Int32) - expected).abs().to(ScalarType.Float32).mean().ToDouble().ShouldBeLessThan(4);
        Refused("--restored DIR", "infer", "sessions/shapes-sr", "pictures", "--tile", "32");
        Refused("--maps: is for segmentation", "infer", "sessions/shapes-sr", "pictures", "--maps", "m");
        Refused("answer is a picture itself", "infer", "sessions/shapes-sr", "pictures", "--pictures", "p");
    }

    [Fact]
    public void An_auto_encoder_names_and_restores_pictures()
    {
        using var work = Trained("shapes-ae", "datasets.shapes.params.count=60");
        Picture(work["pictures/a.png"], 32, 32);
        var line = Lines("infer", "sessions/shapes-ae", "pictures", "--restored", "restored", "--pictures", "drawn", "--top-k", "3").ShouldHaveSingleItem();
        line.GetProperty("classes").GetArrayLength().ShouldBe(3);
        using var scope = NewDisposeScope();
        ImageCodec.Decode(line.GetProperty("restored").GetString()!).shape.ShouldBe([32, 32, 3]);
        using var predictor = Predictor.Load("sessions/shapes-ae", new() { Restores = true });
        using var painted = predictor.ToPicture(predictor.Predict("pictures/a.png").Restored!);
        ImageCodec.Decode("restored/a.png").equal(painted).ShouldBeTrue();
        var drawn = ImageCodec.Decode("drawn/a.png");
        drawn.shape[0].ShouldBeGreaterThan(drawn.shape[1]);
        Refused("windows are for pixels", "infer", "sessions/shapes-ae", "pictures", "--tile", "32");
    }

    // Trains an epoch, and leaves the configuration as c.json.
    private static Workspace Trained(string name, params string[] overrides)
    {
        var work = new Workspace();
        Directory.CreateSymbolicLink(work["samples"], Repository.File("samples"));
        File.Copy(Repository.File("configs", $"{name}.json"), work["c.json"]);
        string[] quick = ["trainer.epochs=1", "trainer.optimization.scheduler=null", "trainer.use_tbx=false", "trainer.display_valid_preds=null"];
        Succeed(["new", "c.json", "sessions", .. overrides, .. quick]);
        return work;
    }

    private static IEnumerable<string> Infer(Workspace work, string session, string tester, string metrics)
    {
        var config = Config.ConfigLoader.Load(Directory.GetFiles(work[$"sessions/{session}"], "config.latest.json").Single()).Without("trainer", "model");
        config = config.With("name", Config.ConfigNode.Scalar("again", "", 0, "name")).With("loaders", config.Get("loaders")!.Without("train_split", "valid_split", "test_split"));
        File.WriteAllText(work["i.json"], Config.ConfigWriter.ToJson(config.ToPlain()));
        Succeed("infer", "i.json", "results", "--ckpt-path", $"sessions/{session}", $$"""tester={"type": "thelper.infer.impl.{{tester}}", "metrics": {{metrics}} }""");
        return work.Files("results/again/output").Select(file => Path.GetFileName(file));
    }

    private static void Picture(string file, int height, int width)
    {
        using var scope = NewDisposeScope();
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var picture = zeros([height, width, 3], dtype: ScalarType.Byte);
        picture[TensorIndex.Slice(8, 30), TensorIndex.Slice(8, 30)] = tensor(200, dtype: ScalarType.Byte);
        ImageCodec.Save(file, picture);
    }

    private static List<JsonElement> Lines(params string[] arguments) => [.. Succeed(arguments).TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];

    private static void Refused(string message, params string[] arguments)
    {
        var (code, output, error) = Workspace.Run(["--silent", .. arguments]);
        error.ShouldContain(message);
        (code, output).ShouldBe((2, ""));
    }

    private static string Succeed(params string[] arguments)
    {
        var (code, output, error) = Workspace.Run(["--silent", .. arguments]);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        return output;
    }
}
