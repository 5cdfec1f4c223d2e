using Thelper.Imaging;
using Thelper.Infer;
using Thelper.Infer.Tiling;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Sessions;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Tests.Infer;

/// <summary>Answers that are no numbers are told.</summary>
[NoLeaks]
public sealed class NanWatchTests : IDisposable
{
    private static readonly Classification Letters = new(new[] { "a", "b" }, "image", "label");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // The logarithm of what is below the transforms' black is none.
    [Fact]
    public void They_are_told_once_with_the_first_picture()
    {
        var told = new List<string>();
        using var predictor = PredictorFixture.Create(new Answering(Letters, input => input.mean([2, 3]).narrow(1, 0, 2).log()), new() { Warning = told.Add });
        Run(predictor, 200, 210).ShouldAllBe(result => result.Error == null);
        told.ShouldBeEmpty();
        Run(predictor, 200, 210, 220, 0, 0).ShouldAllBe(result => result.Prediction != null);
        told.ShouldHaveSingleItem().ShouldStartWith($"{folder["3.png"]}: the model answers with NaN");
    }

    [Fact]
    public void Windows_tell_it_of_their_picture()
    {
        using var scope = NewDisposeScope();
        var told = new List<string>();
        using var predictor = PredictorFixture.Create(
            new Answering(PredictorFixture.Pixels, input => input.log()), new() { Warning = told.Add, Tiles = new TileOptions { Size = 8, Overlap = 0 } });
        predictor.NameWindows("light.png");
        predictor.Predict(full([8, 16, 3], 200, ScalarType.Byte));
        told.ShouldBeEmpty();
        predictor.NameWindows("dark.png");
        predictor.Predict(zeros([8, 16, 3], ScalarType.Byte));
        told.ShouldHaveSingleItem().ShouldStartWith("dark.png: the model answers with NaN");
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
