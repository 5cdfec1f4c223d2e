using System.Runtime.InteropServices;

namespace Thelper;

/// <summary>Loads the program's native shims from beside its assemblies.</summary>
public static partial class NativeLibraries
{
    // The runtime asks again for every imported function.
    private static readonly Dictionary<string, nint> Loaded = [];

    /// <summary>Loads <c>lib{name}.so</c>.</summary>
    /// <param name="name">Name without prefix and ending.</param>
    /// <param name="needs">What the library itself needs, for the message.</param>
    /// <param name="before">A library of this program that is loaded first, if it is there. The system's loader looks for each symbol of a library and of all that it brings in each of
    /// them: where it brings hundreds, those that are there already cost less.</param>
    /// <returns>The library's handle.</returns>
    /// <exception cref="UserErrorException">The library is absent, or something it needs is.</exception>
    public static nint Load(string name, string needs, string? before = null)
    {
        lock (Loaded)
        {
            if (!Loaded.TryGetValue(name, out var library))
            {
                if (before is not null)
                {
                    TryLoad(before);
                }

                library = Open(name, needs);
                Loaded.Add(name, library);
            }

            return library;
        }
    }

    /// <summary>Loads <c>lib{name}.so</c> with what it needs, if that can be.</summary>
    /// <param name="name">Name without prefix and ending.</param>
    public static void TryLoad(string name)
    {
        KeepSignals();
        NativeLibrary.TryLoad(PathOf(name), out _);
    }

    /// <summary>Finds a library of this process, whoever loaded it.</summary>
    /// <param name="parts">What its path holds, one of these texts.</param>
    /// <returns>The path of the first one; null if there is none.</returns>
    public static string? FindLoaded(params ReadOnlySpan<string> parts)
    {
        foreach (var line in OperatingSystem.IsLinux() ? InputFile.ReadLines("/proc/self/maps") : [])
        {
            foreach (var part in parts)
            {
                if (line.Contains(part, StringComparison.Ordinal))
                {
                    return line[line.IndexOf('/', StringComparison.Ordinal)..];
                }
            }
        }

        return null;
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, $"lib{name}.so");

    private static nint Open(string name, string needs)
    {
        var file = PathOf(name);
        if (!File.Exists(file))
        {
            throw new UserErrorException($"{file} is missing: run 'make build' to compile it.");
        }

        KeepSignals();
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (DllNotFoundException error)
        {
            // Without an inner exception: the program shows the innermost one, and the loader's says less.
#pragma warning disable MA0054
            throw new UserErrorException($"{file} cannot be loaded: {ReasonOf(error.Message)}. It needs {needs}, and what that needs in turn: run 'make setup' to install it.");
#pragma warning restore MA0054
        }
    }

    /// <summary>Sets a variable where native code sees it: the runtime's own variables do not reach it.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="value">Its value.</param>
    /// <param name="overwrite">Whether a value that the caller's environment gives is replaced.</param>
    public static void SetVariable(string name, string value, bool overwrite) => _ = setenv(name, value, overwrite ? 1 : 0);

    // Some builds of libtorch bring UCX, which takes over the signal that the runtime turns into NullReferenceException.
    private static void KeepSignals() => SetVariable("UCX_ERROR_SIGNALS", "", overwrite: false);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    // The runtime's own line says the same of every library; the loader's, below it, names the one that is missing or damaged.
    private static string ReasonOf(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return (lines.Skip(1).FirstOrDefault(static line => line.Contains(": ", StringComparison.Ordinal)) ?? lines[0]).TrimEnd('.');
    }
}
