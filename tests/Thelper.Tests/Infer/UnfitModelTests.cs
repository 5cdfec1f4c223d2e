using Thelper.Infer.Tiling;
using Thelper.Testing;
using Thelper.Tests.Sessions;
using Thelper.Torch;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer;

/// <summary>What is the model's fault is said of the model, and what is a picture's of the picture.</summary>
[NoLeaks]
public sealed class UnfitModelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Another_number_of_classes_ends_the_run_whatever_the_picture(int classes)
    {
        using var predictor = PredictorFixture.Create(PredictorFixture.Answering(input => input.mean([2, 3]).narrow(1, 0, classes)));
        var message = Should.Throw<UserErrorException>(() => PredictorFixture.PredictGreys(predictor, folder, 200, 210)).Message;
        message.ShouldNotContain(".png");
        message.ShouldNotContain("model.type");
        message.ShouldContain($", {classes})");
    }

    [Fact]
    public void A_classifier_is_no_network_of_pixels_whatever_the_picture()
    {
        using var predictor = PredictorFixture.Create(PredictorFixture.Answering(input => input.mean([2, 3]), PredictorFixture.Pixels));
        var message = Should.Throw<UserErrorException>(() => PredictorFixture.PredictGreys(predictor, folder, 200)).Message;
        message.ShouldNotContain(".png");
        message.ShouldContain("need (batch, 3, height, width). Name the task that the model was trained for");
    }

    // As a network that halves sizes four times and puts maps together: 50 becomes 48.
    [Fact]
    public void Windows_of_a_size_that_the_network_does_not_take_are_said_of_the_tile()
    {
        using var scope = NewDisposeScope();
        var network = PredictorFixture.Answering(input => input.view(input.shape[0], 3, input.shape[2] / 16 * 16, input.shape[3] / 16 * 16), PredictorFixture.Pixels);
        using var predictor = PredictorFixture.Create(network, new() { Tiles = new() { Size = 50 } });
        using var image = zeros([120, 130, 3], ScalarType.Byte);
        Should.Throw<UnfitModelException>(() => predictor.Predict(new TensorWindows(image))).Message.ShouldStartWith("--tile 50: the model takes no windows of this size, and takes those of 64; say --tile 64. ");
    }

    // Here it is what the picture holds.
    [Fact]
    public void Windows_whose_numbers_the_network_does_not_take_are_not()
    {
        using var scope = NewDisposeScope();
        var network = PredictorFixture.Answering(input => input.max().item<float>() > 0 ? input.view(-1, 7) : input, PredictorFixture.Pixels);
        using var predictor = PredictorFixture.Create(network, new() { Tiles = new() { Size = 50 } });
        using var image = full([120, 130, 3], 200, ScalarType.Byte);
        Should.Throw<UserErrorException>(() => predictor.Predict(new TensorWindows(image))).ShouldNotBeOfType<UnfitModelException>();
    }

    [Fact]
    public void A_picture_that_the_network_fails_on_is_named_and_the_way_out_is_that_of_inference()
    {
        using var predictor = PredictorFixture.Create(PredictorFixture.Answering(input => input.view(-1, 7)));
        var error = PredictorFixture.PredictGreys(predictor, folder, 200)[0].Error.ShouldNotBeNull().Message;
        error.ShouldStartWith(folder["0.png"]);
        error.ShouldContain("(--transforms PATH)");
        error.ShouldNotContain("loaders");
        error.ShouldNotContain("model.params");
    }
}
