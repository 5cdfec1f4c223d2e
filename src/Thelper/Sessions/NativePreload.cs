using System.Runtime.InteropServices;

namespace Thelper.Sessions;

/// <summary>Loads the native libraries while the session is being planned: libtorch takes half a second to start.</summary>
internal static class NativePreload
{
    /// <summary>Starts loading on a thread of its own. A library that cannot be loaded is reported by whoever needs it first.</summary>
    public static void Start() => new Thread(Load) { IsBackground = true, Name = "preload" }.Start();

    private static void Load()
    {
        foreach (var name in (ReadOnlySpan<string>)["thelper_torch", "thelper_codecs"])
        {
            NativeLibrary.TryLoad(Path.Combine(AppContext.BaseDirectory, $"lib{name}.so"), out _);
        }
    }
}
