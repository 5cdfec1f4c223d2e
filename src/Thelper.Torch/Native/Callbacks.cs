using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Native;

/// <summary>
/// Managed code that native code calls during backward passes. Native code holds the objects by GC handles; an exception
/// leaves a callback as one of them, passes libtorch as a C++ exception, and is thrown again by the call that started the pass.
/// </summary>
internal static unsafe class Callbacks
{
    [ThreadStatic]
    private static nint stackText;

    /// <summary>Tells native code the addresses. Called once, before anything else.</summary>
    public static void Install()
    {
        var table = new CallbackTable { Hook = &Hook, Backward = &Backward, Stack = &Stack, Release = &Release };
        LibTorch.thelper_torch_set_callbacks(&table);
        LibTorch.thelper_torch_use_engine();
    }

    /// <summary>An object that native code keeps alive, counted as a native handle.</summary>
    public static nint Hold(object target)
    {
        Diagnostics.Count(1);
        return GCHandle.ToIntPtr(GCHandle.Alloc(target));
    }

    /// <summary>Throws the exception that a callback left with the failed call, if it was one.</summary>
    public static void Rethrow()
    {
        nint owner;
        var target = LibTorch.thelper_torch_take_exception(&owner);
        if (target != 0)
        {
            var exception = (ExceptionDispatchInfo)GCHandle.FromIntPtr(target).Target!;
            LibTorch.thelper_torch_drop_exception(owner);
            exception.Throw();
        }
    }

    [UnmanagedCallersOnly]
    private static int Hook(nint target, nint gradient, nint* result, nint* exception)
    {
        using var scope = NewDisposeScope();
        var given = Tensor.Own(gradient);
#pragma warning disable CA1031 // No exception may leave for native code; this one goes on in the caller of backward.
        try
        {
            var replacement = ((Func<Tensor, Tensor?>)GCHandle.FromIntPtr(target).Target!)(given);
            *result = replacement is null ? 0 : LibTorch.thelper_torch_share(replacement.Handle);
            GC.KeepAlive(replacement);
            return 0;
        }
        catch (Exception thrown)
        {
            *exception = Hold(ExceptionDispatchInfo.Capture(thrown));
            return -1;
        }
#pragma warning restore CA1031
    }

    [UnmanagedCallersOnly]
    private static int Backward(nint target, nint node, nint* gradients, long count, nint* results, long resultCount, nint* exception)
    {
        using var scope = NewDisposeScope();
        var given = new Tensor?[count];
        for (var k = 0; k < given.Length; k++)
        {
            given[k] = gradients[k] == 0 ? null : Tensor.Own(gradients[k]);
        }

#pragma warning disable CA1031 // As above.
        try
        {
            var found = ((autograd.AutogradContext)GCHandle.FromIntPtr(target).Target!).Backward(node, given);
            for (var k = 0; k < resultCount; k++)
            {
                results[k] = found[k] is { } gradient ? LibTorch.thelper_torch_share(gradient.Handle) : 0;
            }

            GC.KeepAlive(found);
            return 0;
        }
        catch (Exception thrown)
        {
            *exception = Hold(ExceptionDispatchInfo.Capture(thrown));
            return -1;
        }
#pragma warning restore CA1031
    }

    // Frames of the binding itself say nothing about the place of a call.
    [UnmanagedCallersOnly]
    private static byte* Stack()
    {
        Marshal.FreeCoTaskMem(stackText);
        var frames = new StackTrace(1, true).GetFrames().SkipWhile(frame => frame.GetMethod()?.DeclaringType?.FullName is { } type
            && (type.StartsWith("Thelper.Torch.Native.", StringComparison.Ordinal) || type is "Thelper.Torch.aten"));
        var text = string.Concat(frames.Select(frame => new StackTrace(frame).ToString()));
        stackText = Marshal.StringToCoTaskMemUTF8(text);
        return (byte*)stackText;
    }

    // May come from any thread, the finalizer's too.
    [UnmanagedCallersOnly]
    private static void Release(nint target)
    {
        var handle = GCHandle.FromIntPtr(target);
        (handle.Target as autograd.AutogradContext)?.Release();
        handle.Free();
        Diagnostics.Count(-1);
    }
}
