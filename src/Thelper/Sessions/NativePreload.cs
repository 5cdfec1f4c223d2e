namespace Thelper.Sessions;

/// <summary>Loads the native libraries while the session is being planned: libtorch takes half a second to start.</summary>
internal static class NativePreload
{
    /// <summary>Starts loading on a thread of its own. A library that cannot be loaded is reported by whoever needs it first.</summary>
    public static void Start() => new Thread(Load) { IsBackground = true, Name = "preload" }.Start();

    private static void Load()
    {
        // The codecs first: with what they bring already there, libtorch takes a quarter less time.
        foreach (var name in (ReadOnlySpan<string>)["thelper_codecs", "thelper_torch"])
        {
            NativeLibraries.TryLoad(name);
        }
    }
}
