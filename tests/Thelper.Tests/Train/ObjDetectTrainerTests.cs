using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Nn;
using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Train;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Train;

[NoLeaks]
public sealed class ObjDetectTrainerTests : IDisposable
{
    private readonly Steps steps = new();
    private readonly Detection task = new(new[] { "background", "cat", "dog" }, "image", "boxes", background: 0);

    public void Dispose() => steps.Dispose();

    [Fact]
    public void A_step_trains_on_the_sum_of_the_detectors_losses()
    {
        using var all = steps;
        var detector = new FixedDetector(3);
        var trainer = Trainer(detector);
        nn.init.ones_(detector.Weight);
        trainer.Context.Model.train();
        BoundingBox cat = new("cat", [1, 2, 3, 4], imageId: 7), dog = new(2, [0, 0, 9, 9], imageId: 7);
        var outcome = trainer.TrainStep(Batch([[cat, dog], [dog]]));
        outcome.Loss!.Value.ShouldBe(5, 1e-5);
        (detector.Weight.mean().ToDouble() - 1).ShouldBe(-5.0 / detector.Weight.numel(), 1e-6);
        outcome.Count.ShouldBe(2);
        outcome.Prediction.ShouldBeNull();
        outcome.Boxes!.ShouldBe([[], []]);
        ((IReadOnlyList<IReadOnlyList<BoundingBox>>)outcome.Target!).ShouldBe([[cat, dog], [dog]]);

        detector.ImageShapes.ShouldAllBe(shape => shape.SequenceEqual(new long[] { 3, 16, 16 }));
        var (first, second) = (detector.Targets![0], detector.Targets[1]);
        first.Boxes.shape.ShouldBe([2L, 4]);
        first.Boxes.DataSpan<float>().ToArray().ShouldBe([1, 2, 3, 4, 0, 0, 9, 9]);
        first.Labels.DataSpan<long>().ToArray().ShouldBe([1, 2]);
        second.Labels.DataSpan<long>().ToArray().ShouldBe([2]);
    }

    [Fact]
    public void Gradients_of_the_step_before_do_not_count()
    {
        using var all = steps;
        var detector = new FixedDetector(3);
        var trainer = Trainer(detector);
        nn.init.ones_(detector.Weight);
        trainer.Context.Model.train();
        for (var i = 1; i <= 3; i++)
        {
            trainer.TrainStep(Batch([[new("cat", [1, 2, 3, 4])], [new("cat", [1, 2, 3, 4])]]));
            (detector.Weight.mean().ToDouble() - 1).ShouldBe(-5.0 * i / detector.Weight.numel(), 1e-6);
        }
    }

    [Fact]
    public void Detections_become_boxes_of_their_images()
    {
        using var all = steps;
        var detector = new FixedDetector(3) { Found = [[[1, 2, 3.5f, 4, 2, 0.75f], [0, 0, 9, 9, 1, 0.5f]], [[5, 6, 7, 8, 1, 0.25f]]] };
        var trainer = new ObjDetectTrainer(steps.Context(task, Wrap(detector), null), validLoss: false);
        trainer.Context.Model.eval();

        // The truth knows the image, else the sample's number does.
        var outcome = trainer.EvalStep(Batch([[new("cat", [1, 2, 3, 4], imageId: "seven")], []], ("idx", tensor(new long[] { 4, 5 }))));
        outcome.Loss.ShouldBeNull();
        outcome.Boxes!.Select(boxes => boxes.Count).ShouldBe([2, 1]);
        outcome.Boxes![0].Select(box => (box.ClassId, box.Confidence, box.ImageId)).ShouldBe([(2L, 0.75, "seven"), (1L, 0.5, "seven")]);
        outcome.Boxes[0][0].BBox.ShouldBe([1, 2, 3.5, 4]);
        outcome.Boxes[0][0].Task.ShouldBeSameAs(task);
        outcome.Boxes[1][0].ImageId.ShouldBe(5L);
        detector.Targets.ShouldBeNull();

        outcome = trainer.EvalStep(Steps.Batch(("image", ones(2, 3, 16, 16))));
        outcome.Target.ShouldBeNull();
        outcome.Boxes![0][0].ImageId.ShouldBeNull();
    }

    [Fact]
    public void Copies_and_tiles_of_samples_are_images_of_their_own()
    {
        using var all = steps;
        var detector = new FixedDetector(3) { Found = [[[1, 2, 3, 4, 1, 0.5f]], [], [], [[5, 6, 7, 8, 2, 0.25f]], [], [[0, 0, 2, 2, 1, 0.75f]]] };
        var trainer = new ObjDetectTrainer(steps.Context(task, Wrap(detector), null), validLoss: false);
        nn.init.ones_(detector.Weight);
        BoundingBox cat = new("cat", [1, 2, 3, 4], imageId: "seven"), dog = new(2, [0, 0, 9, 9], imageId: 8);

        // Two samples, three copies of each, the last of another size.
        List<object?> Of(BoundingBox[] first, BoundingBox[] second) => [new List<object?>(first), new List<object?>(second)];
        Sample Copies() => Steps.Batch(
            ("image", new List<object?> { ones(2, 3, 16, 16), zeros(2, 3, 16, 16), ones(2, 3, 12, 10) }),
            ("boxes", new List<object?> { Of([cat], [dog]), Of([], [dog, dog]), Of([cat], []) }),
            ("idx", new List<object?> { tensor(new long[] { 7, 8 }), tensor(new long[] { 7, 8 }), tensor(new long[] { 7, 8 }) }));
        trainer.Context.Model.train();
        var outcome = trainer.TrainStep(Copies());
        outcome.Count.ShouldBe(6);
        detector.ImageShapes.Select(shape => shape[1]).ShouldBe([16L, 16, 16, 16, 12, 12]);
        detector.Targets!.Select(target => target.Labels.numel()).ShouldBe([1L, 1, 0, 2, 1, 0]);

        trainer.Context.Model.eval();
        outcome = trainer.EvalStep(Copies());
        outcome.Boxes!.Select(boxes => boxes.Select(box => box.ImageId).SingleOrDefault()).ShouldBe(["seven#0", null, null, "8#1", null, "8#2"]);
        ((IReadOnlyList<IReadOnlyList<BoundingBox>>)outcome.Target!).Select(boxes => boxes.Select(box => box.ImageId).Distinct().SingleOrDefault()).ShouldBe(["seven#0", "8#0", null, "8#1", "seven#2", null]);
        ((IReadOnlyList<object?>)outcome.Input!).Count.ShouldBe(6);

        var half = Steps.Batch(("image", new List<object?> { ones(2, 3, 16, 16), ones(2, 3, 16, 16) }), ("boxes", Of([cat], [dog])));
        Should.Throw<UserErrorException>(() => trainer.EvalStep(half)).Message.ShouldContain("not as many of the boxes under 'boxes'");
    }

    [Fact]
    public void A_detector_learns_and_detects()
    {
        using var all = steps;
        var detector = new TinyDetector(3);
        var trainer = Trainer(detector);
        var before = detector.Heads.BoxPredictor.parameters().First().detach().clone();
        trainer.Context.Model.train();
        var batch = Batch([[new("cat", [1, 2, 9, 10], imageId: 1)], [new("dog", [4, 4, 12, 12], imageId: 2)]]);
        trainer.TrainStep(batch).Loss!.Value.ShouldBeGreaterThan(0);
        aten.equal(before, detector.Heads.BoxPredictor.parameters().First()).ShouldBeFalse();
        trainer.Context.Model.eval();
        using var noGrad = no_grad();
        trainer.EvalStep(batch).Boxes!.SelectMany(boxes => boxes).ShouldAllBe(box => box.Right <= 16 && box.Bottom <= 16 && !box.ClassId.Equals(0L));
    }

    [Fact]
    public void Masks_and_key_points_are_learnt_and_found()
    {
        using var all = steps;
        var shaped = new Detection(new[] { "background", "cat" }, "image", "boxes", background: 0, masks: true, keypoints: ["head", "tail"]);
        foreach (var make in new Func<Detector>[] { () => new TinyShapes.Masks(), () => new TinyShapes.Points() })
        {
            // Of some weights a step makes a model that finds nothing.
            manual_seed(1);
            var detector = make();
            var trainer = new ObjDetectTrainer(steps.Context(shaped, new ExternalDetectModule(detector, shaped, "tiny", new Dictionary<string, object?>()), null));
            var pixels = new byte[16 * 16];
            Array.Fill(pixels, (byte)1, 40, 100);
            var shape = new ObjectShape(InstanceMask.FromPixels(pixels, 16, 16), [new(4, 5, 2), new(8, 9, 1)]);
            BoundingBox cat = new("cat", [1, 2, 9, 10], includeMargin: false, imageId: 1);
            var batch = Batch([[cat.WithShape(shape)], []]);
            trainer.Context.Model.train();
            trainer.TrainStep(batch).Loss!.Value.ShouldBeGreaterThan(0);
            var missing = Should.Throw<UserErrorException>(() => trainer.TrainStep(Batch([[cat], []])));
            missing.Message.ShouldStartWith(detector.HasMasks ? "a box under 'boxes' has no mask" : "a box under 'boxes' has 0 key points, and the model learns 2");
            trainer.Context.Model.eval();
            using var noGrad = no_grad();
            var found = trainer.EvalStep(batch).Boxes!.SelectMany(boxes => boxes).ToList();
            found.ShouldNotBeEmpty();
            found.ShouldAllBe(box => detector.HasMasks
                ? box.Shape!.Mask!.Height == 16 && box.Shape.Mask.Width == 16 && box.Shape.KeyPoints == null
                : box.Shape!.Mask == null && box.Shape.KeyPoints!.Count == 2 && box.Shape.KeyPoints[0].Visibility == 2);
        }
    }

    [Fact]
    public void Images_of_different_sizes_and_without_objects_are_trained_on_one_by_one()
    {
        using var all = steps;
        var detector = new FixedDetector(3) { Found = [[[1, 2, 3.5f, 4, 2, 0.75f]], [[5, 6, 7, 8, 1, 0.25f]]] };
        var trainer = Trainer(detector);
        trainer.Context.Model.train();
        var images = new List<object?> { ones(3, 16, 16), ones(3, 8, 24) };
        var batch = Steps.Batch(("image", images), ("boxes", new List<object?> { new List<object?>(), new List<object?> { new BoundingBox("dog", [1, 2, 3, 4], imageId: "b") } }), ("idx", tensor(new long[] { 4, 5 })));
        var outcome = trainer.TrainStep(batch);
        outcome.Count.ShouldBe(2);
        detector.ImageShapes.ShouldBe([[3L, 16, 16], [3L, 8, 24]]);
        detector.Targets![0].Boxes.shape.ShouldBe([0L, 4]);
        (detector.Targets[0].Labels.shape[0], detector.Targets[0].Labels.dtype).ShouldBe((0, ScalarType.Int64));
        detector.Targets[1].Labels.DataSpan<long>().ToArray().ShouldBe([2]);

        trainer.Context.Model.eval();
        trainer.EvalStep(batch).Boxes!.Select(boxes => boxes[0].ImageId).ShouldBe([4L, "b"]);
        batch["image_id"] = new List<object?> { "a", "b" };
        trainer.EvalStep(batch).Boxes!.Select(boxes => boxes[0].ImageId).ShouldBe(["a", "b"]);
        batch["image_id"] = tensor(new long[] { 70, 80 });
        trainer.EvalStep(batch).Boxes![0][0].ImageId.ShouldBe(70L);
    }

    // The corners of boxes with margin stay as the original gives them, but for those that would have no extent.
    [Fact]
    public void A_box_with_margin_of_one_column_or_row_is_a_pixel_wide_or_high()
    {
        using var all = steps;
        var detector = new FixedDetector(3);
        var trainer = Trainer(detector);
        trainer.Context.Model.train();
        trainer.TrainStep(Batch([[new("cat", [5, 2, 5, 4])], [new("cat", [1, 7, 3, 7]), new("cat", [1, 2, 3, 4]), new("dog", [6, 6, 6, 6])]]));
        detector.Targets![0].Boxes.DataSpan<float>().ToArray().ShouldBe([5, 2, 6, 4]);
        detector.Targets[1].Boxes.DataSpan<float>().ToArray().ShouldBe([1, 7, 3, 8, 1, 2, 3, 4, 6, 6, 7, 7]);
    }

    [Fact]
    public void A_detector_learns_from_images_of_different_sizes_and_from_negatives()
    {
        using var all = steps;
        var detector = new TinyDetector(3);
        var trainer = Trainer(detector);
        trainer.Context.Model.train();
        var (wide, high) = (ones(3, 16, 24), ones(3, 20, 12));
        Sample Mixed(List<object?> first) => Steps.Batch(("image", new List<object?> { wide, high }), ("boxes", new List<object?> { first, new List<object?>() }));
        manual_seed(3);
        var loss = trainer.TrainStep(Mixed([new BoundingBox("cat", [1, 2, 9, 10])])).Loss!.Value;
        double.IsFinite(loss).ShouldBeTrue();
        trainer.TrainStep(Mixed([])).Loss!.Value.ShouldBeGreaterThan(0, "all that is found is wrong");
        trainer.Context.Model.eval();
        using var noGrad = no_grad();
        var found = trainer.EvalStep(Mixed([])).Boxes!;
        found[0].ShouldAllBe(box => box.Right <= 24 && box.Bottom <= 16);
        found[1].ShouldAllBe(box => box.Right <= 12 && box.Bottom <= 20);
    }

    [Fact]
    public void The_loss_of_an_evaluation_is_that_of_a_step_and_leaves_no_trace()
    {
        using var all = steps;
        var detector = new FixedDetector(3) { Found = [[], []] };
        var trainer = Trainer(detector);
        nn.init.ones_(detector.Weight);
        trainer.Context.Model.eval();
        using var noGrad = no_grad();
        BoundingBox cat = new("cat", [1, 2, 3, 4], imageId: 7);
        var outcome = trainer.EvalStep(Batch([[cat], [cat]]));
        outcome.EvaluationLoss!.Value.ShouldBe(5, 1e-5);
        outcome.Loss.ShouldBeNull();

        // This one draws the boxes that its losses are made of.
        var drawing = new TinyDetector(3);
        var second = Trainer(drawing);
        second.Context.Model.eval();
        manual_seed(5);
        var state = get_rng_state();
        second.EvalStep(Batch([[cat], []])).EvaluationLoss!.Value.ShouldBeGreaterThan(0);
        aten.equal(state, get_rng_state()).ShouldBeTrue();
        drawing.modules().ShouldAllBe(module => !module.training);
    }

    [Fact]
    public void What_no_detector_can_be_trained_on_is_a_user_error()
    {
        using var all = steps;
        var trainer = Trainer(new FixedDetector(3));
        trainer.Context.Model.train();
        BoundingBox cat = new("cat", [1, 2, 3, 4], imageId: 1), other = new("cat", [1, 2, 3, 4], imageId: 2);
        string Of(Sample batch) => Should.Throw<UserErrorException>(() => trainer.TrainStep(batch)).Message;
        Of(Steps.Batch(("image", ones(2, 3, 16, 16)))).ShouldBe("datasets: the samples have no boxes under 'boxes', so nothing can be trained on them.");
        Of(Batch([[cat, other], [cat]])).ShouldBe("The boxes of image 0 of the batch under 'boxes' belong to different images: their image_id differs.");
        Of(Batch([[cat]])).ShouldBe("loaders.base_transforms: the batch's 'boxes' must be a list of bounding boxes for each of its 2 images.");
        Of(Steps.Batch(("image", ones(1, 3, 16, 16)), ("boxes", new List<object?> { 3L }))).ShouldContain("a list of bounding boxes for each");
        Of(Batch([[new(0, [1, 2, 3, 4])], [cat]])).ShouldStartWith("A box under 'boxes' has the class 0, 'background', which detectors take for the background");
        Of(Steps.Batch(("image", ones(3, 16, 16)))).ShouldBe("loaders.base_transforms: the batch's 'image' has the shape (3, 16, 16); a detector takes (images, channels, height, width).");
        Of(Steps.Batch(("image", "x"))).ShouldContain("add a ToTensor transform");
    }

    [Fact]
    public void Images_of_another_shape_than_the_tasks_are_told()
    {
        using var all = steps;
        var shaped = new Detection(new[] { "background", "cat" }, "image", "boxes", inputShape: [3, 32, 32], background: 0);
        var model = new ExternalDetectModule(new FixedDetector(2), shaped, "my.Net", new Dictionary<string, object?>());
        var trainer = new ObjDetectTrainer(steps.Context(shaped, model, null));
        Should.Throw<UserErrorException>(() => trainer.EvalStep(Steps.Batch(("image", ones(1, 3, 16, 16))))).Message
            .ShouldBe("loaders.base_transforms: the batch's 'image' holds images of the shape (3, 16, 16), but the task's input_shape is (3, 32, 32).");
    }

    [Fact]
    public void Sessions_that_do_not_fit_are_user_errors()
    {
        using var all = steps;
        string Of(TrainerContext context) => Should.Throw<UserErrorException>(() => new ObjDetectTrainer(context)).Message;
        var classes = NnTasks.Classes(2);
        Of(steps.Context(classes, new OneHead(classes, 1, 2), null)).ShouldBe("trainer.type: ObjDetectTrainer needs a detection task, not Classification.");
        Of(steps.Context(task, new OneHead(task, 1, 2), null)).ShouldContain("trains torchvision's detectors");
        Of(steps.Context(task, Wrap(new TinyDetector(3)), new MSELoss())).ShouldBe("trainer.optimization.loss: remove it; a detector computes its losses itself.");
        Of(steps.Context(task, Wrap(new TinyDetector(3)), null, optimize: false)).ShouldContain("trainer.optimization: no optimizer is given");
    }

    private static Sample Batch(BoundingBox[][] boxes, params (string Key, object? Value)[] more) =>
        Steps.Batch([("image", ones(2, 3, 16, 16)), ("boxes", new List<object?>(boxes.Select(list => new List<object?>(list)))), .. more]);

    private ExternalDetectModule Wrap(TinyDetector detector) => new(detector, task, "my.Net", new Dictionary<string, object?>());

    private ObjDetectTrainer Trainer(TinyDetector detector) => new(steps.Context(task, Wrap(detector), null));
}
