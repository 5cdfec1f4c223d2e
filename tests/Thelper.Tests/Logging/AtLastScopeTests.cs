using Thelper.Logging;

namespace Thelper.Tests.Logging;

/// <summary>What is done before the process is ended is done by everybody who asked for it, for as long as they do.</summary>
public class AtLastScopeTests
{
    [Fact]
    public void One_thing_is_done_besides_another()
    {
        var done = new List<string>();
        var stop = new StopRequest { AtLast = () => done.Add("session") };
        using (new AtLastScope(stop, () => done.Add("bundle")))
        {
            using (new AtLastScope(stop, () => throw new IOException("gone")))
            {
                Should.Throw<IOException>(() => stop.AtLast!());
                done.ShouldBe(["bundle", "session"]);
            }

            done.Clear();
            stop.AtLast!();
            done.ShouldBe(["bundle", "session"]);
        }

        done.Clear();
        stop.AtLast!();
        done.ShouldBe(["session"]);
    }
}
