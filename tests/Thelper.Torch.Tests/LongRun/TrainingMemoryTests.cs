using Thelper.Testing;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.LongRun;

/// <summary>
/// Training takes the same memory after ten thousand steps as after a thousand: what is allocated is counted. THELPER_LONG_RUN=10000 runs as many
/// steps as it says and judges the resident memory too, which says something only over a long run.
/// </summary>
[NoLeaks]
public sealed class TrainingMemoryTests(ITestOutputHelper output)
{
    private const double AllowedGrowth = 0.01;

    private static readonly int? LongRun = int.TryParse(Environment.GetEnvironmentVariable("THELPER_LONG_RUN"), out var steps) ? steps : null;
    private static readonly int Steps = LongRun ?? 1500;

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
        var last = 0.0;
        void Run(int count)
        {
            for (var step = 0; step < count; step++)
            {
                last = Step(model, optimizer, images, labels);
            }
        }

        var first = Step(model, optimizer, images, labels);
        Run(Warm);
        var (handles, resident) = (Diagnostics.LiveHandles, ResidentMemory.Anonymous);
        var part = (Steps - Warm) / 5;
        NativeHeap.ShouldStayFlat(part, () => Run(part));
        Diagnostics.LiveHandles.ShouldBe(handles);
        last.ShouldBeLessThan(first);
        if (LongRun is not null)
        {
            Run(Steps - Warm - part);
            var growth = (ResidentMemory.Anonymous - resident) / (double)resident;
            output.WriteLine(FormattableString.Invariant($"{Steps - Warm} steps let the resident memory grow by {growth:P2}"));
            growth.ShouldBeLessThan(AllowedGrowth);
        }
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
