using System.Runtime.InteropServices;

namespace Thelper.Torch.Native;

/// <summary>Loads the program's native shims from beside its assemblies.</summary>
internal static class NativeLoader
{
    // The runtime asks again for every imported function.
    private static readonly Dictionary<string, nint> Loaded = [];

    /// <summary>Loads <c>lib{name}.so</c>.</summary>
    /// <param name="name">Name without prefix and ending.</param>
    /// <param name="needs">What the library itself needs, for the message.</param>
    /// <exception cref="UserErrorException">The library is absent, or something it needs is.</exception>
    public static nint Load(string name, string needs)
    {
        lock (Loaded)
        {
            if (!Loaded.TryGetValue(name, out var library))
            {
                library = Open(name, needs);
                Loaded.Add(name, library);
            }

            return library;
        }
    }

    private static nint Open(string name, string needs)
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"lib{name}.so");
        if (!File.Exists(file))
        {
            throw new UserErrorException($"{file} is missing: run 'make build' to compile it.");
        }

        KeepSignals();
        try
        {
            var library = NativeLibrary.Load(file);
            ColdPages.Drop();
            return library;
        }
        catch (DllNotFoundException error)
        {
            throw new UserErrorException($"{file} cannot be loaded; it needs {needs}: run 'make setup' to install it. ({FirstLine(error.Message)})");
        }
    }

    // Some builds of libtorch bring UCX, which takes over the signal that the runtime turns into NullReferenceException.
    private static unsafe void KeepSignals()
    {
        fixed (byte* name = "UCX_ERROR_SIGNALS\0"u8)
        fixed (byte* none = "\0"u8)
        {
            _ = setenv(name, none, 0);
        }
    }

    // The runtime's own variables do not reach native code.
    [DllImport("libc")]
    private static extern unsafe int setenv(byte* name, byte* value, int overwrite);

    private static string FirstLine(string text) => text.AsSpan().IndexOf('\n') is >= 0 and var end ? text[..end] : text;
}
