using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Config;
using Thelper.Tests.Logging;
using Thelper.Torch;
using Thelper.Vision;
using Thelper.Vision.Models;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

/// <summary>Published weights that know the classes of a task keep their outputs by name: numbers with holes (91 outputs for 80 kinds of things) and other orders change no meaning.</summary>
[NoLeaks]
public sealed class KeptClassesTests : IDisposable
{
    private const int Dog = 18;
    private const int Person = 1;
    private readonly string folder = Directory.CreateTempSubdirectory("kept").FullName;
    private readonly ListLog log = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_detector_s_scores_follow_the_names_of_its_classes()
    {
        using var scope = NewDisposeScope();
        var file = Path.Combine(folder, "ssdlite.pth");
        using var source = torchvision.models.detection.ssdlite320_mobilenet_v3_large(weights_backbone: null, num_classes: 91);
        source.save(file);
        using var from = WeightsLoading.From(file);
        using var model = Create("torchvision.models.detection.ssdlite320_mobilenet_v3_large", "COCO_V1", Boxes("background", "dog", "person"));
        const string Layer = "head.classification_head.module_list.0.1.weight";
        var (before, after) = (source.state_dict()[Layer], model.state_dict()[Layer]);
        var anchors = before.shape[0] / 91;
        after.shape[0].ShouldBe(3 * anchors);
        for (var anchor = 0L; anchor < anchors; anchor++)
        {
            foreach (var (now, then) in new[] { (0, 0), (1, Dog), (2, Person) })
            {
                aten.equal(after[(anchor * 3) + now], before[(anchor * 91) + then]).ShouldBeTrue($"anchor {anchor}, class {now}");
            }
        }

        log.Lines.ShouldContain(line => line.StartsWith("Information: the weights know all 3 classes of the task by name: head.classification_head.module_list.0.1, ", StringComparison.Ordinal)
            && line.EndsWith(" keep their rows of 91", StringComparison.Ordinal));
        log.Lines.ShouldNotContain(line => line.StartsWith("Information: re-initialised", StringComparison.Ordinal));
        model.parameters().ShouldAllBe(parameter => parameter.is_leaf);

        // One class that they do not know, and all are drawn anew.
        using var other = Create("torchvision.models.detection.ssdlite320_mobilenet_v3_large", "COCO_V1", Boxes("background", "dog", "forklift"));
        aten.equal(other.state_dict()[Layer][1], before[Dog]).ShouldBeFalse();
        log.Lines.ShouldContain(line => line.StartsWith("Information: re-initialised for 3 outputs: head.classification_head.module_list.0.1.weight", StringComparison.Ordinal));
    }

    [Fact]
    public void So_do_pixels()
    {
        using var scope = NewDisposeScope();
        var file = Path.Combine(folder, "lraspp.pth");
        using var source = torchvision.models.segmentation.lraspp_mobilenet_v3_large(num_classes: 21);
        source.save(file);
        using var from = WeightsLoading.From(file);
        using var model = Create(
            "torchvision.models.segmentation.lraspp_mobilenet_v3_large", "COCO_WITH_VOC_LABELS_V1", new Segmentation(new[] { "person", "background", "cat" }, "image", "label_map"));
        foreach (var layer in new[] { "classifier.low_classifier.weight", "classifier.high_classifier.bias" })
        {
            var (before, after) = (source.state_dict()[layer], model.state_dict()[layer]);
            aten.equal(after, before.index_select(0, tensor(new[] { 15L, 0, 8 }))).ShouldBeTrue(layer);
        }
    }

    [Fact]
    public void Boxes_and_masks_of_a_class_stay_with_it()
    {
        using var scope = NewDisposeScope();
        var detector = new TinyShapes.Masks();
        var before = detector.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var task = new Detection(new[] { "background", "bird" }, "image", "bboxes", background: 0, masks: true);
        using var kept = KeptClasses.Of(detector, ["__background__", "N/A", "bird"], task)!;
        using var model = new ExternalDetectModule(detector, task, "tiny", new Dictionary<string, object?>());
        const string Heads = "roi_heads.";
        kept.CopyInto(model, default).Order(StringComparer.Ordinal).ShouldBe([
            Heads + "box_predictor.bbox_pred.bias", Heads + "box_predictor.bbox_pred.weight", Heads + "box_predictor.cls_score.bias", Heads + "box_predictor.cls_score.weight",
            Heads + "mask_predictor.mask_fcn_logits.bias", Heads + "mask_predictor.mask_fcn_logits.weight"]);
        var after = model.state_dict();
        Rows("box_predictor.cls_score.weight", 0, 2);
        Rows("box_predictor.bbox_pred.weight", 0, 1, 2, 3, 8, 9, 10, 11);
        Rows("mask_predictor.mask_fcn_logits.bias", 0, 2);
        aten.equal(after[Heads + "mask_predictor.conv5_mask.weight"], before[Heads + "mask_predictor.conv5_mask.weight"]).ShouldBeTrue();

        void Rows(string name, params long[] rows) => aten.equal(after[Heads + name], before[Heads + name].index_select(0, tensor(rows))).ShouldBeTrue(name);
    }

    [Theory]
    [InlineData("background", "N/A")]
    [InlineData("dog", "person")]
    [InlineData("__background__", "dog")]
    public void Other_names_are_not_known(string first, string second)
    {
        using var detector = new TinyDetector(4);
        KeptClasses.Of(detector, ["__background__", "person", "N/A", "dog"], Boxes(first, second)).ShouldBeNull();
    }

    [Fact]
    public void Eighty_kinds_of_things_are_among_ninety_one_outputs()
    {
        var names = KeptClasses.NamesOf("torchvision.models.detection.faster_rcnn.fasterrcnn_resnet50_fpn", new Dictionary<string, object?> { ["weights"] = "COCO_V1" })!;
        (names.Count, names.Count(name => name is not ("N/A" or "__background__")), names[Dog], names[90]).ShouldBe((91, 80, "dog", "toothbrush"));
        KeptClasses.NamesOf("torchvision.models.detection.fasterrcnn_resnet50_fpn", new Dictionary<string, object?> { ["pretrained"] = true }).ShouldBe(names);
        KeptClasses.NamesOf("torchvision.models.detection.fasterrcnn_resnet50_fpn", new Dictionary<string, object?>()).ShouldBeNull();
        KeptClasses.NamesOf("torchvision.models.resnet.resnet18", new Dictionary<string, object?> { ["weights"] = "IMAGENET1K_V1" }).ShouldBeNull();
        KeptClasses.NamesOf("thelper.nn.lenet.LeNet", new Dictionary<string, object?>()).ShouldBeNull();
        PublishedModels.All.Where(weights => weights.Preset.Task != "classification").ShouldAllBe(weights => weights.ClassNames!.Count == weights.Classes);
    }

    private static Detection Boxes(params string[] names) => new(names, "image", "bboxes", background: names.Contains("background") ? 0 : null);

    private Module Create(string type, string weights, Thelper.Tasks.Task task) =>
        ModelFactory.Create(ConfigText.Json($$$"""{"type": "{{{type}}}", "params": {"weights": "{{{weights}}}"}}"""), task, new(), logger: log);
}
