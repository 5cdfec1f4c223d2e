using Thelper.Nn;

namespace Thelper.Cli.Tests;

/// <summary>What must hold of a session's folder after any run that ended by itself, whatever happened to the runs before.</summary>
internal static class SessionState
{
    /// <summary>Fails if something half-made is left, or the copy of the best checkpoint is not what the newest one says was the best, to the byte.</summary>
    public static void ShouldBeSound(string session)
    {
        Directory.GetFiles(session, "*", SearchOption.AllDirectories).Select(Path.GetFileName)
            .Where(name => name!.EndsWith(".tmp", StringComparison.Ordinal) || name == Sessions.SessionLock.FileName).ShouldBeEmpty();
        var newest = CheckpointPlace.Read(CheckpointName.Find(session, latest: true)).ShouldNotBeNull();
        var best = Path.Combine(session, "checkpoints", CheckpointName.Best);
        CheckpointPlace.Read(best).ShouldNotBeNull().IsBestOf(newest).ShouldBeTrue();
        CheckpointName.List(Path.Combine(session, "checkpoints")).ShouldContain(file => File.ReadAllBytes(file).SequenceEqual(File.ReadAllBytes(best)));
    }
}
