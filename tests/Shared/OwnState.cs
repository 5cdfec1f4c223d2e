using System.Runtime.CompilerServices;

namespace Thelper.Testing;

/// <summary>What the program remembers of the user lies in a folder of the tests' own while they run, not in the home directory.</summary>
internal static class OwnState
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("thelper-state-").FullName;

    [ModuleInitializer]
#pragma warning disable CA2255 // A test program is a program.
    public static void Begin()
#pragma warning restore CA2255
    {
        // Only managed code reads it, here and in processes that tests start.
#pragma warning disable RS0030
        Environment.SetEnvironmentVariable("XDG_STATE_HOME", Folder);
#pragma warning restore RS0030
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);
    }
}
