using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

[NoLeaks]
public class ExternalDetectModuleTests
{
    private static readonly Detection Task = new(new[] { "background", "cat", "dog" }, "image", "boxes", background: 0);

    [Fact]
    public void The_box_predictor_gets_the_tasks_classes_and_the_rest_keeps_its_weights()
    {
        using var inner = new TinyDetector(5);
        var before = inner.state_dict().ToDictionary();
        using var model = Wrap(inner);
        var after = model.state_dict();
        after.Keys.ShouldBe(before.Keys, ignoreOrder: true);
        after["roi_heads.box_predictor.cls_score.weight"].shape.ShouldBe([3L, 1024]);
        after["roi_heads.box_predictor.bbox_pred.weight"].shape.ShouldBe([12L, 1024]);
        foreach (var (name, tensor) in after.Where(entry => !entry.Key.StartsWith("roi_heads.box_predictor.", StringComparison.Ordinal)))
        {
            tensor.ShouldBeSameAs(before[name]);
        }
    }

    [Fact]
    public void A_predictor_of_the_right_size_stays()
    {
        using var inner = new TinyDetector(3);
        var predictor = inner.Heads.BoxPredictor;
        using var model = Wrap(inner);
        ((GeneralizedRCNN)model.Model).Heads.BoxPredictor.ShouldBeSameAs(predictor);
        model.SetTask(new Detection(new[] { "a", "b", "c", "d" }, "image", "boxes"));
        ((GeneralizedRCNN)model.Model).Heads.BoxPredictor.ClassCount.ShouldBe(4);
    }

    [Fact]
    public void Masks_and_key_points_get_the_tasks_numbers_or_refuse_it()
    {
        using var masks = new TinyShapes.Masks();
        using var points = new TinyShapes.Points();
        var shaped = new Detection(new[] { "background", "cat" }, "image", "boxes", background: 0, masks: true, keypoints: ["head", "tail"]);
        using var masked = new ExternalDetectModule(masks, shaped, "own.Masks", new Dictionary<string, object?>());
        masked.state_dict()["roi_heads.mask_predictor.mask_fcn_logits.weight"].shape[0].ShouldBe(2);
        using var pointed = new ExternalDetectModule(points, shaped, "own.Points", new Dictionary<string, object?>());
        pointed.state_dict()["roi_heads.keypoint_predictor.kps_score_lowres.weight"].shape[1].ShouldBe(2);
        points.KeypointCount.ShouldBe(2);
        Should.Throw<UserErrorException>(() => masked.SetTask(Task)).Message.ShouldStartWith("model 'own.Masks' finds masks, and the task's boxes have none: set \"masks\": true");
        Should.Throw<UserErrorException>(() => pointed.SetTask(Task)).Message.ShouldStartWith("model 'own.Points' finds key points, and the task's boxes have none: set \"keypoints\": true");
    }

    [Fact]
    public void Detections_are_rows_of_a_table_with_zeros_below()
    {
        using var scope = NewDisposeScope();
        using var detector = new FixedDetector(3) { Found = [[], [[1, 2, 3, 4, 2, 0.75f], [0, 0, 9, 9, 1, 0.5f]], [[5, 6, 7, 8, 1, 0.25f]]] };
        using var model = Wrap(detector);
        model.eval();
        var table = model.call(ones(3, 3, 16, 16));
        table.shape.ShouldBe([3L, 2, ExternalDetectModule.Columns]);
        table[0].DataSpan<float>().ToArray().ShouldBe(new float[12]);
        table[1].contiguous().DataSpan<float>().ToArray().ShouldBe([1, 2, 3, 4, 2, 0.75f, 0, 0, 9, 9, 1, 0.5f]);
        table[2].contiguous().DataSpan<float>().ToArray().ShouldBe([5, 6, 7, 8, 1, 0.25f, 0, 0, 0, 0, 0, 0]);
        detector.ImageShapes.ShouldAllBe(shape => shape.SequenceEqual(new long[] { 3, 16, 16 }));
        detector.Targets.ShouldBeNull();
        detector.Found = [[], []];
        model.call(ones(2, 3, 16, 16)).shape.ShouldBe([2L, 0, ExternalDetectModule.Columns]);
    }

    [Fact]
    public void In_training_there_are_no_detections()
    {
        using var model = Wrap(new FixedDetector(3));
        model.train();
        using var input = ones(1, 3, 16, 16);
        Should.Throw<InvalidOperationException>(() => model.call(input)).Message.ShouldContain("switch to eval()");
    }

    [Fact]
    public void Tasks_that_no_detector_can_serve_are_refused()
    {
        using var inner = new TinyDetector(3);
        Should.Throw<UserErrorException>(() => new ExternalDetectModule(inner, NnTasks.Classes(3), "my.Net", new Dictionary<string, object?>()))
            .Message.ShouldStartWith("model 'my.Net' detects objects; it cannot be used for thelper.tasks.classif.Classification(");
        var last = new Detection(new[] { "cat", "dog", "background" }, "image", "boxes", background: 2);
        Should.Throw<UserErrorException>(() => new ExternalDetectModule(inner, last, "my.Net", new Dictionary<string, object?>()))
            .Message.ShouldBe("model 'my.Net' takes class 0 for the background, but the task's background is 2: name the classes with 'background' first");
    }

    private static ExternalDetectModule Wrap(TinyDetector detector) => new(detector, Task, "my.Net", new Dictionary<string, object?>());
}
