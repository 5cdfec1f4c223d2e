using System.Threading.Tasks;

namespace Thelper.Sessions;

/// <summary>Loads the native libraries while the session is being planned: libtorch takes half a second to start.</summary>
internal static class NativePreload
{
    /// <summary>Starts loading on a thread of its own. A library that cannot be loaded is reported by whoever needs it first.</summary>
    /// <param name="gate">Loading begins when it has ended, and not at all where it is cancelled; null to begin at once.</param>
    public static void Start(Task? gate) => new Thread(() => Load(gate)) { IsBackground = true, Name = "preload" }.Start();

    private static void Load(Task? gate)
    {
        // Waited for on a thread that has begun: while the system's loader works, no other thread of the process begins.
        if (gate is not null && !Task.WhenAny(gate).GetAwaiter().GetResult().IsCompletedSuccessfully)
        {
            return;
        }

        // The codecs first: with what they bring already there, libtorch takes a quarter less time.
        foreach (var name in (ReadOnlySpan<string>)["thelper_codecs", "thelper_torch"])
        {
            NativeLibraries.TryLoad(name);
        }
    }
}
