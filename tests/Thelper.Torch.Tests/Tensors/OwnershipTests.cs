using System.Runtime.CompilerServices;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Tensors;

[NoLeaks]
public class OwnershipTests
{
    [Fact]
    public void A_scope_takes_gives_and_keeps_what_it_is_told()
    {
        using var outer = NewDisposeScope();
        var stranger = ones(1).DetachFromDisposeScope();
        Tensor moved, kept, detached, dropped;
        using (var inner = NewDisposeScope())
        {
            (moved, kept) = inner.MoveToOuter(ones(2), ones(3));
            detached = inner.Detach(ones(4));
            dropped = ones(5);
            inner.Attach(stranger);
            inner.Contains(stranger).ShouldBeTrue();
            inner.Contains(moved).ShouldBeFalse();
            inner.DisposablesCount.ShouldBe(2);
            inner.DisposablesView.ShouldBe([stranger, dropped], ignoreOrder: true);
            inner.DisposeEverythingBut(stranger).IsInvalid.ShouldBeFalse();
            dropped.IsInvalid.ShouldBeTrue();
        }

        stranger.IsInvalid.ShouldBeTrue();
        outer.DisposablesCount.ShouldBe(2);
        detached.MoveToOtherDisposeScope(moved);
        outer.DisposablesCount.ShouldBe(3);
        kept.MoveToOtherDisposeScope((DisposeScope?)null);
        outer.DisposeEverything();
        (moved.IsInvalid, detached.IsInvalid, kept.IsInvalid).ShouldBe((true, true, false));
        kept.Dispose();
        Should.Throw<InvalidOperationException>(() => outer.Attach(kept));
    }

    [Fact]
    public void A_scope_releases_other_objects_too()
    {
        var stream = new MemoryStream();
        var freed = new MemoryStream();
        using (var scope = NewDisposeScope())
        {
            scope.Include(stream).ShouldBeSameAs(stream);
            scope.Include(freed);
            scope.Detach(freed);
            scope.DisposablesCount.ShouldBe(1);
        }

        stream.CanRead.ShouldBeFalse();
        freed.CanRead.ShouldBeTrue();
    }

    [Fact]
    public void A_wrapped_computation_leaves_only_its_result()
    {
        using var scope = NewDisposeScope();
        var sum = WrappedTensorDisposeScope(() => (ones(3) + 1 + ones(3)).sum());
        var (first, second) = WrappedTensorDisposeScope(() => (ones(2) * 2, zeros(2) + 1));
        scope.DisposablesCount.ShouldBe(3);
        (sum + first.sum() + second.sum()).ToSingle().ShouldBe(9 + 4 + 2);
    }

    [Fact]
    public void A_disposed_tensor_is_refused_everywhere()
    {
        using var scope = NewDisposeScope();
        var gone = ones(2);
        gone.Dispose();
        gone.Dispose();
        gone.IsInvalid.ShouldBeTrue();
        gone.ToString().ShouldBe("<disposed>");
        var good = ones(2);
        foreach (var use in (Action[])[
            () => good.add_(gone), () => cat([good, gone]), () => _ = good[gone], () => good[0] = gone, () => gone.shape.ToString(), () => gone.data<float>(), () => aten.index_Tensor(good, [gone]),
            () => nn.functional.linear(good, good.view(1, 2), gone), () => autograd.grad([good.sum()], [gone]), () => gone.backward(), () => good.copy_(gone), () => gone.str(), () => where(good > 0, gone, 1)])
        {
            Should.Throw<InvalidOperationException>(use).Message.ShouldContain("disposed already");
        }
    }

    [Fact]
    public void Tracing_tells_where_a_live_tensor_was_made()
    {
        var before = Diagnostics.TraceHandles;
        Diagnostics.TraceHandles = true;
        try
        {
            using var leaked = Somewhere();
            using (ones(77))
            {
            }

            var found = Diagnostics.LiveTensors().Single(t => t.Shape is [7, 11]);
            found.Type.ShouldBe(float64);
            found.ToString().ShouldContain(nameof(Somewhere));
            Diagnostics.LiveTensors().ShouldNotContain(t => t.Shape.SequenceEqual(new[] { 77L }));
        }
        finally
        {
            Diagnostics.TraceHandles = before;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static Tensor Somewhere() => zeros(7, 11, dtype: float64);
    }

    [Fact]
    public void An_array_is_shared_until_its_last_tensor_is_gone()
    {
        var numbers = new float[2, 3];
        using var tensor = from_array(numbers);
        using (var view = tensor[1])
        {
            view.fill_(3);
        }

        numbers[1, 2].ShouldBe(3);
        numbers[0, 0] = 5;
        tensor[0, 0].DetachFromDisposeScope().Using(t => t.ToSingle()).ShouldBe(5);
        using var part = frombuffer(new long[] { 1, 2, 3, 4 }, int64, count: 2, offset: 1);
        part.data<long>().ToArray().ShouldBe([2L, 3]);
        using var truths = from_array(new[] { true, false });
        truths.dtype.ShouldBe(@bool);
        Should.Throw<ArgumentException>(() => frombuffer(new long[2], int64, count: 3));
    }
}

internal static class UsingExtensions
{
    public static TResult Using<TResult>(this Tensor tensor, Func<Tensor, TResult> read)
    {
        using (tensor)
        {
            return read(tensor);
        }
    }
}
