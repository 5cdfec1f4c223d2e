using Thelper.Config;
using Thelper.Tests.Sessions;

namespace Thelper.Tests.Config;

public class InnerPathsTests
{
    [Fact]
    public void Inside_is_where_a_path_leads_not_how_it_is_spelled()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["a/b"]);
        Directory.CreateSymbolicLink(folder["a/out"], folder.Path);
        Directory.CreateSymbolicLink(folder["in"], folder["a/b"]);
        InnerPaths.IsInside(folder["a/b/new/file"], folder["a"]).ShouldBeTrue();
        InnerPaths.IsInside(folder["in/new"], folder["a"]).ShouldBeTrue();
        InnerPaths.IsInside(folder["a"], folder["a"]).ShouldBeTrue();
        InnerPaths.IsInside("/a", "/").ShouldBeTrue();
        InnerPaths.IsInside(folder["a/out/new"], folder["a"]).ShouldBeFalse();
        InnerPaths.IsInside(folder["a/../new"], folder["a"]).ShouldBeFalse();
        InnerPaths.IsInside(folder["ab"], folder["a"]).ShouldBeFalse();
    }

    [Fact]
    public void Links_within_a_folder_are_fine_and_all_others_are_named()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["s/b"]);
        File.CreateSymbolicLink(folder["s/inner"], "b");
        Directory.CreateSymbolicLink(folder["link"], folder["s"]);
        InnerPaths.RequireNoWayOut(folder["link"]);

        // The first leads out as the system reads it, not as it is spelled; the second to nothing, which writing would make.
        File.CreateSymbolicLink(folder["s/here"], ".");
        File.CreateSymbolicLink(folder["s/b/one"], "../here/../s");
        File.CreateSymbolicLink(folder["s/b/two"], folder["none"]);
        File.CreateSymbolicLink(folder["s/b/three"], "../here/..");
        var message = Should.Throw<UserErrorException>(() => InnerPaths.RequireNoWayOut(folder["s"])).Message;
        message.ShouldNotContain("/one'");
        message.ShouldContain("/two'");
        message.ShouldContain("/three'");
    }
}
