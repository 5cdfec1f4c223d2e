using System.Text.Json;
using Thelper.Sessions;
using Thelper.Testing;

namespace Thelper.Tests.Sessions;

/// <summary>
/// Whole sessions against the reference that <c>tools/golden/sessions.py</c> plays on plain PyTorch, which itself reproduces the sessions of
/// the original: the same samples in every set, the same loss in every iteration, the same metrics, schedule and best epoch.
/// </summary>
[NoLeaks]
public class ReferenceSessionTests
{
    private const double LossTolerance = 1e-4;
    private const double MetricTolerance = 1e-6;

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Golden", "sessions"), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_session_is_that_of_the_reference(string name)
    {
        using var session = new ReferenceSession(name);
        session.Create();
        RequireSameSamples(session);
        RequireSameEpochs(session, from: 0);
        RequireSameBest(session);
        RequireSameEvaluation(session, "test");
        if (session.Expected.GetProperty("epochs").GetArrayLength() == 0)
        {
            RequireSameEvaluation(session, "valid");
        }
    }

    // Schedules by epoch, by loss and by a metric with a cooldown; optimizers with state; copies; a model monitored by its loss.
    [Theory]
    [InlineData("appended-augments", 2)]
    [InlineData("appended-augments", 4)]
    [InlineData("sampler-uniform", 1)]
    [InlineData("sampler-uniform", 3)]
    [InlineData("sampler-random", 2)]
    [InlineData("no-balancing", 1)]
    [InlineData("copies", 1)]
    public void A_resumed_session_goes_on_as_if_it_had_run_in_one_piece(string name, int epochs)
    {
        using var session = new ReferenceSession(name);
        session.Create($"trainer.epochs={epochs}");
        session.Resume(evaluate: false, $"trainer.epochs={session.Expected.GetProperty("epochs").GetArrayLength()}");
        RequireSameEpochs(session, from: epochs);
        RequireSameBest(session);
        RequireSameEvaluation(session, "test");
    }

    // Dropout and orders draw from one generator; threads that load must not disturb it.
    [Theory]
    [InlineData("segmentation-weights", 1)]
    [InlineData("two-datasets", 3)]
    public void Loading_in_other_threads_changes_nothing(string name, int workers)
    {
        using var session = new ReferenceSession(name);
        session.Create($"loaders.workers={workers}");
        RequireSameEpochs(session, from: 0);
    }

    [Theory]
    [InlineData("two-datasets", "test")]
    [InlineData("no-balancing", "test")]
    public void Evaluating_a_session_again_tests_its_best_model(string name, string set)
    {
        using var session = new ReferenceSession(name);
        session.Create();
        session.Resume(evaluate: true);
        session.Losses.ShouldBeEmpty();
        RequireSameEvaluation(session, set);
    }

    private static void RequireSameEpochs(ReferenceSession session, int from)
    {
        var epochs = session.Expected.GetProperty("epochs").EnumerateArray().ToArray();
        session.Losses.Count.ShouldBe(epochs.Length - from);
        for (var e = from; e < epochs.Length; e++)
        {
            var (expected, outputs, losses) = (epochs[e], session.Outputs[e], session.Losses[e - from]);
            session.Rates[e - from].ShouldBe(expected.GetProperty("lr").GetDouble(), 1e-8, $"learning rate of epoch {e}");
            var reference = expected.GetProperty("losses").EnumerateArray().Select(loss => loss.GetDouble()).ToArray();
            losses.Count.ShouldBe(reference.Length);
            for (var i = 0; i < reference.Length; i++)
            {
                losses[i].ShouldBe(reference[i], LossTolerance, $"loss of epoch {e}, batch {i}");
            }

            outputs.TrainLoss!.Value.ShouldBe(expected.GetProperty("train/loss").GetDouble(), LossTolerance);
            RequireSame(expected, "train/metrics", outputs.TrainMetrics, $"epoch {e}, train");
            RequireSame(expected, "valid/metrics", outputs.ValidMetrics, $"epoch {e}, valid");
        }
    }

    private static void RequireSameEvaluation(ReferenceSession session, string set)
    {
        var last = session.Outputs.Values.Select(o => set == "test" ? o.TestMetrics : o.ValidMetrics).LastOrDefault(m => m is not null);
        if (set == "valid" || session.Expected.TryGetProperty(set + "/metrics", out _))
        {
            RequireSame(session.Expected, set + "/metrics", last, $"evaluation, {set}");
        }
        else
        {
            last.ShouldBeNull();
        }
    }

    private static void RequireSameSamples(ReferenceSession session)
    {
        foreach (var set in session.Expected.GetProperty("indices").EnumerateObject())
        {
            foreach (var dataset in set.Value.EnumerateObject())
            {
                session.Indices(dataset.Name, set.Name).ShouldBe(dataset.Value.EnumerateArray().Select(index => index.GetInt32()), $"{dataset.Name}, {set.Name}");
            }
        }
    }

    private static void RequireSameBest(ReferenceSession session)
    {
        if (!session.Expected.TryGetProperty("best", out var best))
        {
            return;
        }

        var file = Path.Combine("out", session.Name, "checkpoints", "ckpt.best.pth");
        using var scope = Thelper.Torch.torch.NewDisposeScope();
        var checkpoint = CheckpointReader.Read(file, Thelper.Torch.Serialization.Checkpoints.Load(file), Questions.Bypassed);
        checkpoint.MonitorBestEpoch.ShouldBe(session.Expected.GetProperty("best_epoch").GetInt32());
        checkpoint.MonitorBest!.Value.ShouldBe(best.GetDouble(), LossTolerance);
    }

    private static void RequireSame(JsonElement expected, string key, IReadOnlyDictionary<string, double?>? actual, string what)
    {
        if (!expected.TryGetProperty(key, out var values))
        {
            actual.ShouldBeNull(what);
            return;
        }

        actual.ShouldNotBeNull(what);
        actual.Keys.ShouldBe(values.EnumerateObject().Select(v => v.Name), ignoreOrder: true, what);
        foreach (var value in values.EnumerateObject())
        {
            actual[value.Name]!.Value.ShouldBe(value.Value.GetDouble(), MetricTolerance * Math.Max(1, Math.Abs(value.Value.GetDouble())), $"{what}: {value.Name}");
        }
    }
}
