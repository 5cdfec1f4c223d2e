using Thelper.Infer.Tiling;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer.Tiling;

public class TorchThreadsTests
{
    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(4, 4)]
    [InlineData(1003, 4)]
    public void Each_number_is_worked_on_once(int count, int step)
    {
        var seen = new int[count];
        TorchThreads.For(count, step, (from, end) =>
        {
            for (var i = from; i < end; i++)
            {
                Interlocked.Increment(ref seen[i]);
            }
        });
        seen.ShouldAllBe(times => times == 1);
    }

    [Fact]
    public void What_the_work_throws_is_thrown_to_who_waits()
    {
        Should.Throw<UserErrorException>(() => TorchThreads.For(100, 1, (from, _) => throw new UserErrorException($"no {from}"))).Message.ShouldStartWith("no ");
        var done = 0;
        TorchThreads.For(100, 1, (_, _) => Interlocked.Increment(ref done));
        done.ShouldBe(100);
    }

    [Fact]
    public void A_thread_that_keeps_to_one_core_does_it_alone()
    {
        var threads = new HashSet<int>();
        var thread = new Thread(() =>
        {
            Thelper.Data.Loading.LoaderThread.Prepare();
            TorchThreads.For(64, 1, (_, _) => threads.Add(Environment.CurrentManagedThreadId));
        });
        thread.Start();
        thread.Join();
        threads.ShouldBe([thread.ManagedThreadId]);
    }
}
