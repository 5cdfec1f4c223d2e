using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;
using static Thelper.Vision.torchvision.models;

namespace Thelper.Vision.Tests.Models;

/// <summary>Compares with what tools/golden/detector_zoo.py recorded of torchvision; weights are filled by the formula there, inputs drawn as there.</summary>
[NoLeaks]
public class DetectorZooTests
{
    private const long Period = 65521;
    private static readonly Lazy<JsonDocument> Document =
        new(() => JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "detector_zoo.json"))));

    // What other kernels leave, as long as they do not change which boxes are chosen; the file has nine digits.
    private static readonly double OfLosses = Exactness.Tolerance(elsewhere: 1e-4, here: 1e-6);
    private static readonly double OfGradients = Exactness.Tolerance(elsewhere: 1e-2, here: 1e-5);
    private static readonly double OfPlaces = Exactness.Tolerance(elsewhere: 1e-2, here: 1e-4);

    [Theory]
    [InlineData("maskrcnn_resnet50_fpn")]
    [InlineData("maskrcnn_resnet50_fpn_v2")]
    [InlineData("keypointrcnn_resnet50_fpn")]
    [InlineData("retinanet_resnet50_fpn")]
    [InlineData("retinanet_resnet50_fpn_v2")]
    [InlineData("fcos_resnet50_fpn")]
    [InlineData("ssd300_vgg16")]
    [InlineData("ssdlite320_mobilenet_v3_large")]
    public void Detectors_are_torchvisions(string name)
    {
        using var scope = NewDisposeScope();
        var golden = Document.Value.RootElement.GetProperty(name);
        manual_seed(7);
        using var model = Build(name);
        randint(0, 1 << 30, [1]).ToInt64().ShouldBe(golden.GetProperty("draw").GetInt64(), "as many draws as torchvision's");
        CheckStart(golden, model);
        Fill(model);
        var (images, targets) = Pictures();
        manual_seed(11);
        var losses = model.call(images, targets).Losses;
        CheckLosses(golden.GetProperty("losses"), losses);
        losses.Values.Aggregate((a, b) => a + b).backward();
        foreach (var expected in golden.GetProperty("gradients").EnumerateObject())
        {
            var sum = model.get_parameter(expected.Name)!.grad.ShouldNotBeNull(expected.Name).to(ScalarType.Float64).abs().sum().ToDouble();
            sum.ShouldBe(expected.Value.GetDouble(), OfGradients * (1e-3 + expected.Value.GetDouble()), expected.Name);
        }

        manual_seed(13);
        DetectionTarget[] none = [.. images.Select(image => new DetectionTarget(
            zeros(0, 4), zeros([0], ScalarType.Int64), zeros([0, image.shape[1], image.shape[2]], ScalarType.Byte), zeros(0, 5, 3)))];
        CheckLosses(golden.GetProperty("losses_without_objects"), model.call(images, none).Losses);
        model.eval();
        Fill(model);
        using (no_grad())
        {
            CheckDetections(golden.GetProperty("detections"), model.call(images, null).Detections);
        }

        randint(0, 1 << 30, [1]).ToInt64().ShouldBe(golden.GetProperty("next_draw").GetInt64(), "as many draws as torchvision's");
        TakesAnotherNumberOfClasses(model, images[0]);
    }

    [Fact]
    public void Objects_are_learned_by_the_map_for_their_size()
    {
        using var scope = NewDisposeScope();
        using var model = detection.fcos_resnet50_fpn(num_classes: 5, weights_backbone: null, kwargs: new Dictionary<string, object?> { ["min_size"] = 256L, ["max_size"] = 256L });
        Fill(model);
        manual_seed(17);
        var losses = model.call([rand([3, 256, 256])], [new DetectionTarget(tensor([20f, 30, 180, 190], [1, 4]), tensor([2L]))]).Losses;
        CheckLosses(Document.Value.RootElement.GetProperty("fcos levels").GetProperty("losses"), losses);
    }

    internal static Detector Build(string name) => name switch
    {
        "maskrcnn_resnet50_fpn" => detection.maskrcnn_resnet50_fpn(num_classes: 5, weights_backbone: null, kwargs: TwoStages()),
        "maskrcnn_resnet50_fpn_v2" => detection.maskrcnn_resnet50_fpn_v2(num_classes: 5, weights_backbone: null, kwargs: TwoStages()),
        "keypointrcnn_resnet50_fpn" => detection.keypointrcnn_resnet50_fpn(num_classes: 5, num_keypoints: 5, weights_backbone: null, kwargs: TwoStages()),
        "retinanet_resnet50_fpn" => detection.retinanet_resnet50_fpn(num_classes: 5, weights_backbone: null, kwargs: OneStage()),
        "retinanet_resnet50_fpn_v2" => detection.retinanet_resnet50_fpn_v2(num_classes: 5, weights_backbone: null, kwargs: OneStage()),
        "fcos_resnet50_fpn" => detection.fcos_resnet50_fpn(num_classes: 5, weights_backbone: null, kwargs: OneStage()),
        "ssd300_vgg16" => detection.ssd300_vgg16(num_classes: 5, weights_backbone: null, kwargs: FixedSize()),
        _ => detection.ssdlite320_mobilenet_v3_large(num_classes: 5, weights_backbone: null, kwargs: FixedSize()),
    };

    private static Dictionary<string, object?> FixedSize() => new() { ["topk_candidates"] = 50L, ["detections_per_img"] = 20L };

    private static Dictionary<string, object?> OneStage() => new() { ["min_size"] = 96L, ["max_size"] = 128L, ["topk_candidates"] = 100L, ["detections_per_img"] = 20L };

    private static Dictionary<string, object?> TwoStages() => new()
    {
        ["min_size"] = 96L,
        ["max_size"] = 128L,
        ["box_score_thresh"] = 0.22,
        ["box_detections_per_img"] = 6L,
        ["rpn_post_nms_top_n_test"] = 60L,
        ["box_batch_size_per_image"] = 64L,
    };

    private static void TakesAnotherNumberOfClasses(Detector model, Tensor image)
    {
        model.ClassCount.ShouldBe(5);
        var before = model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.shape);
        model.ReplaceClasses(7);
        model.ClassCount.ShouldBe(7);
        var changed = model.state_dict().Where(entry => !entry.Value.shape.SequenceEqual(before[entry.Key])).Select(entry => entry.Key).ToList();
        model.state_dict().Keys.ShouldBe(before.Keys);
        changed.ShouldNotBeEmpty();
        changed.ShouldAllBe(key => key.Contains("logits") || key.Contains("cls_score") || key.Contains("bbox_pred") || key.Contains("classification_head"));
        using var still = no_grad();
        model.call([image], null).Detections.Count.ShouldBe(1);
    }

    private static void CheckStart(JsonElement golden, nn.Module model)
    {
        model.parameters().Sum(p => p.numel()).ShouldBe(golden.GetProperty("parameters").GetInt64());
        var state = model.state_dict();
        state.Keys.TakeLast(4).ShouldBe(golden.GetProperty("first_keys").EnumerateArray().Select(key => key.GetString()!));
        var names = string.Join('\n', state.Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]"));
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(names))).ShouldBe(golden.GetProperty("keys").GetString(), "names and shapes in order");
        if (Exactness.Holds)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var tensor in state.Values)
            {
                hash.AppendData(tensor.dtype == ScalarType.Int64 ? MemoryMarshal.AsBytes(tensor.DataSpan<long>()) : MemoryMarshal.AsBytes(tensor.contiguous().DataSpan<float>()));
            }

            Convert.ToHexStringLower(hash.GetHashAndReset()).ShouldBe(golden.GetProperty("initial").GetString(), "initial weights to the bit");
        }
    }

    private static float[] Table()
    {
        var numbers = new float[Period];
        for (var i = 0L; i < Period; i++)
        {
            var x = (uint)((i * 2654435761) + 12345);
            x = (x ^ (x >> 15)) * 2246822519;
            x = (x ^ (x >> 13)) * 3266489917;
            numbers[i] = (float)(((double)(x >> 8) / (1 << 23)) - 1);
        }

        return numbers;
    }

    private static void Fill(nn.Module model)
    {
        var numbers = Table();
        using var still = no_grad();
        var place = -1L;
        foreach (var (name, tensor) in model.state_dict())
        {
            place++;
            if (tensor.dtype != ScalarType.Float32)
            {
                continue;
            }

            var count = tensor.numel();
            var values = new float[count];
            var normal = name.EndsWith("running_var", StringComparison.Ordinal) || name.EndsWith("weight", StringComparison.Ordinal);
            var bound = tensor.dim() > 1 ? (float)Math.Sqrt(3.0 / (count / tensor.shape[0])) : normal ? 0.25f : 0.1f;
            var shift = tensor.dim() == 1 && normal ? 1f : 0f;
            for (var i = 0L; i < count; i++)
            {
                values[i] = shift + (numbers[(i + (place * 7919)) % Period] * bound);
            }

            using var filled = torch.tensor(values, tensor.shape);
            tensor.copy_(filled);
        }
    }

    private static (Tensor[] Images, DetectionTarget[] Targets) Pictures()
    {
        manual_seed(123);
        Tensor[] images = [rand([3, 100, 140]), rand([3, 120, 90])];
        return (images,
        [
            Target(images[0], tensor([10f, 20, 60, 90, 70, 5, 130, 50, 1, 1, 30, 30], [3, 4]), tensor([1L, 2, 4])),
            Target(images[1], tensor([5f, 40, 80, 119], [1, 4]), tensor([3L])),
        ]);
    }

    private static DetectionTarget Target(Tensor image, Tensor boxes, Tensor labels)
    {
        const int Points = 5;
        var count = boxes.shape[0];
        Tensor Of(long column) => boxes.select(1, column).reshape(-1, 1, 1);
        var (x, y) = (arange(image.shape[2], ScalarType.Int64).view(1, 1, -1), arange(image.shape[1], ScalarType.Int64).view(1, -1, 1));
        var across = (x - ((Of(0) + Of(2)) / 2)) / ((Of(2) - Of(0)) / 2);
        var down = (y - ((Of(1) + Of(3)) / 2)) / ((Of(3) - Of(1)) / 2);
        var at = linspace(0.05, 1, Points).unsqueeze(0).expand(count, Points);
        Tensor Column(long column) => boxes.narrow(1, column, 1);
        var seen = (arange(Points, ScalarType.Int64).unsqueeze(0) + arange(count, ScalarType.Int64).unsqueeze(1)).remainder(3).to(ScalarType.Float32);
        var points = stack([Column(0) + (at * (Column(2) - Column(0))), Column(1) + ((1 - at) * (Column(3) - Column(1))), seen], 2);
        return new DetectionTarget(boxes, labels, (across.square() + down.square()).le(1).to(ScalarType.Byte), points);
    }

    private static void CheckLosses(JsonElement golden, OrderedDictionary<string, Tensor> losses)
    {
        losses.Keys.ShouldBe(golden.EnumerateObject().Select(l => l.Name));
        foreach (var expected in golden.EnumerateObject())
        {
            losses[expected.Name].ToDouble().ShouldBe(expected.Value.GetDouble(), OfLosses * Math.Max(0.1, expected.Value.GetDouble()), expected.Name);
        }
    }

    private static void CheckDetections(JsonElement golden, IReadOnlyList<Detections> found)
    {
        found.Count.ShouldBe(golden.GetArrayLength());
        for (var i = 0; i < found.Count; i++)
        {
            found[i].Scores.shape[0].ShouldBe(golden[i].GetProperty("count").GetInt64());
            found[i].Labels.DataSpan<long>().ToArray().ShouldBe(golden[i].GetProperty("labels").EnumerateArray().Select(v => v.GetInt64()));
            CheckValues(golden[i], "scores", found[i].Scores, OfLosses);
            CheckValues(golden[i], "boxes", found[i].Boxes, OfPlaces);
            if (golden[i].TryGetProperty("mask_shape", out var shape))
            {
                var masks = found[i].Masks.ShouldNotBeNull();
                masks.shape.ShouldBe(shape.EnumerateArray().Select(v => v.GetInt64()));
                CheckValues(golden[i], "mask_sums", masks.to(ScalarType.Float64).sum([1, 2, 3]).to(ScalarType.Float32), OfPlaces * 10);
                CheckValues(golden[i], "mask_pixels", masks.ge(0.5).sum([1, 2, 3]).to(ScalarType.Float32), Exactness.Tolerance(elsewhere: 2, here: 0));
            }

            if (golden[i].TryGetProperty("keypoints", out _))
            {
                CheckValues(golden[i], "keypoints", found[i].Keypoints.ShouldNotBeNull(), OfPlaces);
                CheckValues(golden[i], "keypoint_scores", found[i].KeypointScores.ShouldNotBeNull(), OfPlaces);
            }
        }
    }

    private static void CheckValues(JsonElement golden, string name, Tensor actual, double tolerance)
    {
        var values = actual.contiguous().flatten().DataSpan<float>();
        var i = 0;
        foreach (var expected in golden.GetProperty(name).EnumerateArray())
        {
            ((double)values[i]).ShouldBeWithin((float)expected.GetDouble(), tolerance * Math.Max(1, Math.Abs(expected.GetDouble()) / 100), $"{name}[{i}]");
            i++;
        }
    }
}
