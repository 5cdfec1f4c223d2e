using Thelper.Infer;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer;

/// <summary>Where the transforms resize, and where a picture has several labels.</summary>
[NoLeaks]
public class PredictionFormsTests
{
    private const string Scale = """{"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [10], "max": [250]}}, {"operation": "torchvision.transforms.ToTensor"}""";

    [Fact]
    public void Boxes_are_in_pixels_of_the_picture_where_it_was_resized()
    {
        using var scope = NewDisposeScope();
        var image = zeros([64, 90, 3], ScalarType.Byte);
        image.narrow(0, 8, 24).narrow(1, 20, 20).fill_(240);

        // Half as wide, a quarter as high: the edges stay sharp.
        using var predictor = PredictorFixture.Create(PredictorFixture.Detector(), transforms: Resized(45, 16));
        var box = ((BoxPrediction)predictor.Predict(image)).Boxes.ShouldHaveSingleItem();
        box.BBox.ShouldBe([20, 8, 40, 32]);
    }

    // A file may hold anything; of a batch of two, the rows of a third picture are nobody's.
    [Theory]
    [InlineData("more rows")]
    [InlineData("no rows")]
    [InlineData("complex")]
    public void Answers_that_are_none_are_refused(string kind)
    {
        using var scope = NewDisposeScope();
        var image = zeros([32, 32, 3], ScalarType.Byte);
        foreach (var options in new PredictorOptions[] { new(), new() { Views = "flip" } })
        {
            using var predictor = PredictorFixture.Create(PredictorFixture.Answering(input => kind switch
            {
                "more rows" => ones(input.shape[0] + 1, 2),
                "no rows" => ones(0, 2),
                _ => ones([input.shape[0], 2], ScalarType.ComplexFloat32),
            }), options);
            Should.Throw<UserErrorException>(() => predictor.Predict([image, image])).Message.ShouldContain("to 2 pictures");
        }
    }

    [Fact]
    public void Half_numbers_are_numbers()
    {
        using var scope = NewDisposeScope();
        using var predictor = PredictorFixture.Create(PredictorFixture.Answering(input => tensor(new[] { 0f, 1 }).view(1, 2).to(ScalarType.Float16)));
        ((ClassPrediction)predictor.Predict(zeros([32, 32, 3], ScalarType.Byte))).Classes[0].Score.ShouldBe(0.7311f, 1e-3f);
    }

    [Fact]
    public void Masks_and_key_points_are_too()
    {
        using var scope = NewDisposeScope();
        var image = zeros([64, 90, 3], ScalarType.Byte);
        image.narrow(0, 8, 24).narrow(1, 20, 20).fill_(240);
        using var predictor = PredictorFixture.Create(PredictorFixture.ShapeDetector(), transforms: Resized(45, 16));
        var shape = ((BoxPrediction)predictor.Predict(image)).Boxes.ShouldHaveSingleItem().Shape!;
        (shape.Mask!.Width, shape.Mask.Height, shape.Mask.Area).ShouldBe((90, 64, 20 * 24));
        shape.KeyPoints!.Select(point => (point.X, point.Y)).ShouldBe([(20, 8), (40, 8)]);
    }

    // An edge eight pixels from the left, in windows that the network sees at an eighth of their size.
    [Fact]
    public void Labels_of_windows_that_are_resized_lie_where_their_pixels_are()
    {
        using var scope = NewDisposeScope();
        var image = zeros([32, 32, 3], ScalarType.Byte);
        image.select(2, 2).fill_(250);
        image.narrow(1, 0, 8).select(2, 2).zero_();
        image.narrow(1, 0, 8).select(2, 0).fill_(250);
        using var predictor = PredictorFixture.Create(PredictorFixture.Local(), new() { Tiles = new() { Size = 32 } }, Resized(4, 4));
        var labels = ((MapPrediction)predictor.Predict(image)).Labels.ToArray();
        labels.Select((label, i) => (label, i % 32)).ShouldAllBe(pair => pair.label == (pair.Item2 < 8 ? 0 : 2));
    }

    [Fact]
    public void Boxes_of_windows_that_are_resized_lie_where_their_pixels_are()
    {
        using var scope = NewDisposeScope();
        var image = zeros([32, 64, 3], ScalarType.Byte);
        image.narrow(0, 8, 16).narrow(1, 40, 8).fill_(240);
        using var predictor = PredictorFixture.Create(PredictorFixture.Detector(), new() { Tiles = new() { Size = 32 } }, Resized(16, 8));
        ((BoxPrediction)predictor.Predict(image)).Boxes.ShouldHaveSingleItem().BBox.ShouldBe([40, 8, 48, 24]);
    }

    [Fact]
    public void Of_several_labels_the_scores_are_what_the_model_says()
    {
        using var scope = NewDisposeScope();
        var image = zeros([6, 8, 3], ScalarType.Byte);
        image.select(2, 1).fill_(130);
        image.narrow(1, 0, 4).select(2, 2).fill_(250);
        foreach (var multiLabel in new[] { true, false })
        {
            foreach (var views in new[] { null, "flip" })
            {
                using var predictor = PredictorFixture.Create(new Means(new(new[] { "left", "right", "green" }, "image", "label", multiLabel: multiLabel)), new() { Views = views });
                var scores = ((ClassPrediction)predictor.Predict(image)).Classes.OrderBy(score => score.Index).Select(score => score.Score).ToArray();

                // Red on the left, by shares of the range from 10 to 250; in a mirror it is on the right.
                float[][] answers = views is null ? [[1, -1 / 24f, 0.5f]] : [[1, -1 / 24f, 0.5f], [-1 / 24f, 1, 0.5f]];
                var expected = stack([.. answers.Select(answer => multiLabel ? tensor(answer) : tensor(answer).softmax(0))]).mean([0]).DataSpan<float>().ToArray();
                scores.ShouldBe(expected, 1e-5f);
            }
        }
    }

    private static string Resized(int width, int height) => $$"""[{"operation": "thelper.transforms.Resize", "params": {"dsize": [{{width}}, {{height}}]} }, {{Scale}}]""";

    // How red the left half is, how red the right half, how green all.
    private sealed class Means(Classification task) : Module(task)
    {
        public override Tensor forward(Tensor input)
        {
            var (red, half) = (input.select(1, 2), input.shape[3] / 2);
            return stack([red.narrow(2, 0, half).mean([1, 2]), red.narrow(2, half, half).mean([1, 2]), input.select(1, 1).mean([1, 2])], 1);
        }
    }
}
