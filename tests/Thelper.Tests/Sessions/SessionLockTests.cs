using Thelper.Sessions;

namespace Thelper.Tests.Sessions;

/// <summary>One owner for a session's folder.</summary>
public sealed class SessionLockTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_second_owner_is_refused_and_told_who_has_the_folder()
    {
        using var first = SessionLock.Take(folder.Path);
        var error = Should.Throw<UserErrorException>(() => SessionLock.Take(folder.Path));
        error.Message.ShouldContain($"in use by process {Environment.ProcessId} on {Environment.MachineName} since ");
        Should.Throw<UserErrorException>(() => SessionLock.RequireFree(folder.Path)).Message.ShouldBe(error.Message);
    }

    [Fact]
    public void The_folder_is_given_back_without_a_trace()
    {
        SessionLock.Take(folder.Path).Dispose();
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
        SessionLock.RequireFree(folder.Path);
        SessionLock.Take(folder.Path).Dispose();
    }

    [Fact]
    public void The_file_of_an_owner_that_died_hinders_nobody()
    {
        File.WriteAllText(Path.Combine(folder.Path, SessionLock.FileName), "process 1 on elsewhere since yesterday");
        SessionLock.RequireFree(folder.Path);
        SessionLock.Take(folder.Path).Dispose();
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Of_many_at_once_there_is_never_more_than_one()
    {
        var (inside, most, taken) = (0, 0, 0);
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                try
                {
                    using var own = SessionLock.Take(folder.Path);
                    most = Math.Max(most, Interlocked.Increment(ref inside));
                    Interlocked.Increment(ref taken);
                    Thread.Yield();
                    Interlocked.Decrement(ref inside);
                }
                catch (UserErrorException)
                {
                    // Somebody else has it.
                }
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        most.ShouldBe(1);
        taken.ShouldBeGreaterThan(0);
    }
}
