using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace Thelper.Torch.Native;

/// <summary>The functions of <c>libthelper_torch.so</c>, and how it is found.</summary>
internal static unsafe partial class LibTorch
{
    /// <summary>Must equal <c>shim::abi</c>.</summary>
    private const int Abi = 5;

    /// <summary>The library's name without prefix and ending.</summary>
    public const string Library = "thelper_torch";

    static LibTorch()
    {
        NativeLibrary.SetDllImportResolver(typeof(LibTorch).Assembly, Resolve);
        var abi = thelper_torch_abi();
        if (abi != Abi)
        {
            throw new UserErrorException($"lib{Library}.so has interface version {abi}, this program expects {Abi}: run 'make build' to compile both from the same sources.");
        }

        HeapPolicy.KeepFreedMemory();
        thelper_torch_use_heap();
        Callbacks.Install();
        if (ProcessorPins.Active || OpenBlas.IsLeftToLibTorch)
        {
            OpenBlas.SetThreads(thelper_torch_threads());
        }
    }

    /// <summary>Message of the last failure on this thread.</summary>
    public static string LastError => Marshal.PtrToStringUTF8(thelper_torch_error()) ?? "unknown error";

    /// <summary>Throws when a native function reported failure.</summary>
    public static void Check(int status, string operation)
    {
        if (status < 0)
        {
            throw Failure(operation);
        }
    }

    /// <summary>Throws when a native function returned no handle.</summary>
    public static nint Check(nint handle, string operation) => handle != 0 ? handle : throw Failure(operation);

    /// <summary>The failure of the last call on this thread. Throws it where it is the exception of a managed callback.</summary>
    public static TorchException Failure(string operation)
    {
        Callbacks.Rethrow();
        var reason = LastError;
        var report = thelper_torch_anomaly_report();
        if (report != 0)
        {
            reason += '\n' + Marshal.PtrToStringUTF8(report);
            thelper_torch_free(report);
        }

        return new TorchException(operation, reason);
    }

    [DllImport(Library)]
    internal static extern int thelper_torch_abi();

    [DllImport(Library)]
    internal static extern nint thelper_torch_error();

    [DllImport(Library)]
    internal static extern void thelper_torch_free(nint memory);

    [DllImport(Library)]
    internal static extern nint thelper_torch_find(byte* name, byte* overload);

    [DllImport(Library)]
    internal static extern nint thelper_torch_schema(nint op);

    [DllImport(Library)]
    internal static extern int thelper_torch_call(nint op, Value* arguments, int count, Value* results, int resultCount);

    [DllImport(Library)]
    internal static extern void thelper_torch_schemas(delegate* unmanaged<byte*, void> receive);

    [DllImport(Library)]
    internal static extern void thelper_torch_release(nint handle);

    [DllImport(Library)]
    internal static extern nint thelper_torch_share(nint handle);

    [DllImport(Library)]
    internal static extern int thelper_torch_info(nint handle, TensorInfo* info);

    [DllImport(Library)]
    internal static extern int thelper_torch_set_requires_grad(nint handle, int value);

    [DllImport(Library)]
    internal static extern nint thelper_torch_grad(nint handle);

    [DllImport(Library)]
    internal static extern int thelper_torch_set_grad(nint handle, nint gradient);

    [DllImport(Library)]
    internal static extern int thelper_torch_storage(nint handle, nint* data, long* bytes, long* offset);

    [DllImport(Library)]
    internal static extern int thelper_torch_grad_enabled();

    [DllImport(Library)]
    internal static extern void thelper_torch_set_grad_enabled(int value);

    [DllImport(Library)]
    internal static extern nint thelper_torch_inference_mode(int value);

    [DllImport(Library)]
    internal static extern void thelper_torch_end_inference_mode(nint guard);

    [DllImport(Library)]
    internal static extern int thelper_torch_backward(nint* tensors, nint* gradients, long count, int retainGraph, int createGraph);

    [DllImport(Library)]
    internal static extern int thelper_torch_gradients(nint* outputs, nint* seeds, long outputCount, nint* inputs, nint* results, long inputCount, int retainGraph, int createGraph, int allowUnused);

    [DllImport(Library)]
    internal static extern void thelper_torch_on_warning(delegate* unmanaged<byte*, void> receive);

    [DllImport(Library)]
    internal static extern nint thelper_torch_version();

    [DllImport(Library)]
    internal static extern int thelper_torch_threads();

    [DllImport(Library)]
    internal static extern void thelper_torch_use_heap();

    [DllImport(Library)]
    internal static extern int thelper_torch_set_threads(int count);

    [DllImport(Library)]
    internal static extern int thelper_torch_interop_threads();

    [DllImport(Library)]
    internal static extern int thelper_torch_set_interop_threads(int count);

    [DllImport(Library)]
    internal static extern void thelper_torch_set_deterministic(int value, int warnOnly);

    [DllImport(Library)]
    internal static extern int thelper_torch_deterministic();

    [DllImport(Library)]
    internal static extern int thelper_torch_deterministic_warns();

    [DllImport(Library)]
    internal static extern int thelper_torch_flag(Switch flag);

    [DllImport(Library)]
    internal static extern int thelper_torch_set_flag(Switch flag, int value);

    [DllImport(Library)]
    internal static extern int thelper_torch_has_cudnn();

    [DllImport(Library)]
    internal static extern int thelper_torch_matmul_precision();

    [DllImport(Library)]
    internal static extern int thelper_torch_set_matmul_precision(int value);

    [DllImport(Library)]
    internal static extern int thelper_torch_set_flush_denormal(int value);

    [DllImport(Library)]
    internal static extern nint thelper_torch_parallel_info();

    [DllImport(Library)]
    internal static extern nint thelper_torch_new_generator_on(long device, ulong seed);

    [DllImport(Library)]
    internal static extern nint thelper_torch_default_generator(long device);

    [DllImport(Library)]
    internal static extern nint thelper_torch_new_generator(ulong seed);

    [DllImport(Library)]
    internal static extern void thelper_torch_release_generator(nint generator);

    [DllImport(Library)]
    internal static extern int thelper_torch_seed(nint generator, ulong seed);

    [DllImport(Library)]
    internal static extern ulong thelper_torch_initial_seed(nint generator);

    [DllImport(Library)]
    internal static extern nint thelper_torch_random_state(nint generator);

    [DllImport(Library)]
    internal static extern int thelper_torch_set_random_state(nint generator, nint state);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Library ? NativeLibraries.Load(Library, "libtorch (Debian package libtorch-dev)", before: "thelper_codecs") : 0;
}
