using Thelper.Infer;
using Thelper.Testing;
using Thelper.Tests.Sessions;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer;

/// <summary>How far pictures are read ahead of the network, and what becomes of those that nobody takes.</summary>
[NoLeaks]
public sealed class PredictionStreamTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // Each file is there as soon as the network has the one before: who reads earlier finds none.
    [Fact]
    public void Nothing_is_read_ahead_while_what_waits_fills_the_memory() => Endless.Forbid(() =>
    {
        var made = 1;
        PredictorFixture.Draw(folder["0.png"]);
        using var predictor = Telling(_ => PredictorFixture.Draw(folder[$"{made++}.png"]));
        var results = new PredictionStream(predictor, batchSize: 1, workers: 1, mostBytes: 1).Run(Enumerable.Range(0, 6).Select(i => folder[$"{i}.png"])).ToList();
        results.Select(result => result.Error?.Message).OfType<string>().ShouldBeEmpty();
        results.Select(result => Path.GetFileName(result.Path)).ShouldBe(["0.png", "1.png", "2.png", "3.png", "4.png", "5.png"]);
    });

    [Theory]
    [InlineData(1L)]
    [InlineData(2000L)]
    [InlineData(1L << 30)]
    public void Batches_are_whole_and_in_order_however_little_may_wait(long most) => Endless.Forbid(() =>
    {
        var paths = Enumerable.Range(0, 22).Select(i => folder[$"{i}.png"]).ToList();
        paths.ForEach(path => PredictorFixture.Draw(path));
        File.WriteAllText(paths[9], "no picture");
        var batches = new List<long>();
        using var predictor = Telling(input => batches.Add(input.shape[0]));
        var results = new PredictionStream(predictor, batchSize: 4, workers: 8, most).Run(paths).ToList();
        results.Select(result => result.Path).ShouldBe(paths);
        results.FindIndex(result => result.Error is not null).ShouldBe(9);
        results.Count(result => result.Prediction is not null).ShouldBe(21);
        batches.ShouldBe([4, 4, 3, 4, 4, 2]);
    });

    [Theory]
    [InlineData(1L)]
    [InlineData(1L << 30)]
    public void It_ends_when_nobody_takes_the_rest(long most) => Endless.Forbid(() =>
    {
        var paths = Enumerable.Range(0, 30).Select(i => folder[$"{i}.png"]).ToList();
        paths.ForEach(path => PredictorFixture.Draw(path));
        using var predictor = Telling(_ => { });
        new PredictionStream(predictor, batchSize: 2, workers: 4, most).Run(paths).First().Path.ShouldBe(paths[0]);
    });

    private static Predictor Telling(Action<Tensor> told) => PredictorFixture.Create(PredictorFixture.Answering(input =>
    {
        told(input);
        return input.mean([2, 3]).narrow(1, 0, 2);
    }));
}
