using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch.Modules;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Train;

[NoLeaks]
public sealed class RegressionTrainerTests : IDisposable
{
    private readonly Steps steps = new();

    public void Dispose() => steps.Dispose();

    [Fact]
    public void A_step_casts_the_target_but_not_the_input()
    {
        using var all = steps;
        var trainer = Trainer(new SuperResolution("low", "high"));
        var target = full([2, 1, 2, 2], 1L, ScalarType.Int64);
        var outcome = trainer.TrainStep(Steps.Batch(("low", ones(2, 1, 2, 2)), ("high", target)));
        outcome.Loss!.Value.ShouldBe(0.75 * 0.75, 1e-6);
        outcome.Count.ShouldBe(2);
        outcome.Target.ShouldBeSameAs(target);
        Should.Throw<UserErrorException>(() => trainer.EvalStep(Steps.Batch(("low", ones([2, 1, 2, 2], ScalarType.Float64)))));
    }

    [Fact]
    public void Shapes_and_types_are_those_of_the_task()
    {
        using var all = steps;
        var trainer = Trainer(new Regression("x", "y", null, [1, 2, 2], [1, 2, 2], "numpy.float32"));
        var (input, target) = (ones(3, 1, 2, 2), ones(3, 1, 2, 2));
        trainer.EvalStep(Steps.Batch(("x", input), ("y", target))).Count.ShouldBe(3);
        Should.Throw<UserErrorException>(() => trainer.EvalStep(Steps.Batch(("x", ones(3, 1, 2, 3)), ("y", target)))).Message
            .ShouldBe("loaders.base_transforms: the batch's 'x' holds samples of the shape (1, 2, 3), but the task's input_shape is (1, 2, 2).");
        Should.Throw<UserErrorException>(() => trainer.EvalStep(Steps.Batch(("x", input), ("y", ones(3, 4))))).Message
            .ShouldBe("loaders.base_transforms: the batch's 'y' holds samples of the shape (4), but the task's target_shape is (1, 2, 2).");
        Should.Throw<UserErrorException>(() => trainer.EvalStep(Steps.Batch(("x", input), ("y", target.to(ScalarType.Float64))))).Message
            .ShouldBe("loaders.base_transforms: the batch's 'y' has the type Float64, but the task's target_type is Float32.");
    }

    [Fact]
    public void Images_of_different_sizes_and_copies_are_refused()
    {
        using var all = steps;
        var trainer = Trainer(new Regression("x", "y"));
        Should.Throw<UserErrorException>(() => trainer.TrainStep(Steps.Batch(("x", ones(1, 1, 4, 4)), ("y", ones(1, 1, 3, 3))))).Message
            .ShouldBe(
                "trainer.optimization.loss: MSELoss compares element by element, but the model predicts shape (1, 1, 4, 4) and type Float32 where the target is shape (1, 1, 3, 3) and type Float32. "
                + "The model has to answer in the shape of the target: see model.params, and base_transforms in the loaders section.");
        Should.Throw<UserErrorException>(() => trainer.EvalStep(Steps.Batch(("x", new List<object?> { ones(1, 1, 4, 4) }), ("y", null)))).Message.ShouldContain("remove the Duplicator");
        Should.Throw<UserErrorException>(() => trainer.TrainStep(Steps.Batch(("x", ones(1, 1, 4, 4)), ("y", new List<object?> { 1.0 })))).Message.ShouldContain("not a tensor");
        Should.Throw<UserErrorException>(() => trainer.TrainStep(Steps.Batch(("x", ones(1, 1, 4, 4))))).Message.ShouldBe("datasets: the samples have no targets under 'y', so nothing can be trained on them.");
    }

    [Fact]
    public void Where_only_the_number_of_outputs_differs_the_right_one_is_told()
    {
        using var all = steps;
        var task = new Regression("x", "y");
        var trainer = new RegressionTrainer(steps.Context(task, new Own(task, answer => answer.flatten(1)), new SmoothL1Loss()));
        Should.Throw<UserErrorException>(() => trainer.TrainStep(Steps.Batch(("x", ones(8, 1, 1, 3)), ("y", ones(8, 2))))).Message.ShouldBe(
            "trainer.optimization.loss: SmoothL1Loss compares element by element, but the model predicts shape (8, 3) and type Float32 where the target is shape (8, 2) and type Float32. "
            + "The task needs 2 outputs of the model, which has 3: see model.params.");
    }

    [Theory]
    [InlineData(false, "the loss does not depend on the weights of the model")]
    [InlineData(true, "has no weights that are to be trained")]
    public void A_loss_from_which_nothing_can_be_learnt_is_refused(bool isFrozen, string message)
    {
        using var all = steps;
        var task = new Regression("x", "y");
        var model = new Own(task, answer => answer.detach());
        foreach (var weight in model.parameters())
        {
            weight.requires_grad = !isFrozen;
        }

        var trainer = new RegressionTrainer(steps.Context(task, model, new MSELoss()));
        Should.Throw<UserErrorException>(() => trainer.TrainStep(Steps.Batch(("x", ones(1, 1, 2, 2)), ("y", ones(1, 1, 2, 2))))).Message.ShouldContain(message);
        trainer.EvalStep(Steps.Batch(("x", ones(1, 1, 2, 2)), ("y", ones(1, 1, 2, 2)))).Count.ShouldBe(1);
    }

    [Fact]
    public void Other_tasks_are_refused()
    {
        using var all = steps;
        foreach (var task in new Thelper.Tasks.Task[] { Nn.NnTasks.Classes(2), new Detection(new[] { "a" }, "x", "y") })
        {
            Should.Throw<UserErrorException>(() => Trainer(task)).Message.ShouldStartWith("trainer.type: RegressionTrainer needs a regression or super-resolution task");
        }
    }

    private RegressionTrainer Trainer(Thelper.Tasks.Task task) => new(steps.Context(task, new OneHead(task, 1, 1), new MSELoss()));

    // A class of the user's, with whatever it does at the end of its forward.
    private sealed class Own : Thelper.Nn.Module
    {
        private readonly Conv2d conv;
        private readonly Func<Tensor, Tensor> end;

        public Own(Thelper.Tasks.Task task, Func<Tensor, Tensor> end)
            : base(task)
        {
            this.end = end;
            conv = nn.Conv2d(1, 1, 1);
            register_module("conv", conv);
        }

        public override Tensor forward(Tensor input) => end(conv.call(input));
    }
}
