using Thelper.Imaging;
using Thelper.Optim;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Metrics;
using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Train;

[NoLeaks]
public sealed class AutoEncoderTrainerTests : IDisposable
{
    private readonly Steps steps = new();
    private readonly Segmentation task = new(new[] { "a", "b" }, "image", "mask");

    public void Dispose() => steps.Dispose();

    [Fact]
    public void The_loss_is_that_of_the_scores_and_of_the_reconstruction_in_training_and_evaluation()
    {
        using var all = steps;
        var context = steps.Context(task, new TwoHeads(task, 2, 2), null);
        var trainer = Trainer(context, scale: 3);
        var batch = Steps.Batch(("image", ones(1, 2, 2, 2)), ("mask", zeros([1, 1, 2, 2], ScalarType.Int64)));

        // Scores and reconstruction are 0.5 everywhere.
        var expected = Math.Log(2) + (3 * 0.25);
        trainer.Context.Model.eval();
        trainer.EvalStep(batch).Loss!.Value.ShouldBe(expected, 1e-6);
        trainer.Context.Model.train();
        trainer.TrainStep(batch).Loss!.Value.ShouldBe(expected, 1e-6);
        Math.Abs(trainer.EvalStep(batch).Loss!.Value - expected).ShouldBeGreaterThan(0.01, "the step changed the model");
        trainer.EvalStep(Steps.Batch(("image", ones(1, 2, 2, 2)))).Loss.ShouldBeNull();
        trainer.Loss.ShouldBeOfType<CrossEntropyLoss>();
        context.Loss.ShouldBeNull();
    }

    [Fact]
    public void A_batch_of_ignored_pixels_alone_trains_the_reconstruction_and_has_no_loss()
    {
        using var all = steps;
        var ignoring = new Segmentation(new[] { "a", "b" }, "image", "mask", dontcare: 255);
        var model = new TwoHeads(ignoring, 2, 2);
        var trainer = Trainer(steps.Context(ignoring, model, null));
        var batch = Steps.Batch(("image", ones(1, 2, 2, 2)), ("mask", full([1, 1, 2, 2], 255, ScalarType.Int64)));
        foreach (var outcome in new[] { trainer.EvalStep(batch), trainer.TrainStep(batch) })
        {
            outcome.IsEmpty.ShouldBeTrue();
            outcome.Loss.ShouldBeNull();
        }

        // The mean of (0.5 - 1)^2 over eight values: each weight of an output gets the gradient 4 * 2 * -0.5 / 8, and the rate is 1.
        model.parameters().First().flatten().DataSpan<float>().ToArray().ShouldBe([0.75f, 0.75f, 0.75f, 0.75f], 1e-5);
    }

    [Fact]
    public void Edges_are_compared_by_Sobels_gradients_over_images_continued_by_their_border()
    {
        using var all = steps;
        var first = rand(2, 3, 4, 5);
        var second = rand(2, 3, 4, 5);
        var difference = 0.0;
        for (var plane = 0; plane < 6; plane++)
        {
            for (var y = 0; y < 4; y++)
            {
                for (var x = 0; x < 5; x++)
                {
                    double D(int dy, int dx)
                    {
                        var (row, column) = (Math.Clamp(y + dy, 0, 3), Math.Clamp(x + dx, 0, 4));
                        return (first[plane / 3, plane % 3, row, column] - second[plane / 3, plane % 3, row, column]).ToDouble();
                    }

                    var right = D(-1, 1) + (2 * D(0, 1)) + D(1, 1) - D(-1, -1) - (2 * D(0, -1)) - D(1, -1);
                    var down = D(1, -1) + (2 * D(1, 0)) + D(1, 1) - D(-1, -1) - (2 * D(-1, 0)) - D(-1, 1);
                    difference += (Math.Abs(right) + Math.Abs(down)) / 8;
                }
            }
        }

        AutoEncoderTrainer.EdgeDifference(first, second).ToDouble().ShouldBe(difference / (6 * 20 * 2), 1e-6);
    }

    [Fact]
    public void The_picture_shows_the_first_images_above_their_reconstructions()
    {
        using var all = steps;
        var context = steps.Context(task, new TwoHeads(task, 2, 2), null);
        var trainer = Trainer(context, count: 3);
        trainer.ConsumersOf("train").ShouldBeEmpty();
        context.Valid!.Consumers.ShouldBeEmpty();
        var (name, consumer) = trainer.ConsumersOf("valid").ShouldHaveSingleItem();
        name.ShouldBe("reconstr");
        trainer.ConsumersOf("test").ShouldHaveSingleItem().Value.ShouldBeSameAs(consumer);
        trainer.Context.Model.eval();
        foreach (var value in new[] { 0f, 4f })
        {
            var batch = Steps.Batch(("image", full([2, 2, 8, 6], value)));
            var outcome = trainer.EvalStep(batch);
            consumer.Update(new() { Task = task, Sample = batch, Input = outcome.Input, NamedOutputs = outcome.Outputs, IterationIndex = 0, IterationCount = 2 });
        }

        var picture = consumer.Render()!;
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".png");
        try
        {
            picture.Save(path);
            picture.ReadPng().ShouldNotBeNull();
            var pixels = ImageCodec.Decode(path);
            pixels.shape.ShouldBe([16L, 18, 3]);

            // Means 0 and 1, deviations 1 and 2: the images have the values 0 and 1, then 4 and 9.
            pixels[0, 0, 0].ToInt32().ShouldBe(0);
            pixels[0, 0, 1].ToInt32().ShouldBe((int)Math.Round(255 * 1 / 9.0));
            pixels[0, 17, 2].ToInt32().ShouldBe((int)Math.Round(255 * 4 / 9.0));
            pixels[0, 17, 1].ToInt32().ShouldBe(255);
            pixels[8, 17, 2].ToInt32().ShouldBe((int)Math.Round(255 * 2 / 9.0));
        }
        finally
        {
            File.Delete(path);
        }

        consumer.Reset();
        consumer.Outputs().ShouldBeEmpty();
    }

    [Fact]
    public void Images_of_several_sizes_are_shown_in_that_of_the_first()
    {
        using var all = steps;
        var trainer = Trainer(steps.Context(task, new TwoHeads(task, 2, 2), null), count: 2);
        var consumer = trainer.ConsumersOf("valid").ShouldHaveSingleItem().Value;
        trainer.Context.Model.eval();
        foreach (var (height, width) in new[] { (8, 6), (4, 10) })
        {
            var batch = Steps.Batch(("image", ones(1, 2, height, width)));
            var outcome = trainer.EvalStep(batch);
            consumer.Update(new() { Task = task, Sample = batch, Input = outcome.Input, NamedOutputs = outcome.Outputs, IterationIndex = 0, IterationCount = 2 });
        }

        var picture = consumer.Render()!;
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".png");
        try
        {
            picture.Save(path);
            picture.ReadPng().ShouldNotBeNull();
            ImageCodec.Decode(path).shape.ShouldBe([16L, 12, 3]);
        }
        finally
        {
            File.Delete(path);
        }

        consumer.Reset();
    }

    [Fact]
    public void Mistakes_are_user_errors()
    {
        using var all = steps;
        Should.Throw<UserErrorException>(() => Trainer(steps.Context(task, new TwoHeads(task, 2, 2), new MSELoss()))).Message.ShouldStartWith("trainer.optimization.loss: remove it");
        Should.Throw<UserErrorException>(() => Trainer(steps.Context(task, new OneHead(task, 2, 2), null))).Message.ShouldContain("paints no image");
        var regression = new Regression("image", "mask");
        Should.Throw<UserErrorException>(() => Trainer(steps.Context(regression, new TwoHeads(regression, 2, 2), null))).Message.ShouldContain("needs a classification or segmentation task");
        var context = steps.Context(task, new TwoHeads(task, 2, 2, stride: 2), null);
        Should.Throw<UserErrorException>(() => Trainer(context).EvalStep(Steps.Batch(("image", ones(1, 2, 4, 4))))).Message.ShouldContain("set the model's output_pads");
        Should.Throw<UserErrorException>(() => Trainer(steps.Context(task, new TwoHeads(task, 2, 2), null), mean: "loader.dataset.image_mean")).Message.ShouldContain("names no property of the data set MemoryDataset");
    }

    private AutoEncoderTrainer Trainer(TrainerContext context, double scale = 1, int count = 0, object? mean = null)
    {
        var loss = LossPlan.Bind(Optim.OptimFactoryTests.Node("""{"type": "torch.nn.CrossEntropyLoss"}"""), new(), new())!;
        var trainer = new AutoEncoderTrainer(context, count, mean ?? new List<object> { 0L, 1.0 }, new List<object> { 1L, 2L }, scale, false, loss);
        steps.Own(trainer.Loss);
        return trainer;
    }
}
