using Thelper.Imaging;
using Thelper.Infer;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Sessions;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Tests.Infer;

/// <summary>What is the model's fault is said of the model, and what is a picture's of the picture.</summary>
[NoLeaks]
public sealed class UnfitModelTests : IDisposable
{
    private static readonly Classification Letters = new(new[] { "a", "b" }, "image", "label");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Another_number_of_classes_ends_the_run_whatever_the_picture(int classes)
    {
        using var predictor = PredictorFixture.Create(new Answering(Letters, input => input.mean([2, 3]).narrow(1, 0, classes)));
        var message = Should.Throw<UserErrorException>(() => Run(predictor, 200, 210)).Message;
        message.ShouldNotContain(".png");
        message.ShouldNotContain("model.type");
        message.ShouldContain($", {classes})");
    }

    [Fact]
    public void A_classifier_is_no_network_of_pixels_whatever_the_picture()
    {
        using var predictor = PredictorFixture.Create(new Answering(PredictorFixture.Pixels, input => input.mean([2, 3])));
        var message = Should.Throw<UserErrorException>(() => Run(predictor, 200)).Message;
        message.ShouldNotContain(".png");
        message.ShouldContain("need (batch, 3, height, width). Name the task that the model was trained for");
    }

    [Fact]
    public void A_picture_that_the_network_fails_on_is_named_and_the_way_out_is_that_of_inference()
    {
        using var predictor = PredictorFixture.Create(new Answering(Letters, input => input.view(-1, 7)));
        var error = Run(predictor, 200)[0].Error.ShouldNotBeNull().Message;
        error.ShouldStartWith(folder["0.png"]);
        error.ShouldContain("(--transforms PATH)");
        error.ShouldNotContain("loaders");
        error.ShouldNotContain("model.params");
    }

    private List<(string Path, Prediction? Prediction, UserErrorException? Error)> Run(Predictor predictor, params int[] values)
    {
        var paths = Enumerable.Range(0, values.Length).Select(i => folder[$"{i}.png"]).ToList();
        using (NewDisposeScope())
        {
            for (var i = 0; i < values.Length; i++)
            {
                ImageCodec.Save(paths[i], full([8, 8, 3], values[i], ScalarType.Byte));
            }
        }

        return [.. new PredictionStream(predictor, batchSize: 2, workers: 1).Run(paths)];
    }

    private sealed class Answering(Task task, Func<Tensor, Tensor> answer) : Module(task)
    {
        public override Tensor forward(Tensor input) => answer(input);
    }
}
