using Thelper.Data.Loading;
using Thelper.Logging;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Tests.Data.Loading;

public class DataLoaderStopTests
{
    [Fact]
    public void The_wish_to_stop_ends_the_wait_for_a_sample_that_never_comes()
    {
        using var reached = new ManualResetEventSlim();
        using var never = new ManualResetEventSlim();
        using var left = new CountdownEvent(1);
        var stop = new StopRequest();
        var handles = torch.Diagnostics.LiveHandles;
        var dataset = new MemoryDataset(20)
        {
            OnLoad = index =>
            {
                if (index == 8)
                {
                    reached.Set();
                    never.Wait();
                    left.Signal();
                }
            },
        };
        var loader = new DataLoader(dataset, new() { BatchSize = 4, Workers = 2, Stop = stop });
        var taken = 0;
        Endless.Forbid(() => Should.Throw<SessionInterruptedException>(() =>
        {
            foreach (var batch in loader)
            {
                batch.Dispose();
                if (++taken == 2)
                {
                    reached.Wait();
                    stop.Request(143);
                }
            }
        }).ExitCode.ShouldBe(143));
        taken.ShouldBe(2);

        // The thread was left in the sample; it ends with it, and frees what waited for it.
        never.Set();
        Endless.Forbid(left.Wait);
        Endless.Forbid(() => SpinWait.SpinUntil(() => torch.Diagnostics.LiveHandles == handles));
    }
}
