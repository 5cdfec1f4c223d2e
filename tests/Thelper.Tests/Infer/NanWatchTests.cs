using Thelper.Infer.Tiling;
using Thelper.Testing;
using Thelper.Tests.Sessions;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer;

/// <summary>Answers that are no numbers are told.</summary>
[NoLeaks]
public sealed class NanWatchTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // The logarithm of what is below the transforms' black is none.
    [Fact]
    public void They_are_told_once_with_the_first_picture()
    {
        var told = new List<string>();
        using var predictor = PredictorFixture.Create(PredictorFixture.Answering(input => input.mean([2, 3]).narrow(1, 0, 2).log()), new() { Warning = told.Add });
        PredictorFixture.PredictGreys(predictor, folder, 200, 210).ShouldAllBe(result => result.Error == null);
        told.ShouldBeEmpty();
        PredictorFixture.PredictGreys(predictor, folder, 200, 210, 220, 0, 0).ShouldAllBe(result => result.Prediction != null);
        told.ShouldHaveSingleItem().ShouldStartWith($"{folder["3.png"]}: the model answers with NaN");
    }

    [Fact]
    public void Windows_tell_it_of_their_picture()
    {
        using var scope = NewDisposeScope();
        var told = new List<string>();
        using var predictor = PredictorFixture.Create(
            PredictorFixture.Answering(input => input.log(), PredictorFixture.Pixels), new() { Warning = told.Add, Tiles = new TileOptions { Size = 8, Overlap = 0 } });
        predictor.NameWindows("light.png");
        predictor.Predict(full([8, 16, 3], 200, ScalarType.Byte));
        told.ShouldBeEmpty();
        predictor.NameWindows("dark.png");
        predictor.Predict(zeros([8, 16, 3], ScalarType.Byte));
        told.ShouldHaveSingleItem().ShouldStartWith("dark.png: the model answers with NaN");
    }
}
