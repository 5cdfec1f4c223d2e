using System.Diagnostics;
using Thelper.Testing;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.LongRun;

/// <summary>Training takes the same memory after ten thousand steps as after a thousand. The tests run fewer; THELPER_LONG_RUN=10000 runs as many as it says.</summary>
[NoLeaks]
public sealed class TrainingMemoryTests(ITestOutputHelper output)
{
    private const double AllowedGrowth = 0.01;

    private static readonly int Steps = int.TryParse(Environment.GetEnvironmentVariable("THELPER_LONG_RUN"), out var steps) ? steps : 1500;

    // Until then caches fill, code is compiled twice and the collector finds its size.
    private static readonly int Warm = Math.Max(Steps / 10, 750);

    [Fact]
    public void Memory_and_handles_stay_flat_over_many_steps()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var model = nn.Sequential(
            ("conv", nn.Conv2d(1, 4, 3, padding: 1)), ("norm", nn.BatchNorm2d(4)), ("relu", nn.ReLU()), ("pool", nn.MaxPool2d(2)), ("flat", nn.Flatten()), ("drop", nn.Dropout(0.1)),
            ("fc", nn.Linear(4 * 4 * 4, 3)));
        using var optimizer = optim.Adam(model.parameters(), 1e-3);
        var images = rand(8, 1, 8, 8);
        var labels = randint(0, 3, [8]);
        var clock = Stopwatch.StartNew();

        var (first, handles) = (0.0, 0L);
        var (before, resident, last) = (0L, 0L, 0.0);
        for (var step = 1; step <= Steps; step++)
        {
            last = Step(model, optimizer, images, labels);
            first = step == 1 ? last : first;
            if (step == Warm)
            {
                before = ResidentMemory.Anonymous;
                resident = ResidentMemory.Now;
                handles = Diagnostics.LiveHandles;
            }
        }

        var after = ResidentMemory.Anonymous;
        var growth = (after - before) / (double)before;
        output.WriteLine(FormattableString.Invariant(
            $"{Steps} steps in {clock.Elapsed.TotalSeconds:F1} s: {before >> 10} KiB after {Warm}, {after >> 10} KiB at the end ({growth:P2}); with files {resident >> 10} and {ResidentMemory.Now >> 10} KiB"));
        Diagnostics.LiveHandles.ShouldBe(handles);
        last.ShouldBeLessThan(first);
        growth.ShouldBeLessThan(AllowedGrowth);
    }

    private static double Step(Sequential model, optim.Optimizer optimizer, Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var loss = nn.functional.cross_entropy(model.call(images), labels);
        loss.backward();
        optimizer.step();
        return loss.ToDouble();
    }
}
