using System.Runtime.CompilerServices;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Autograd;

[NoLeaks]
public sealed class AnomalyModeTests
{
    [Fact]
    public void Nan_names_the_operation_and_its_place()
    {
        using var scope = NewDisposeScope();
        var warnings = new List<string>();
        OnWarning = warnings.Add;
        try
        {
            using var mode = autograd.detect_anomaly();
            var x = tensor([0f]).requires_grad_();
            var y = RootsHere(x);
            var error = Should.Throw<TorchException>(() => (y * 0).sum().backward());
            error.Message.ShouldContain("'SqrtBackward0' returned nan values");
            error.Message.ShouldContain(nameof(RootsHere));
            error.Message.ShouldNotContain("Dispatcher");
            warnings.ShouldContain(text => text.Contains("Error detected in SqrtBackward0", StringComparison.Ordinal));
        }
        finally
        {
            OnWarning = null;
        }
    }

    [Fact]
    public void A_receiver_of_warnings_that_fails_does_not_end_the_process()
    {
        using var scope = NewDisposeScope();
        var warnings = 0;
        OnWarning = text =>
        {
            warnings++;
            throw new InvalidOperationException(text);
        };
        try
        {
            using var mode = autograd.detect_anomaly();
            var x = tensor([0f]).requires_grad_();
            var y = RootsHere(x);
            Should.Throw<TorchException>(() => (y * 0).sum().backward()).Message.ShouldContain("'SqrtBackward0' returned nan values");
            warnings.ShouldBeGreaterThan(0);
        }
        finally
        {
            OnWarning = null;
        }
    }

    [Fact]
    public void The_mode_ends_with_its_scope()
    {
        autograd.is_anomaly_enabled().ShouldBeFalse();
        using (autograd.set_detect_anomaly(true, check_nan: false))
        {
            autograd.is_anomaly_enabled().ShouldBeTrue();
            autograd.is_anomaly_check_nan_enabled().ShouldBeFalse();
            using (new AnomalyMode(false))
            {
                autograd.is_anomaly_enabled().ShouldBeFalse();
            }

            autograd.is_anomaly_enabled().ShouldBeTrue();
            using var scope = NewDisposeScope();
            var x = tensor([0f]).requires_grad_();
            (RootsHere(x) * 0).sum().backward();
            x.grad!.item<float>().ShouldBe(float.NaN);
        }

        autograd.is_anomaly_enabled().ShouldBeFalse();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Tensor RootsHere(Tensor x) => x.sqrt();
}
