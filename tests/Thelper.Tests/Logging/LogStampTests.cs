using Thelper.Logging;

namespace Thelper.Tests.Logging;

public class LogStampTests
{
    [Theory]
    [InlineData("vm-20261122-052237", "vm", 20261122, 52237)]
    [InlineData("my-host.example.org-20200102-235959", "my-host.example.org", 20200102, 235959)]
    [InlineData("nothing", "nothing", 0, 0)]
    [InlineData("host-date-time", "host-date-time", 0, 0)]
    public void Reads_the_stamp_from_its_end(string text, string host, int date, int time)
        => LogStamp.Parse(text).ShouldBe(new LogStamp(host, date, time));

    [Fact]
    public void Writes_what_it_reads() => LogStamp.Parse("a-b-20261122-000007").ToString().ShouldBe("a-b-20261122-000007");
}
