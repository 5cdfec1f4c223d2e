using System.Runtime.InteropServices;
using Thelper.Torch.Native;

namespace Thelper.Torch;

public static partial class torch
{
    private static Action<string>? warningReceiver;

    /// <summary>Receives libtorch's warnings, on whichever thread they occur; null drops them, which is the start.</summary>
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
    private static unsafe void ReceiveWarning(byte* message) => warningReceiver?.Invoke(Marshal.PtrToStringUTF8((nint)message) ?? string.Empty);
}
