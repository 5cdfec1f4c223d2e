using System.Globalization;
using System.Text.Json;
using Thelper.Imaging;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Cli.Tests;

/// <summary>Sessions that learn masks and key points from files in COCO's format, from the command line.</summary>
[NoLeaks]
public class ShapeSessionTests
{
    private const int Side = 64;
    private const int Images = 10;

    // As few layers as can be, so that a session takes seconds.
    private const string Detectors = """
        using Thelper.Vision.Models.Detection;
        using static Thelper.Torch.torch;

        public sealed class Features : DetectionBackbone
        {
            private readonly nn.Module<Tensor, Tensor> body = nn.Sequential(nn.Conv2d(3, 16, 5, stride: 4, padding: 2), nn.ReLU(), nn.Conv2d(16, 16, 3, padding: 1), nn.ReLU());

            public Features() => RegisterComponents();

            public override int OutChannels => 16;

            public override OrderedDictionary<string, Tensor> forward(Tensor input) => new() { ["0"] = body.call(input) };

            public static FasterRCNNOptions Options => new() { MinSize = [64], MaxSize = 64, RpnPostNmsTopNTrain = 50, RpnPostNmsTopNTest = 20, BoxBatchSizePerImage = 16, BoxScoreThresh = 0 };
        }

        public sealed class Masks() : MaskRCNN(new Features(), 2, Features.Options, new AnchorGenerator([[16, 24]], [[1.0]]), maskHead: new MaskRCNNHeads(16, [16]));

        public sealed class Points() : KeypointRCNN(new Features(), 2, Features.Options, 17, new AnchorGenerator([[16, 24]], [[1.0]]), new KeypointRCNNHeads(16, [16]));
        """;

    [Theory]
    [InlineData("Masks", "masks", "segm", "")]
    [InlineData("Points", "keypoints", "keypoints", ", \"sigmas\": [0.1, 0.1, 0.1]")]
    public void A_detector_of_shapes_trains_is_measured_drawn_and_predicts(string model, string option, string kind, string more)
    {
        using var work = new Workspace();
        WriteData(work);
        File.WriteAllText(work["D.cs"], Detectors);
        File.WriteAllText(work["c.json"], $$$"""
            {"name": "s",
             "datasets": {"d": {"type": "thelper.data.COCODataset", "params": {"root": "coco", "annotations": "coco/a.json", "{{{option}}}": true} } },
             "loaders": {"batch_size": 4, "workers": 0, "test_seed": 0, "valid_seed": 0, "torch_seed": 0, "numpy_seed": 0, "random_seed": 0, "skip_norm": true,
                "train_augments": {"transforms": [{"operation": "torchvision.transforms.RandomHorizontalFlip", "params": {"p": 0.5}}]},
                "base_transforms": [{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}],
                "train_split": {"d": 0.8}, "valid_split": {"d": 0.2}},
             "model": {"type": "D.cs:{{{model}}}"},
             "trainer": {"epochs": 2, "device": "cpu", "monitor": "ap", "display_valid_preds": true,
                "optimization": {"optimizer": {"type": "torch.optim.Adam", "params": {"lr": 0.002} } },
                "valid_metrics": {"ap": {"type": "thelper.optim.CocoAveragePrecision", "params": {"value": "AP50", "iou_type": "{{{kind}}}"{{{more}}} } },
                    "boxes": {"type": "thelper.optim.AveragePrecision"} } } }
            """);
        Succeed("check", "c.json");
        Succeed("--silent", "new", "c.json", "out");
        var results = GoldenLog.Results(GoldenLog.Read(work["out/s/logs/trainer.log"]));
        results["epoch#1 train/loss"].ShouldBeLessThan(results["epoch#0 train/loss"]);
        results["epoch#1 valid/metrics:ap"].ShouldBeInRange(0, 1);
        var folder = Directory.GetDirectories(work["out/s/output/s"], "valid-*").ShouldHaveSingleItem();
        File.ReadLines(Directory.GetFiles(folder, "ap-0001*").ShouldHaveSingleItem()).First().ShouldStartWith("AP ");

        Succeed("--silent", "resume", "out/s", "trainer.epochs=3");
        using var document = JsonDocument.Parse(Succeed("--silent", "infer", "out/s", "coco/0.png", "--format", "coco", "--threshold", "0"));
        var found = document.RootElement.GetProperty("annotations").EnumerateArray().First();
        if (kind == "segm")
        {
            found.GetProperty("segmentation").GetProperty("size").EnumerateArray().Select(v => v.GetInt32()).ShouldBe([Side, Side]);
            found.GetProperty("segmentation").GetProperty("counts").GetString().ShouldNotBeNullOrEmpty();
        }
        else
        {
            found.GetProperty("keypoints").GetArrayLength().ShouldBe(9);
            document.RootElement.GetProperty("categories")[0].GetProperty("keypoints").EnumerateArray().Select(v => v.GetString()).ShouldBe(["top", "left", "right"]);
        }

        // A detector of masks for boxes without them is refused before anything is trained, by its name.
        var (code, _, error) = Workspace.Run("check", "c.json", $"datasets.d.params.{option}=false", """trainer.valid_metrics={"ap": {"type": "thelper.optim.AveragePrecision"}}""");
        code.ShouldBe(2);
        error.ShouldContain($"model 'D.cs:{model}' finds {(kind == "segm" ? "masks" : "key points")}, and the task's boxes have none");
    }

    // A bright triangle on noise: its outline is the mask, its corners the key points.
    private static void WriteData(Workspace work)
    {
        Directory.CreateDirectory(work["coco"]);
        using var scope = NewDisposeScope();
        manual_seed(3);
        var (images, annotations) = (new List<string>(), new List<string>());
        for (var i = 0; i < Images; i++)
        {
            var (left, top, size) = (4 + (i * 3), 30 - (i * 2), 16 + i);
            var picture = (rand([Side, Side, 3]) * 60).to(ScalarType.Byte);
            for (var y = 0; y < size; y++)
            {
                var half = y / 2;
                picture[top + y].narrow(0, left + (size / 2) - half, Math.Max(1, 2 * half)).fill_(230);
            }

            File.WriteAllBytes(work[$"coco/{i}.png"], ImageCodec.Encode(picture, ".png"));
            var (right, bottom, middle) = (left + size, top + size, left + (size / 2));
            images.Add(string.Create(CultureInfo.InvariantCulture, $$"""{"id": {{i}}, "file_name": "{{i}}.png", "width": {{Side}}, "height": {{Side}}}"""));
            annotations.Add(string.Create(CultureInfo.InvariantCulture, $$"""
                {"id": {{i}}, "image_id": {{i}}, "category_id": 5, "iscrowd": 0, "area": {{size * size / 2}}, "bbox": [{{left}}, {{top}}, {{size}}, {{size}}],
                 "segmentation": [[{{middle}}, {{top}}, {{right}}, {{bottom}}, {{left}}, {{bottom}}]], "num_keypoints": 3,
                 "keypoints": [{{middle}}, {{top}}, 2, {{left}}, {{bottom}}, 2, {{right}}, {{bottom}}, 1]}
                """));
        }

        File.WriteAllText(work["coco/a.json"], $$"""
            {"images": [{{string.Join(", ", images)}}], "annotations": [{{string.Join(", ", annotations)}}],
             "categories": [{"id": 5, "name": "triangle", "keypoints": ["top", "left", "right"], "skeleton": [[1, 2], [2, 3], [3, 1]]}]}
            """);
    }

    private static string Succeed(params string[] arguments)
    {
        var (code, output, error) = Workspace.Run(arguments);
        (code, error).ShouldBe((0, ""), string.Join(' ', arguments));
        return output;
    }
}
