using System.Threading.Tasks;
using Thelper.Web.Viewing;

namespace Thelper.Web.Tests.Viewing;

/// <summary>Samples that were asked for beforehand are made once.</summary>
public sealed class StageStoreTests
{
    private readonly BlobStore blobs = new(1000);
    private readonly StageStore store;
    private int made;

    public StageStoreTests() => store = new(blobs);

    [Fact]
    public void A_sample_is_made_once_until_its_files_change_or_its_pictures_are_gone()
    {
        var first = Get("a", "1");
        Get("a", "1").ShouldBeSameAs(first);
        Get("b", "1");
        Get("a", "1").ShouldBeSameAs(first);
        made.ShouldBe(2);
        var other = Get("a", "2");
        other.ShouldNotBeSameAs(first);
        Get("a", "2").ShouldBeSameAs(other);
        made.ShouldBe(3);

        // Pictures go when there are too many bytes of them.
        blobs.Add(new byte[1000]);
        Get("a", "2").ShouldNotBeSameAs(other);
        made.ShouldBe(4);
    }

    [Fact]
    public void The_oldest_are_forgotten()
    {
        for (var i = 0; i < 40; i++)
        {
            Get($"{i}", "1", 1);
        }

        Get("39", "1", 1);
        made.ShouldBe(40);
        Get("0", "1", 1);
        made.ShouldBe(41);
    }

    [Fact]
    public async Task Who_asks_for_one_that_is_being_made_waits_for_it()
    {
        using var begun = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        var first = Task.Run(() => store.Get("a", "1", () =>
        {
            begun.Set();
            gate.Wait(TestContext.Current.CancellationToken);
            return Make(10);
        }));
        begun.Wait(TestContext.Current.CancellationToken);
        var second = Task.Run(() => Get("a", "1"));
        gate.Set();
        (await second).ShouldBeSameAs(await first);
        made.ShouldBe(1);
    }

    [Fact]
    public void A_failure_is_not_kept()
    {
        Should.Throw<InvalidOperationException>(() => store.Get("a", "1", () => throw new InvalidOperationException("broken")));
        Get("a", "1").ShouldHaveSingleItem();
        made.ShouldBe(1);
    }

    [Fact]
    public void A_sample_that_could_not_be_loaded_is_tried_again()
    {
        store.Get("a", "1", () => [new("raw", [], [], "Rgb", "no such file")])[0].Error.ShouldNotBeNull();
        Get("a", "1")[0].Error.ShouldBeNull();
        made.ShouldBe(1);
    }

    private IReadOnlyList<SampleStage> Get(string key, string stamp, int bytes = 10) => store.Get(key, stamp, () => Make(bytes));

    private List<SampleStage> Make(int bytes)
    {
        made++;
        return [new("raw", [new("image", 1, 1, 3, 1, 1, blobs.Add(new byte[bytes]), null, [], [], [], null)], [], "Rgb", null)];
    }
}
