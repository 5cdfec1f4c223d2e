using System.Threading.Tasks;
using Thelper.Infer.Tiling;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer.Tiling;

[NoLeaks]
public class SideThreadTests
{
    [Fact]
    public async Task Work_is_done_in_its_order_on_one_other_thread()
    {
        using var thread = new SideThread("test", isWorthIt: true);
        var (seen, threads) = (new List<int>(), new HashSet<int>());
        var tasks = Enumerable.Range(0, 20).Select(i => thread.Do(() =>
        {
            seen.Add(i);
            threads.Add(Environment.CurrentManagedThreadId);
            return 2 * i;
        })).ToList();
        (await Task.WhenAll(tasks)).ShouldBe(Enumerable.Range(0, 20).Select(i => 2 * i));
        seen.ShouldBe(Enumerable.Range(0, 20));
        threads.ShouldHaveSingleItem().ShouldNotBe(Environment.CurrentManagedThreadId);
    }

    [Fact]
    public async Task A_failure_is_its_own_pieces_alone()
    {
        using var thread = new SideThread("test", isWorthIt: true);
        var failed = thread.Do<int>(() => throw new UserErrorException("this one"));
        var good = thread.Do(() => 7);
        (await Should.ThrowAsync<UserErrorException>(failed)).Message.ShouldBe("this one");
        (await good).ShouldBe(7);
    }

    [Fact]
    public async Task What_is_not_worth_a_thread_is_done_at_once()
    {
        using var thread = new SideThread("test", isWorthIt: false);
        var here = Environment.CurrentManagedThreadId;
        var task = thread.Do(() => Environment.CurrentManagedThreadId, zeros(3));
        task.IsCompletedSuccessfully.ShouldBeTrue();
        (await task).ShouldBe(here);
        (await Should.ThrowAsync<UserErrorException>(thread.Do<int>(() => throw new UserErrorException("this one")))).Message.ShouldBe("this one");
    }

    [Fact]
    public void What_is_given_up_is_not_done_and_what_it_needs_is_freed()
    {
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        var wasDone = false;
        var thread = new SideThread("test", isWorthIt: true);
        var first = thread.Do(() =>
        {
            begun.Set();
            gate.Wait();
            return 1;
        }, zeros(3));
        var second = thread.Do(() => wasDone = true, zeros(3));
        begun.Wait();
        var end = new Thread(thread.Dispose);
        end.Start();
        SpinWait.SpinUntil(() => thread.IsGivenUp);
        gate.Set();
        end.Join();
        first.IsCompletedSuccessfully.ShouldBeTrue();
        second.IsCanceled.ShouldBeTrue();
        wasDone.ShouldBeFalse();
    }
}
