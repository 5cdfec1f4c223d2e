using Thelper.Imaging;
using Thelper.Infer;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Sessions;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer;

/// <summary>How far pictures are read ahead of the network, and what becomes of those that nobody takes.</summary>
[NoLeaks]
public sealed class PredictionStreamTests : IDisposable
{
    private static readonly Classification Letters = new(new[] { "a", "b" }, "image", "label");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // Each file is there as soon as the network has the one before: who reads earlier finds none.
    [Fact]
    public void Nothing_is_read_ahead_while_what_waits_fills_the_memory() => Endless.Forbid(() =>
    {
        var made = 1;
        Draw("0.png");
        using var predictor = PredictorFixture.Create(new Told(_ => Draw($"{made++}.png")));
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
        paths.ForEach(path => Draw(Path.GetFileName(path)));
        File.WriteAllText(paths[9], "no picture");
        var batches = new List<long>();
        using var predictor = PredictorFixture.Create(new Told(input => batches.Add(input.shape[0])));
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
        paths.ForEach(path => Draw(Path.GetFileName(path)));
        using var predictor = PredictorFixture.Create(new Told(_ => { }));
        new PredictionStream(predictor, batchSize: 2, workers: 4, most).Run(paths).First().Path.ShouldBe(paths[0]);
    });

    private void Draw(string name)
    {
        using var scope = NewDisposeScope();
        ImageCodec.Save(folder[name], zeros([8, 8, 3], ScalarType.Byte));
    }

    private sealed class Told(Action<Tensor> told) : Module(Letters)
    {
        public override Tensor forward(Tensor input)
        {
            told(input);
            return input.mean([2, 3]).narrow(1, 0, 2);
        }
    }
}
