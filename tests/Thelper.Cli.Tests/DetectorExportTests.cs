using System.Text.Json;
using Thelper.Imaging;
using Thelper.Onnx;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Cli.Tests;

/// <summary>A two-stage detector leaves with its post-processing: the files find in pictures what the session finds, and nothing where there is nothing.</summary>
[NoLeaks]
public class DetectorExportTests
{
    private const string Session = "sessions/shapes-detect";
    private const string Blinded = Session + "/checkpoints/blind.pth";

    [Fact]
    public void The_files_find_what_the_session_finds()
    {
        using var work = Trained();
        Picture(work["pictures/a.png"], 150);
        Picture(work["pictures/b.png"], 90);
        Picture(work["pictures/empty.png"], 0);
        Succeed("export", Session, "--onnx", "d.onnx", "--torchscript", "d.pt", "--input", "64");
        using (var onnx = OnnxModel.Open("d.onnx"))
        {
            onnx.Outputs.ShouldBe(["boxes", "labels", "scores"]);
        }

        var expected = Boxes(Session);
        expected.Sum(boxes => boxes.Count).ShouldBeGreaterThan(0);
        foreach (var file in new[] { "d.onnx", "d.pt" })
        {
            foreach (var (found, wanted) in Boxes(file).Zip(expected))
            {
                found.Count.ShouldBe(wanted.Count, file);
                found.Zip(wanted).SelectMany(pair => pair.First.Zip(pair.Second)).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 0.01);
            }
        }
    }

    [Fact]
    public void A_batch_of_pictures_gets_the_boxes_of_each()
    {
        using var work = Trained();
        foreach (var (name, value) in new[] { ("a", 150), ("b", 90), ("c", 0), ("d", 120), ("e", 60) })
        {
            Picture(work[$"pictures/{name}.png"], (byte)value);
        }

        Succeed("export", Session, "--onnx", "d.onnx", "--torchscript", "d.pt", "--input", "64");
        foreach (var file in new[] { "d.onnx", "d.pt" })
        {
            var alone = Directory.GetFiles("pictures").Order(StringComparer.Ordinal).Select(picture => Boxes(file, picture).ShouldHaveSingleItem()).ToList();
            alone.Sum(boxes => boxes.Count).ShouldBeGreaterThan(0);
            alone.Select(boxes => string.Join(' ', boxes.SelectMany(box => box))).Distinct().Count().ShouldBeGreaterThan(1, "pictures with the same objects are not told apart");
            foreach (var size in new[] { "1", "2", "3" })
            {
                var found = Boxes(file, "pictures", "--batch-size", size);
                found.Count.ShouldBe(alone.Count);
                foreach (var (boxes, expected) in found.Zip(alone))
                {
                    boxes.Count.ShouldBe(expected.Count, $"{file}, batches of {size}");
                    boxes.Zip(expected).SelectMany(pair => pair.First.Zip(pair.Second)).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-3);
                }
            }
        }
    }

    [Fact]
    public void Nothing_found_is_an_empty_list_of_the_right_shape()
    {
        using var work = Trained();
        Blind(work);
        Succeed("export", Blinded, "--onnx", "d.onnx", "--torchscript", "d.pt", "--input", "64");
        using var scope = NewDisposeScope();
        using var onnx = OnnxModel.Open("d.onnx");
        var found = onnx.Run(rand(1, 3, 64, 64));
        found["boxes"].shape.ShouldBe([0, 4]);
        found["labels"].shape.ShouldBe([0]);
        found["labels"].dtype.ShouldBe(ScalarType.Int64);
        found["scores"].shape.ShouldBe([0]);
        Picture(work["pictures/a.png"], 150);
        Boxes("d.onnx").ShouldHaveSingleItem().ShouldBeEmpty();
        Boxes("d.pt").ShouldHaveSingleItem().ShouldBeEmpty();
    }

    [Fact]
    public void A_detector_is_bundled_with_a_scene_that_shows_nothing()
    {
        using var work = Trained();
        Succeed("export", Session, "--bundle", "proof", "--input", "64");
        using (var manifest = JsonDocument.Parse(File.ReadAllText("proof/bundle.json")))
        {
            manifest.RootElement.GetProperty("cases").EnumerateArray().Select(one => one.GetProperty("images")[0].GetString()).ShouldBe(["images/00-slopes.png", "images/01-disc.png", "images/02-empty.png"]);
        }

        Succeed("verify", "proof").TrimEnd().Split('\n').Length.ShouldBe(2);
        Succeed("export", Session, "--onnx", "half.onnx", "--input", "64", "--half", "--tolerance", "100");
        File.Copy("half.onnx", "proof/model.onnx", overwrite: true);
        ExportModelTests.Fail("verify", "proof").ShouldContain("the first stage that is not as it was bundled: graph");
    }

    private static Workspace Trained()
    {
        var work = new Workspace();
        Directory.CreateSymbolicLink(work["samples"], Repository.File("samples"));
        File.Copy(Repository.File("configs", "shapes-detect.json"), work["c.json"]);
        Succeed("new", "c.json", "sessions", "datasets.shapes.params.count=20", "trainer.epochs=1", "trainer.optimization.scheduler=null", "trainer.use_tbx=false", "trainer.display_valid_preds=null");
        return work;
    }

    // Whatever it sees is background.
    private static void Blind(Workspace work)
    {
        using var scope = NewDisposeScope();
        var content = (PyDict)Checkpoints.Load(Nn.CheckpointName.Find(work[Session], latest: true))!;
        var bias = (Tensor)((PyDict)content["model"]!)["roi_heads.box_predictor.cls_score.bias"]!;
        bias[0] = tensor(100f);
        Checkpoints.Save(content, work[Blinded]);
    }

    private static void Picture(string file, byte value)
    {
        using var scope = NewDisposeScope();
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);

        // No two places are alike: which of equal scores comes first, engines do not agree on.
        manual_seed(value);
        var picture = (rand(64, 64, 3) * 100).to(ScalarType.Byte);
        var square = picture.narrow(0, 8, 22).narrow(1, 8, 22);
        square.add_((long)value);
        ImageCodec.Save(file, picture);
    }

    // Label, score and corners of each box of each picture.
    private static List<List<double[]>> Boxes(string model, string pictures = "pictures", params string[] options) =>
    [
        .. Succeed(["infer", model, pictures, .. options]).TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("boxes").EnumerateArray()
            .Select(box => (double[])[box.GetProperty("index").GetDouble(), box.GetProperty("score").GetDouble(), .. box.GetProperty("bbox").EnumerateArray().Select(corner => corner.GetDouble())]).ToList()),
    ];

    private static string Succeed(params string[] arguments) => ExportModelTests.Succeed(arguments);
}
