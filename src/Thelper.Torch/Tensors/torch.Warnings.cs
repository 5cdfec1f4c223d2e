using System.Runtime.InteropServices;
using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    private static Action<string>? warningReceiver;

    /// <summary>Receives libtorch's warnings, on whichever thread they occur; null drops them, which is the start.</summary>
    /// <remarks>It is called in the middle of what warns, which goes on whatever it does: an exception that it throws is dropped.</remarks>
    public static unsafe Action<string>? OnWarning
    {
        get => warningReceiver;
        set
        {
            warningReceiver = value;
            LibTorch.thelper_torch_on_warning(value is null ? null : &ReceiveWarning);
        }
    }

    [UnmanagedCallersOnly]
    private static unsafe void ReceiveWarning(byte* message)
    {
#pragma warning disable CA1031 // No exception may leave for native code: it would end the process.
        try
        {
            warningReceiver?.Invoke(Marshal.PtrToStringUTF8((nint)message) ?? string.Empty);
        }
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }
}
