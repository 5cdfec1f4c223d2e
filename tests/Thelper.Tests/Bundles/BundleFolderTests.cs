using Thelper.Bundles;
using Thelper.Config;
using Thelper.Tests.Sessions;

namespace Thelper.Tests.Bundles;

/// <summary>A bundle takes its place when it has verified there; else what was there stays.</summary>
public class BundleFolderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_bundle_that_does_not_verify_is_never_there(bool hasSums)
    {
        using var folder = new TemporaryFolder();
        var place = folder["proof"];
        foreach (var isThere in new[] { false, true })
        {
            if (isThere)
            {
                Directory.CreateDirectory(place);
                File.WriteAllText(Path.Combine(place, "bundle.json"), "before");
            }

            Should.Throw<UserErrorException>(() => BundleFolder.Write(place, new TypeRegistry(), draft =>
            {
                File.WriteAllText(Path.Combine(draft, BundleFiles.Manifest), "{}");
                if (hasSums)
                {
                    BundleSums.Write(draft);
                }
            })).Message.ShouldContain(hasSums ? "expected answers" : "is no bundle");
            Directory.GetFileSystemEntries(folder.Path).ShouldBe(isThere ? (string[])[place] : []);
            if (isThere)
            {
                Directory.GetFiles(place).ShouldBe([Path.Combine(place, "bundle.json")]);
            }
        }
    }

    [Fact]
    public void What_writes_it_may_fail()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<UserErrorException>(() => BundleFolder.Write(folder["proof"], new TypeRegistry(), _ => throw new IOException("no room"))).Message.ShouldContain("proof: cannot be written: no room");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }
}
