using System.Text.Json.Nodes;
using Thelper.Bundles;
using Thelper.Config;
using Thelper.Export;
using Thelper.Imaging;
using Thelper.Onnx;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Export;
using Thelper.Tests.Logging;
using Thelper.Tests.Nn;
using Thelper.Tests.Sessions;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Bundles;

/// <summary>The bundle of a detector verifies where its objects are the same, in whatever order rounding has put them, and is refused where one is another.</summary>
[NoLeaks]
public sealed class DetectorBundleTests : IDisposable
{
    private const int Side = 40;
    private const string Answers = "expected/00.safetensors";
    private static readonly string[] Names = ["boxes", "labels", "scores", "masks"];
    private static readonly Detection Objects = new(new[] { "background", "cat", "dog" }, "image", "boxes", background: 0, masks: true);

    // 28 wide, so that the mask is stretched over one pixel more on each side, and a hair decides which.
    private static readonly float[,] Boxes = { { 3.00005f, 3, 31.00005f, 31 }, { 20, 20, 40, 30 }, { 0.2f, 0, 10, 10 } };
    private readonly TemporaryFolder folder = new();
    private readonly ListLog log = new();

    public static TheoryData<string> Detectors => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("THELPER_ZOO"))
        ? ["torchvision.models.detection.ssdlite.ssdlite320_mobilenet_v3_large"]
        : ["torchvision.models.detection.ssdlite.ssdlite320_mobilenet_v3_large", "torchvision.models.detection.mask_rcnn.maskrcnn_resnet50_fpn"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_says_what_its_results_are()
    {
        using var scope = NewDisposeScope();
        Written();
        var manifest = BundleManifest.Read(folder.Path);
        manifest.Results.ShouldBe(Names);
        manifest.MaskSide.ShouldBe(28);
        Findings().ShouldBeEmpty();
        var detector = new TinyShapes.Masks();
        using (detector)
        {
            detector.MaskSide.ShouldBe(28);
        }
    }

    [Fact]
    public void A_bundle_of_an_older_program_verifies()
    {
        using var scope = NewDisposeScope();
        Written();
        Change(manifest => (manifest.Remove("results"), manifest.Remove("mask_side")).ShouldBe((true, true)));
        Findings().ShouldBeEmpty();
    }

    [Fact]
    public void Scores_that_are_nearly_equal_come_in_either_order()
    {
        using var scope = NewDisposeScope();
        Written();
        var order = tensor(new long[] { 0, 2, 1 });
        ChangeAnswers(results => [.. results.Select(result => result.index_select(0, order))]);
        Change(manifest =>
        {
            var decided = manifest["cases"]![0]!["decisions"]![0]!.AsArray();
            var second = decided[1]!;
            decided.RemoveAt(1);
            decided.Add(second);
        });
        Findings().ShouldBeEmpty();
    }

    // A box that ends a hair before its pixel moves the mask by one; a mask that moves by itself is wrong.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_mask_may_move_with_a_side_of_its_box(bool hasSideMoved)
    {
        using var scope = NewDisposeScope();
        Written();
        ChangeAnswers(results =>
        {
            results[3][0] = results[3][0].roll(1, 2);
            if (hasSideMoved)
            {
                results[0][0][0] = results[0][0][0] - 1e-4;
            }

            return results;
        });
        var findings = Findings();
        if (hasSideMoved)
        {
            findings.ShouldBeEmpty();
        }
        else
        {
            findings.ShouldNotBeEmpty();
            findings.ShouldAllBe(finding => finding.Stage == BundleStage.Graph);
        }
    }

    [Theory]
    [InlineData("a label")]
    [InlineData("an object less")]
    [InlineData("a box")]
    [InlineData("a score")]
    [InlineData("an object twice")]
    public void What_is_wrong_is_refused(string fault)
    {
        using var scope = NewDisposeScope();
        Written();
        ChangeAnswers(results =>
        {
            switch (fault)
            {
                case "a label":
                    results[1][2] = tensor(1L);
                    return results;
                case "an object less":
                    return [.. results.Select(result => result.narrow(0, 0, 2).contiguous())];
                case "a box":
                    results[0][1][0] = results[0][1][0] - 3;
                    return results;
                case "a score":
                    results[2][0] = results[2][0] - 0.05;
                    return results;
                default:
                    return [.. results.Select(result => result.index_select(0, tensor(new long[] { 0, 1, 1 })))];
            }
        });
        Findings().Select(finding => finding.Stage).ShouldContain(BundleStage.Graph);
        Findings()[0].Stage.ShouldBe(BundleStage.Graph, "decisions of the expected answers are compared with those that were bundled");
    }

    // Two neighbours that are equal: a millionth says which is brighter, and the boxes go by that. The first pixels of an empty picture are such.
    [Fact]
    public void Pictures_at_which_the_model_is_undecided_are_left_out()
    {
        using var scope = NewDisposeScope();
        Written(input => 20 * input.select(3, 1).sub(input.select(3, 0)).amax().gt(0).to(input.dtype), Drawn(), Empty());
        BundleManifest.Read(folder.Path).Cases.Select(one => one.Images[0]).ShouldBe(["images/00-drawn.png"]);
        Directory.GetFiles(folder["images"]).Length.ShouldBe(1);
        Findings().ShouldBeEmpty();
        Warnings().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_picture_of_the_users_that_is_left_out_is_told(bool hasOther)
    {
        using var scope = NewDisposeScope();
        static Tensor Undecided(Tensor input) => 20 * input.select(3, 1).sub(input.select(3, 0)).amax().gt(0).to(input.dtype);
        if (hasOther)
        {
            Written(Undecided, Empty(), Drawn());
            BundleManifest.Read(folder.Path).Cases.Select(one => one.Images[0]).ShouldBe(["images/00-drawn.png"]);
        }
        else
        {
            Should.Throw<UserErrorException>(() => Written(Undecided, Empty())).Message.ShouldContain("give one with --sample");
        }

        Warnings().ShouldHaveSingleItem().ShouldStartWith("Warning: empty.png is left out of the bundle");
    }

    // With drawn weights, which see objects everywhere; the large one, which takes a minute, with THELPER_ZOO alone.
    [Theory]
    [MemberData(nameof(Detectors))]
    public void A_detector_of_torchvision_verifies(string name)
    {
        using var scope = NewDisposeScope();
        var one = ZooCase.Of(name);
        using var model = one.Create();
        var noise = randint(0, 256, [one.Shape[2], one.Shape[3], 3], ScalarType.Byte);
        Bundle(ExportedNetwork.Of(model), model, rand(one.Shape), [("noise.png", ImageCodec.Encode(noise, ".png"))]);
        BundleManifest.Read(folder.Path).Cases[0].Decisions[0].Count.ShouldBeGreaterThan(2);
        Findings().ShouldBeEmpty();
    }

    // A detector whose boxes go by its input as far as a test says, with its files and its proof.
    private void Written(Func<Tensor, Tensor>? shift = null, params (string Name, byte[] Bytes)[] pictures)
    {
        using var model = new ReplayNetwork(Objects);
        using var module = nn.Identity();
        IReadOnlyList<Tensor> Answer(Tensor input)
        {
            // Nothing of it is a constant to the trace.
            var nothing = input.mean() * 0;
            return [tensor(Boxes).to(input.dtype) + (shift?.Invoke(input) ?? nothing), tensor(new long[] { 1, 2, 2 }) + nothing.to(ScalarType.Int64), tensor(new[] { 0.9f, 0.60001f, 0.6f }) + nothing,
                arange(3 * Side * Side).view(3, 1, Side, Side) / (3f * Side * Side) + nothing];
        }

        var network = new ExportedNetwork(module, Answer, Names, VaryingAxes.None) { MaskSide = 28 };
        Bundle(network, model, rand(1, 3, Side, Side), pictures is [] ? [Drawn()] : pictures);
    }

    private void Bundle(ExportedNetwork network, Thelper.Nn.Module model, Tensor example, (string Name, byte[] Bytes)[] pictures)
    {
        var checks = new ModelExporter(network, example, new(), new Dictionary<string, string>(), log).Write(new(folder[BundleFiles.TorchScript], folder[BundleFiles.Onnx])).Checks;
        var preprocessing = new Preprocessing(false, [new("to_tensor", new Dictionary<string, object?>())]);
        new BundleWriter(folder.Path, model, network, preprocessing, new TypeRegistry(), checks.Max(check => check.Allowed), log) { Own = 1 }.Write(pictures, example, batchVaries: false, null);
    }

    private IReadOnlyList<string> Warnings() => [.. log.Lines.Where(line => line.StartsWith("Warning: ", StringComparison.Ordinal))];

    private IReadOnlyList<BundleFinding> Findings() => BundleVerifier.Verify(folder.Path, new TypeRegistry()).Findings;

    private void Change(Action<JsonObject> change)
    {
        var manifest = JsonNode.Parse(File.ReadAllText(folder[BundleFiles.Manifest]))!.AsObject();
        change(manifest);
        File.WriteAllText(folder[BundleFiles.Manifest], manifest.ToJsonString());
        BundleSums.Write(folder.Path);
    }

    private void ChangeAnswers(Func<Tensor[], IReadOnlyList<Tensor>> change)
    {
        var tensors = Safetensors.Load(folder[Answers]);
        var changed = change([.. Names.Select((_, k) => tensors[BundleVerifier.OutputName(k)].clone())]);
        Safetensors.Save([.. tensors.Where(entry => !entry.Key.StartsWith("output", StringComparison.Ordinal)), .. changed.Select((result, k) => KeyValuePair.Create(BundleVerifier.OutputName(k), result))], folder[Answers]);
        BundleSums.Write(folder.Path);
    }

    private static (string Name, byte[] Bytes) Empty() => ("empty.png", ImageCodec.Encode(full([Side, Side, 3], 90, ScalarType.Byte), ".png"));

    private static (string Name, byte[] Bytes) Drawn() => ("drawn.png", ImageCodec.Encode(arange(Side * Side * 3).remainder(251).to(ScalarType.Byte).view(Side, Side, 3), ".png"));
}
