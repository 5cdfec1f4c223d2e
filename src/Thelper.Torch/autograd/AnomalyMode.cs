using Thelper.Torch.Native;

namespace Thelper.Torch;

/// <summary>
/// While it lasts, recorded operations remember the stack of their call, and a backward pass that computes NaN fails, naming
/// the operation and that place. Slow; for all threads. Ends when disposed.
/// </summary>
public sealed class AnomalyMode : IDisposable
{
    private readonly bool enabledBefore = torch.autograd.is_anomaly_enabled();
    private readonly bool checkedBefore = torch.autograd.is_anomaly_check_nan_enabled();
    private bool disposed;

    /// <summary>Switches the mode.</summary>
    /// <param name="enabled">On or off.</param>
    /// <param name="check_nan">Whether NaN is looked for.</param>
    public AnomalyMode(bool enabled, bool check_nan = true) => LibTorch.thelper_torch_set_anomaly(enabled ? 1 : 0, check_nan ? 1 : 0);

    /// <summary>Restores the state before.</summary>
    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;
            LibTorch.thelper_torch_set_anomaly(enabledBefore ? 1 : 0, checkedBefore ? 1 : 0);
        }
    }
}
