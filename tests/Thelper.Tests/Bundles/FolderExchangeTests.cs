using Thelper.Bundles;
using Thelper.Tests.Sessions;

namespace Thelper.Tests.Bundles;

public class FolderExchangeTests
{
    [Fact]
    public void Two_folders_change_places_or_stay()
    {
        using var folder = new TemporaryFolder();
        folder.Write("one/a.txt", "a");
        folder.Write("other/b.txt", "b");
        var (one, other) = FolderExchange.Try(folder["one"], folder["other"]) ? ("b.txt", "a.txt") : ("a.txt", "b.txt");
        Directory.GetFiles(folder["one"]).ShouldBe([Path.Combine(folder["one"], one)]);
        Directory.GetFiles(folder["other"]).ShouldBe([Path.Combine(folder["other"], other)]);
        FolderExchange.Try(folder["one"], folder["nowhere"]).ShouldBeFalse();
    }
}
