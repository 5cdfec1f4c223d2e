using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Train;

[NoLeaks]
public sealed class ImageSegmTrainerTests : IDisposable
{
    private readonly Steps steps = new();
    private readonly Segmentation task = new(new[] { "a", "b" }, "image", "mask", dontcare: 255);

    public void Dispose() => steps.Dispose();

    [Fact]
    public void A_step_trains_on_label_maps_of_any_integer_type_with_or_without_a_channel()
    {
        using var all = steps;
        var trainer = Trainer(new OneHead(task, 1, 2));
        var labels = tensor(new byte[] { 0, 1, 255, 1 }).view(1, 1, 2, 2);
        var outcome = trainer.TrainStep(Steps.Batch(("image", ones(1, 1, 2, 2, dtype: ScalarType.Byte)), ("mask", labels)));
        outcome.Count.ShouldBe(1);
        outcome.Loss!.Value.ShouldBe(Math.Log(2), 1e-6);
        var target = outcome.Target.ShouldBeOfType<Tensor>();
        target.shape.ShouldBe([1L, 2, 2]);
        target.dtype.ShouldBe(ScalarType.Int64);
        outcome.Prediction!.requires_grad.ShouldBeFalse();
        trainer.EvalStep(Steps.Batch(("image", ones(1, 1, 2, 2)), ("mask", labels))).Loss.ShouldBeNull();
        trainer.EvalStep(Steps.Batch(("image", ones(1, 1, 2, 2)))).Target.ShouldBeNull();
    }

    [Fact]
    public void Smaller_predictions_are_scaled_to_the_image_if_asked_for()
    {
        using var all = steps;
        var batch = Steps.Batch(("image", arange(16, dtype: ScalarType.Float32).view(1, 1, 4, 4)), ("mask", zeros([1, 4, 4], ScalarType.Int64)));
        var scaled = Trainer(new OneHead(task, 1, 2, stride: 2), scale: true).TrainStep(batch).Prediction!;
        scaled.shape.ShouldBe([1L, 2, 4, 4]);
        var expected = nn.functional.interpolate(tensor(new float[] { 0, 2, 8, 10 }).view(1, 1, 2, 2) * 0.25, size: [4, 4], mode: InterpolationMode.Bilinear);
        (scaled[0, 1] - expected[0, 0]).abs().max().ToDouble().ShouldBeLessThan(1e-6);
        Should.Throw<UserErrorException>(() => Trainer(new OneHead(task, 1, 2, stride: 2)).TrainStep(batch)).Message
            .ShouldBe("trainer: the model answers with maps of 2x2 pixels, the label maps 'mask' have 4x4; set \"scale_preds\": true in the trainer section, or crop images and label maps alike.");
    }

    [Fact]
    public void One_of_several_outputs_can_be_chosen()
    {
        using var all = steps;
        var batch = Steps.Batch(("image", ones(1, 1, 2, 2)), ("mask", zeros([1, 2, 2], ScalarType.Int64)));
        Trainer(new TwoHeads(task, 1, 2)).EvalStep(batch).Prediction!.mean().ToDouble().ShouldBe(0.25, 1e-6);
        Trainer(new TwoHeads(task, 1, 2), output: "aux").EvalStep(batch).Prediction!.mean().ToDouble().ShouldBe(-0.25, 1e-6);
        Should.Throw<UserErrorException>(() => Trainer(new TwoHeads(task, 1, 2), output: "ou").EvalStep(batch)).Message
            .ShouldBe("trainer.output_pred: the model has no output 'ou' (it has: out, aux, reconstr).");
    }

    [Fact]
    public void Copies_of_samples_train_in_one_step_and_are_averaged_in_evaluation()
    {
        using var all = steps;
        var (first, second) = (full([1, 1, 2, 2], 1f), full([1, 1, 2, 2], 3f));
        var (zero, one) = (zeros([1, 2, 2], ScalarType.Int64), ones([1, 2, 2], ScalarType.Int64));
        var model = new OneHead(task, 1, 2);
        var trainer = Trainer(model);
        var outcome = trainer.TrainStep(Steps.Batch(("image", new List<object?> { first, second }), ("mask", new List<object?> { zero, one })));
        outcome.Prediction!.shape.ShouldBe([2L, 2, 2, 2]);
        outcome.Prediction[0].mean().ToDouble().ShouldBe(0.25, 1e-6);
        outcome.Prediction[1].mean().ToDouble().ShouldBe(0.75, 1e-6);
        ((Tensor)outcome.Target!).view(2, 4).DataSpan<long>().ToArray().ShouldBe([0, 0, 0, 0, 1, 1, 1, 1]);
        outcome.Loss!.Value.ShouldBe(Math.Log(2), 1e-6);

        // Both gradients were added: 0.5 * (-1, 1) * 1 and 0.5 * (1, -1) * 3 for the two weights.
        model.parameters().First().flatten().DataSpan<float>().ToArray().ShouldBe([0.25f - 1f, 0.25f + 1f], 1e-5);

        model = new OneHead(task, 1, 2);
        var mean = Trainer(model).EvalStep(Steps.Batch(("image", new List<object?> { first, second }), ("mask", new List<object?> { one, one })));
        mean.Prediction!.mean().ToDouble().ShouldBe(0.5, 1e-6);
        aten.equal((Tensor)mean.Target!, one).ShouldBeTrue();
        Should.Throw<UserErrorException>(() => Trainer(model).EvalStep(Steps.Batch(("image", new List<object?> { first, second }), ("mask", new List<object?> { zero, one }))))
            .Message.ShouldBe("loaders: the augmented copies of a sample differ in their label map 'mask'.");
        Should.Throw<UserErrorException>(() => Trainer(model).TrainStep(Steps.Batch(("image", new List<object?> { first, second }), ("mask", zero))))
            .Message.ShouldBe("loaders: the augmentation made 2 copies of 'image' but not of the label map 'mask'.");
    }

    [Fact]
    public void What_cannot_be_trained_on_is_a_user_error()
    {
        using var all = steps;
        var trainer = Trainer(new OneHead(task, 1, 2));
        Should.Throw<UserErrorException>(() => trainer.TrainStep(Steps.Batch(("image", ones(1, 1, 1, 1))))).Message
            .ShouldBe("datasets: the samples have no label maps under 'mask', so nothing can be trained on them.");
        Should.Throw<UserErrorException>(() => trainer.TrainStep(Steps.Batch(("image", ones(1, 1, 1, 1)), ("mask", tensor(new long[] { 7 }).view(1, 1, 1))))).Message
            .ShouldBe("datasets: a label map 'mask' holds the value 7, which is no index of the task's 2 classes.");
        Should.Throw<UserErrorException>(() => trainer.TrainStep(Steps.Batch(("image", ones(1, 1, 1, 1)), ("mask", new List<object?> { "x" })))).Message.ShouldContain("not a tensor of class indices");
        Should.Throw<UserErrorException>(() => trainer.TrainStep(Steps.Batch(("image", "x"), ("mask", ones(1, 1, 1))))).Message.ShouldContain("add a ToTensor transform");
        Should.Throw<UserErrorException>(() => new ImageSegmTrainer(steps.Context(Nn.NnTasks.Classes(2), new OneHead(task, 1, 2), new CrossEntropyLoss(), optimize: false))).Message
            .ShouldContain("trainer.optimization: no optimizer is given");
        var repeating = new ImageSegmTrainer(steps.Context(task, new OneHead(task, 1, 2), new CrossEntropyLoss(), optimizedBy: model => optim.LBFGS(model.parameters())));
        Should.Throw<UserErrorException>(() => repeating.TrainStep(Steps.Batch(("image", ones(1, 1, 1, 1)), ("mask", zeros([1, 1, 1], int64))))).Message
            .ShouldBe("trainer.optimization.optimizer: torch.optim.LBFGS computes the loss several times for a step, which trainers do not; choose another optimizer, such as torch.optim.SGD.");
    }

    private ImageSegmTrainer Trainer(Thelper.Nn.Module model, bool scale = false, string output = "out") =>
        new(steps.Context(task, model, new CrossEntropyLoss(ignore_index: 255)), scale, output);
}
