using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Tensors;

[NoLeaks]
public class DisposeScopeTests
{
    [Fact]
    public void A_scope_releases_what_was_made_inside()
    {
        var before = Diagnostics.LiveHandles;
        Tensor inner;
        using (var scope = NewDisposeScope())
        {
            inner = zeros(3);
            _ = inner + 1;
            scope.DisposablesCount.ShouldBe(2);
        }

        inner.IsInvalid.ShouldBeTrue();
        Diagnostics.LiveHandles.ShouldBe(before);
    }

    [Fact]
    public void A_tensor_moves_outwards_one_scope_at_a_time()
    {
        using var outer = NewDisposeScope();
        Tensor kept;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                kept = ones(2).MoveToOuterDisposeScope();
            }

            kept.IsInvalid.ShouldBeFalse();
            kept.MoveToOuterDisposeScope();
        }

        kept.sum().ToSingle().ShouldBe(2);
        outer.DisposablesCount.ShouldBe(2);
    }

    [Fact]
    public void A_detached_tensor_outlives_every_scope()
    {
        Tensor kept;
        using (NewDisposeScope())
        {
            kept = ones(2).DetachFromDisposeScope();
        }

        kept.IsInvalid.ShouldBeFalse();
        kept.Dispose();
        kept.Dispose();
        kept.IsInvalid.ShouldBeTrue();
    }

    [Fact]
    public void A_scope_can_end_on_another_thread()
    {
        var tensor = default(Tensor);
        var scope = default(DisposeScope);
        var maker = new Thread(() =>
        {
            scope = NewDisposeScope();
            tensor = zeros(4);
        });
        maker.Start();
        maker.Join();
        scope!.Dispose();
        tensor!.IsInvalid.ShouldBeTrue();
    }

    [Fact]
    public void Threads_have_scopes_of_their_own()
    {
        using var scope = NewDisposeScope();
        var foreign = default(Tensor);
        var worker = new Thread(() => foreign = zeros(4));
        worker.Start();
        worker.Join();
        scope.DisposablesCount.ShouldBe(0);
        foreign!.Dispose();
    }

    [Fact]
    public void Many_threads_make_and_drop_tensors()
    {
        var workers = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (var round = 0; round < 500; round++)
            {
                using var scope = NewDisposeScope();
                var sum = zeros(8);
                for (var k = 0; k < 10; k++)
                {
                    sum += k;
                }
            }
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
    }

    [Fact]
    public void The_finalizer_catches_what_nobody_disposed()
    {
        var before = Diagnostics.LiveHandles;
        Forget();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Diagnostics.LiveHandles.ShouldBe(before);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Forget() => zeros(16);
    }
}
