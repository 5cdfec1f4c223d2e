using System.Globalization;
using Thelper.Torch.Native;
using static Thelper.Torch.torch;

namespace Thelper.Torch;

/// <summary>
/// While it lasts, operators on this thread that profit from a shorter type run in it, and those that need range run in
/// 32 bits, as libtorch's lists say. Scopes nest; dispose on the same thread, innermost first.
/// </summary>
public sealed class AutocastScope : IDisposable
{
    private readonly int device;
    private readonly int enabledBefore;
    private readonly int typeBefore;
    private readonly int cacheBefore;
    private bool disposed;

    internal AutocastScope(DeviceType device_type, ScalarType? dtype, bool enabled, bool? cache_enabled)
    {
        device = (int)device_type;
        enabledBefore = Switch(LibTorch.thelper_torch_autocast_enabled(device));
        typeBefore = Switch(LibTorch.thelper_torch_autocast_dtype(device));
        cacheBefore = LibTorch.thelper_torch_autocast_cache();
        var type = dtype ?? (ScalarType)typeBefore;
        if (enabled && device_type == DeviceType.CPU && type != ScalarType.BFloat16 && !ProcessorRuns(type))
        {
            throw new UserErrorException($"autocast on the processor computes in bfloat16 with libtorch {__version__}, not in {type.PythonName()}: pass ScalarType.BFloat16");
        }

        if (enabled && device_type == DeviceType.CUDA && !cuda.is_available())
        {
            OnWarning?.Invoke("autocast for CUDA has no effect: no CUDA device is available");
            enabled = false;
        }

        Switch(LibTorch.thelper_torch_set_autocast_enabled(device, enabled ? 1 : 0));
        Switch(LibTorch.thelper_torch_set_autocast_dtype(device, (int)type));
        _ = LibTorch.thelper_torch_autocast_enter();
        LibTorch.thelper_torch_set_autocast_cache(cache_enabled is { } cache ? cache ? 1 : 0 : cacheBefore);
    }

    /// <summary>Restores what was set before; the outermost scope forgets the converted weights.</summary>
    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        if (LibTorch.thelper_torch_autocast_leave() == 0)
        {
            LibTorch.thelper_torch_clear_autocast_cache();
        }

        _ = LibTorch.thelper_torch_set_autocast_enabled(device, enabledBefore);
        _ = LibTorch.thelper_torch_set_autocast_dtype(device, typeBefore);
        LibTorch.thelper_torch_set_autocast_cache(cacheBefore);
    }

    // Half precision came to the processor with libtorch 2.2.
    private static bool ProcessorRuns(ScalarType type)
    {
        var parts = __version__.Split('.');
        return type == ScalarType.Float16 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var major) && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var minor) && (major, minor).CompareTo((2, 2)) >= 0;
    }

    private static int Switch(int status)
    {
        LibTorch.Check(status, "autocast");
        return status;
    }
}
