using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision;
using Thelper.Vision.Models.Detection;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Onnx.Tests;

/// <summary>What two-stage detectors do: the ONNX file gives in ONNX Runtime what libtorch gives, also for other numbers of boxes than those of the trace.</summary>
[NoLeaks]
public sealed class DetectionTests
{
    // Boxes of the shape (N, 4) in an image of 60 x 80, and a score of each.
    internal static readonly Dictionary<string, Func<Tensor, object?>> Cases = new()
    {
        ["clip"] = x => torchvision.ops.clip_boxes_to_image(Boxes(x), (40, 50)),
        ["clip by class"] = x => torchvision.ops.clip_boxes_to_image(stack([Boxes(x), Boxes(x) + 3], 1), (40, 50)),
        ["small"] = x => torchvision.ops.remove_small_boxes(Boxes(x), 12),
        ["nms"] = x => torchvision.ops.nms(Boxes(x), Scores(x), 0.3),
        ["grouped nms"] = x => torchvision.ops.batched_nms(Boxes(x), Scores(x), (Scores(x) * 97).to(ScalarType.Int64).remainder(2), 0.3),
        ["best"] = x => aten.slice_Tensor(torchvision.ops.nms(Boxes(x), Scores(x), 0.9), 0, 0, 5),
        ["areas"] = x => torchvision.ops.box_area(Boxes(x)).sqrt().log2().floor().clamp(2, 5).to(ScalarType.Int64) - 2,
        ["labels"] = x => arange(1, 4, ScalarType.Int64).expand_as(x.narrow(1, 0, 3)).reshape(-1),
        ["places"] = x => where(x.select(1, 0).gt(0.3))[0],
        ["none"] = x => x.index_select(0, where(x.select(1, 0).gt(100))[0]),
        ["every fourth"] = x => aten.slice_Tensor(cat([x, x * 2], 1), 1, 1, null, 4),
        ["regions"] = x => torchvision.ops.roi_align(Map(3), Rois(x), (3, 3), 0.25, 2),
        ["regions, aligned"] = x => torchvision.ops.roi_align(Map(3), Rois(x), (3, 2), 0.25, 2, true),
        ["regions, samples by size"] = x => torchvision.ops.roi_align(Map(3), Rois(x), (2, 2), 0.25, -1),
        ["anchors"] = x => new AnchorGenerator([[12, 18], [40]], [[1.0, 0.5], [2.0]]).Generate(new(zeros(1, 3, 64, 96), [(64, 96)]), [Map(2), zeros(1, 1, 8, 12)]) + x.sum(),
        ["levels"] = x => new MultiScaleRoIAlign(["0", "1"], (3, 3), 2, 32, 3).Pool(new() { ["0"] = Map(2), ["1"] = aten.slice_Tensor(aten.slice_Tensor(Map(2), 2, 0, null, 2), 3, 0, null, 2) }, [Boxes(x)], [(60, 80)]),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_gives_the_same_for_any_number_of_boxes(string name)
    {
        manual_seed(3);
        using var scope = NewDisposeScope();
        using var model = Identity();
        Exported.Difference(model, Cases[name], rand(30, 4), new OnnxOptions(), [30, 4], [30, 4], [17, 4], [2, 4]).ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void A_trace_in_which_nothing_was_found_finds_things_elsewhere()
    {
        manual_seed(3);
        using var scope = NewDisposeScope();
        using var model = Identity();
        Exported.Difference(model, Found, rand(30, 4) * 0.2, new OnnxOptions(), [30, 4], [12, 4]).ShouldBeLessThan(1e-5);

        static object? Found(Tensor x)
        {
            var at = where(x.select(1, 0).gt(0.3))[0];
            var (boxes, scores) = (Boxes(x).index_select(0, at), Scores(x).index_select(0, at));
            var keep = torchvision.ops.batched_nms(boxes, scores, ones_like(scores).to(ScalarType.Int64), 0.3);
            return (boxes.index_select(0, keep), scores.index_select(0, keep));
        }
    }

    [Theory]
    [InlineData("proposals")]
    [InlineData("heads")]
    [InlineData("both")]
    public void A_stage_gives_the_same_for_other_pictures(string stage)
    {
        manual_seed(3);
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var options = new FasterRCNNOptions { RpnPostNmsTopNTest = 20 };
        using var proposer = new RegionProposalNetwork(new AnchorGenerator([[12, 18]], [[1.0]]), new RPNHead(2, 2), options);
        using var heads = new RoIHeads(new MultiScaleRoIAlign(["0"], (3, 3), 2), new TwoMLPHead(18, 1024), new FastRCNNPredictor(1024, 3), options);
        proposer.eval();
        heads.eval();
        foreach (var parameter in proposer.parameters().Concat(heads.parameters()))
        {
            parameter.copy_((randn_like(parameter) * 0.3));
        }

        using var model = ModuleList<Module>(proposer, heads);
        Exported.Difference(model, Compute, rand(1, 2, 15, 20), new OnnxOptions(), VaryingAxes.None, [1, 2, 15, 20], [1, 2, 15, 20], [1, 2, 15, 20]).ShouldBeLessThan(1e-4);

        object? Compute(Tensor map)
        {
            var features = new OrderedDictionary<string, Tensor> { ["0"] = map };
            var regions = stage == "heads" ? Boxes(map.reshape(-1, 4)) : proposer.Propose(new(zeros(1, 3, 60, 80), [(60, 80)]), features, null).Proposals[0];
            if (stage == "proposals")
            {
                return regions;
            }

            var found = heads.Classify(features, [regions], [(60, 80)], null).Detections[0];
            return (found.Boxes, found.Labels, found.Scores);
        }
    }

    [Fact]
    public void A_detector_with_several_levels_finds_the_same_in_other_pictures()
    {
        manual_seed(3);
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var model = new FasterRCNN(new TwoLevels(), 3, new() { MinSize = [64], MaxSize = 96, RpnPostNmsTopNTest = 40 }, new AnchorGenerator([[12, 18], [30, 40]], [[1.0, 0.5], [2.0, 1.0]]),
            boxRoiPool: new MultiScaleRoIAlign(["0", "1"], (3, 3), 2, 32, 3), boxHead: new TwoMLPHead(8 * 9, 1024));
        model.eval();
        foreach (var parameter in model.parameters())
        {
            // Scores far enough from each other that no engine sorts them another way.
            parameter.copy_(randn_like(parameter) * 0.3);
        }

        var example = rand(1, 3, 64, 80);
        var trace = DynamicTrace.Of(model, example, Detect, VaryingAxes.None);
        using var module = trace.Module;
        trace.ReadsValues.ShouldBeNull();
        var file = Path.Combine(Directory.CreateTempSubdirectory("thelper-onnx").FullName, "model.onnx");
        OnnxExporter.Export(trace, file, new() { OutputNames = ["boxes", "labels", "scores"], RowsName = "objects" });
        var outputs = Proto.ModelProto.Parser.ParseFrom(File.ReadAllBytes(file)).Graph.Output;
        outputs.Select(output => output.Type.TensorType.Shape.Dim[0].DimParam).ShouldBe(["objects", "objects", "objects"]);
        outputs[0].Type.TensorType.Shape.Dim[1].DimValue.ShouldBe(4);
        using var onnx = OnnxModel.Open(file, 1);
        Directory.Delete(Path.GetDirectoryName(file)!, true);
        foreach (var input in new[] { example, rand(1, 3, 64, 80), rand(1, 3, 64, 80) * 0.1 })
        {
            var expected = (Tensor[])Detect(input);
            var found = onnx.Run(input);
            foreach (var (tensor, name) in expected.Zip((string[])["boxes", "labels", "scores"]))
            {
                found[name].shape.ShouldBe(tensor.shape);
                found[name].dtype.ShouldBe(tensor.dtype);
                (found[name] - tensor).abs().sum().to(ScalarType.Float32).item<float>().ShouldBeLessThan(0.05f);
            }
        }

        object Detect(Tensor input)
        {
            var found = model.call([input.select(0, 0)], null).Detections[0];
            return (Tensor[])[found.Boxes, found.Labels, found.Scores];
        }
    }

    private static Tensor Boxes(Tensor x)
    {
        // Whatever the numbers are, the second corner lies beyond the first.
        var inside = x.sigmoid();
        var corner = inside.narrow(1, 0, 2) * 40;
        return cat([corner, corner + (inside.narrow(1, 2, 2) * 30)], 1);
    }

    private static Tensor Scores(Tensor x) => (x.sum([1]) * 37.7).sin();

    private static Tensor Rois(Tensor x) => cat([zeros_like(x.narrow(1, 0, 1)), Boxes(x)], 1);

    private static Tensor Map(int channels) => (arange(0, channels * 15 * 20).view(1, channels, 15, 20).to(ScalarType.Float32) * 0.37).sin();

    private sealed class TwoLevels : DetectionBackbone
    {
        private readonly Module<Tensor, Tensor> first;
        private readonly Module<Tensor, Tensor> second;

        public TwoLevels()
        {
            first = Sequential(Conv2d(3, 8, 3, stride: 4, padding: 1), ReLU());
            second = Sequential(Conv2d(8, 8, 3, stride: 2, padding: 1), ReLU());
            RegisterComponents();
        }

        public override int OutChannels => 8;

        public override OrderedDictionary<string, Tensor> forward(Tensor input)
        {
            var fine = first.call(input);
            return new() { ["0"] = fine, ["1"] = second.call(fine) };
        }
    }
}
