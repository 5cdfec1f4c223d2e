using System.Diagnostics;
using System.Globalization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Tensors;

/// <summary>
/// Threads that make and drop tensors while the garbage collector runs all the time: a native handle released too early shows as a crash or a wrong sum.
/// THELPER_STRESS_SECONDS=60 makes the run longer than the 5 seconds of every day.
/// </summary>
public class StressTests
{
    private const string Seconds = "THELPER_STRESS_SECONDS";

    // On a machine busy with other things the run goes on until it has done some work.
    private const long FewestRounds = 20;
    private const int FewestCollections = 5;

    [Fact]
    public async System.Threading.Tasks.Task A_tiny_first_generation_frees_nothing_in_use()
    {
        var seconds = Environment.GetEnvironmentVariable(Seconds) ?? "5";
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-method", $"{typeof(StressTests).FullName}.{nameof(Threads_make_and_drop_tensors)}", "-explicit", "only", "-noLogo"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_GCgen0size"] = "0x10000";
        start.Environment[Seconds] = seconds;
        using var child = Process.Start(start)!;
        var token = TestContext.Current.CancellationToken;
        using var ended = token.Register(child.Kill);
        var output = child.StandardOutput.ReadToEndAsync(token);
        var errors = await child.StandardError.ReadToEndAsync(token);
        var text = await output;
        await child.WaitForExitAsync(token);
        child.ExitCode.ShouldBe(0, text + errors);
        text.ShouldContain("Total: 1,");
        text.ShouldContain("Not Run: 0");
    }

    [Fact(Explicit = true)]
    public void Threads_make_and_drop_tensors()
    {
        var seconds = int.Parse(Environment.GetEnvironmentVariable(Seconds) ?? "5", CultureInfo.InvariantCulture);
        var collections = GC.CollectionCount(0);
        var failures = new List<Exception>();
        var rounds = 0L;
        var watch = Stopwatch.StartNew();
        var workers = Enumerable.Range(1, 4).Select(number => new Thread(() =>
        {
            try
            {
                while (watch.Elapsed.TotalSeconds < seconds || Interlocked.Read(ref rounds) < FewestRounds || GC.CollectionCount(0) - collections < FewestCollections)
                {
                    Round(number);
                    Interlocked.Increment(ref rounds);
                }
            }
            catch (Exception error)
            {
                lock (failures)
                {
                    failures.Add(error);
                }
            }
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        failures.ShouldBeEmpty();
        for (var k = 0; k < 10 && Diagnostics.LiveHandles > 0; k++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Diagnostics.LiveHandles.ShouldBe(0);
    }

    // Everything is dropped, nothing disposed: only the lifetime of the arguments keeps the memory valid.
    private static void Round(int number)
    {
        var sum = zeros(16);
        for (var k = 1; k <= 8; k++)
        {
            sum += full(16, (float)number) * k;
        }

        sum.sum().ToSingle().ShouldBe(16 * 36 * number);
        cat([ones(8) * number, ones(8), zeros(4)]).sum().ToSingle().ShouldBe(8 * (number + 1));
        stack(Enumerable.Range(0, 5).Select(k => full(4, (float)k))).max(0).values.data<float>().ToArray().ShouldBe([4f, 4, 4, 4]);
        aten.index_Tensor(arange(10), [tensor(new[] { 1L, number })]).sum().ToInt64().ShouldBe(1 + number);
        arange(12).view(3, 4)[.., arange(2)].shape.ShouldBe([3L, 2]);
        var weight = ones(3, requires_grad: true);
        (weight * number).sum().backward();
        weight.grad!.data<float>().ToArray().ShouldBe([number, number, (float)number]);
        where(arange(6) > 2, 0, arange(6)).sum().ToInt64().ShouldBe(3);
        autograd.grad([(weight * weight).sum()], [weight])[0]!.sum().item<float>().ShouldBe(6);
        from_array(new float[64]).add_(number).sum().ToSingle().ShouldBe(64 * number);
        nn.functional.linear(ones(2, 3), full(4, 3, (float)number), zeros(4)).sum().ToSingle().ShouldBe(24 * number);
    }
}
