using Thelper.Tests.Logging;
using Thelper.Train;

namespace Thelper.Tests.Train;

public class SparedTests
{
    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 1)]
    public void A_full_disk_is_said_once_and_goes_no_further(bool goesOn, int calls)
    {
        var log = new ListLog();
        var full = new FullDisk();
        using (var spared = new Spared(full, "pictures", goesOn, log))
        {
            spared.EpochStarts(null!, 0);
            spared.PassEnded(null!, null!);
            spared.PassEnded(null!, null!);
        }

        full.Calls.ShouldBe(calls);
        log.Lines.ShouldBe(["Warning: pictures of the session are lost (No space left on device); the session goes on"]);
    }

    [Fact]
    public void A_bug_is_none_of_its_business()
    {
        using var spared = new Spared(new FullDisk(), "pictures", goesOn: true, new ListLog());
        Should.Throw<InvalidOperationException>(() => spared.EpochEnded(null!, 0, isBest: false));
    }

    private sealed class FullDisk : ITrainingObserver, IDisposable
    {
        public int Calls { get; private set; }

        public void EpochStarts(Trainer trainer, int epoch) => Fail();

        public void PassEnded(Trainer trainer, PassSummary pass) => Fail();

        public void EpochEnded(Trainer trainer, int epoch, bool isBest) => throw new InvalidOperationException("a bug");

        public void Dispose() => throw new IOException("No space left on device");

        private void Fail()
        {
            Calls++;
            throw new IOException("No space left on device");
        }
    }
}
