using System.Runtime.InteropServices;

namespace Thelper.Bundles;

/// <summary>Two folders change places in one step, so that whoever is killed there leaves something under both names.</summary>
internal static partial class FolderExchange
{
    // Linux's numbers.
    private const int CurrentFolder = -100;
    private const uint Exchange = 2;

    /// <summary>Exchanges two folders of one file system.</summary>
    /// <param name="one">A folder.</param>
    /// <param name="other">Another one.</param>
    /// <returns>Whether they are exchanged: not every file system can, nor every system.</returns>
    public static bool Try(string one, string other)
    {
        try
        {
            return OperatingSystem.IsLinux() && RenameAt2(CurrentFolder, one, CurrentFolder, other, Exchange) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int oneFolder, string one, int otherFolder, string other, uint flags);
}
