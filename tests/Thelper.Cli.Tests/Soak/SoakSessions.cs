using System.Text;
using System.Text.RegularExpressions;

namespace Thelper.Cli.Tests.Soak;

/// <summary>The sessions that the soak disturbs, and what must hold of them.</summary>
internal static partial class SoakSessions
{
    /// <summary>Every verb's configuration has this name.</summary>
    public const string Name = "classif-digits";

    /// <summary>The settings of all sessions: several epochs of little data.</summary>
    public static readonly string[] Settings =
    [
        "trainer.epochs=4", .. Workspace.Quick, "datasets.digits.params.root=mini",
        "loaders.train_split.digits=0.6", "loaders.valid_split.digits=0.2", "loaders.test_split.digits=0.2",
    ];

    private static (Dictionary<string, byte[]> Files, TimeSpan Time)? undisturbed;

    /// <summary>Puts the session that nothing disturbed into <c>straight</c>; it is made when it is first asked for.</summary>
    /// <returns>How long a process takes for it.</returns>
    public static TimeSpan Straight(Workspace work)
    {
        const string root = "straight";
        if (undisturbed is null)
        {
            var time = SoakProgram.Usual(work, ["new", "classif.json", root, .. Settings]);
            undisturbed = (work.Files(root).ToDictionary(file => file, file => File.ReadAllBytes(work[$"{root}/{file}"])), time);
        }
        else
        {
            foreach (var (file, bytes) in undisturbed.Value.Files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(work[$"{root}/{file}"])!);
                File.WriteAllBytes(work[$"{root}/{file}"], bytes);
            }
        }

        return undisturbed.Value.Time;
    }

    /// <summary>The command that goes on with a session: <c>resume</c> where something was saved, <c>new</c> otherwise.</summary>
    /// <param name="work">Where.</param>
    /// <param name="root">The folder of sessions.</param>
    /// <param name="settings">The settings of <c>new</c>.</param>
    public static string[] GoOn(Workspace work, string root, params string[] settings)
        => HasCheckpoint(work, root) ? ["resume", $"{root}/{Name}"] : ["new", "classif.json", root, .. Settings, .. settings];

    /// <summary>Whether a session in a folder has saved something.</summary>
    public static bool HasCheckpoint(Workspace work, string root)
        => Directory.Exists(work[$"{root}/{Name}/checkpoints"]) && Directory.GetFiles(work[$"{root}/{Name}/checkpoints"], "ckpt.*.pth").Length > 0;

    /// <summary>Fails unless a session is whole and has come to the same end as one that nothing disturbed.</summary>
    public static void ShouldBeAsUndisturbed(Workspace work, string root)
    {
        SessionState.ShouldBeSound(work[$"{root}/{Name}"]);
        Checkpointed.ShouldBeEqual(work[$"straight/{Name}"], work[$"{root}/{Name}"]);
    }

    /// <summary>Fails if something half-made lies in a folder.</summary>
    public static void ShouldHaveNoOrphans(Workspace work, string root)
        => work.Files(root).ShouldNotContain(file => file.EndsWith(".tmp", StringComparison.Ordinal) || Path.GetFileName(file) == Sessions.SessionLock.FileName);

    /// <summary>Every file of the workspace with its size, but for some folders: what a run must leave alone.</summary>
    public static List<string> Outside(Workspace work, params string[] folders) =>
    [
        .. Directory.GetFiles(work.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, MaxRecursionDepth = 8 })
            .Select(file => (Name: Path.GetRelativePath(work.Path, file), new FileInfo(file).Length))
            .Where(file => !folders.Any(folder => file.Name.StartsWith(folder + '/', StringComparison.Ordinal)))
            .Select(file => $"{file.Name} {file.Length}").Order(StringComparer.Ordinal),
    ];

    /// <summary>The bytes of an archive without the time at which it was made.</summary>
    public static string ArchiveText(string file) => Stamp().Replace(Encoding.Latin1.GetString(File.ReadAllBytes(file)), "");

    [GeneratedRegex(@"\d{8}-\d{6}", RegexOptions.CultureInvariant)]
    private static partial Regex Stamp();
}
