using Thelper.Logging;
using Thelper.Nn;
using Thelper.Tests.Sessions;

namespace Thelper.Tests.Nn;

public class CheckpointNameTests
{
    [Fact]
    public void The_newest_epoch_wins_then_the_later_date_then_the_later_time()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[]
        {
            "ckpt.0000.vm-20300101-000000.pth", "ckpt.0002.my.host-b-20261122-120000.pth", "ckpt.0002.my.host-b-20261122-120001.pth",
            "ckpt.0002.vm-20261121-235959.pth", "ckpt.best.pth", "ckpt.notes.pth", "other.pth",
        })
        {
            folder.Write($"checkpoints/{name}", "");
        }

        CheckpointName.Find(folder.Path, latest: true).ShouldBe(folder["checkpoints/ckpt.0002.my.host-b-20261122-120001.pth"]);
        CheckpointName.Find(folder.Path, latest: false).ShouldBe(folder["checkpoints/ckpt.best.pth"]);
        CheckpointName.Find(folder["checkpoints"], latest: true).ShouldBe(folder["checkpoints/ckpt.0002.my.host-b-20261122-120001.pth"]);
    }

    [Fact]
    public void A_run_that_was_begun_anew_in_the_same_folder_is_the_newest_one()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "0000.vm-20260101-000000", "0001.vm-20260101-000100", "0002.vm-20260101-000200", "0000.vm-20260102-000000", "0001.vm-20260102-000100" })
        {
            folder.Write($"checkpoints/ckpt.{name}.pth", "");
        }

        CheckpointName.List(folder["checkpoints"]).Select(Path.GetFileName).ShouldBe(
        [
            "ckpt.0001.vm-20260102-000100.pth", "ckpt.0000.vm-20260102-000000.pth", "ckpt.0000.vm-20260101-000000.pth",
            "ckpt.0002.vm-20260101-000200.pth", "ckpt.0001.vm-20260101-000100.pth",
        ]);
    }

    [Fact]
    public void A_run_that_was_interrupted_in_an_epoch_goes_on()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "0001.vm-20260101-000100", "0001.vm-20260101-000500", "0002.vm-20260101-000600" })
        {
            folder.Write($"ckpt.{name}.pth", "");
        }

        CheckpointName.Find(folder.Path, latest: true).ShouldBe(folder["ckpt.0002.vm-20260101-000600.pth"]);
    }

    [Fact]
    public void The_best_copy_is_found_when_there_is_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var best = folder.Write("ckpt.best.pth", "");
        CheckpointName.Find(folder.Path, latest: true).ShouldBe(best);
    }

    [Fact]
    public void A_file_is_taken_as_it_is()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("any.bin", "");
        CheckpointName.Find(file, latest: true).ShouldBe(file);
    }

    [Fact]
    public void Nothing_to_find_is_the_users_mistake()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<UserErrorException>(() => CheckpointName.Find(folder.Path, latest: true)).Message.ShouldContain("no checkpoint");
        Should.Throw<UserErrorException>(() => CheckpointName.Find(folder["none"], latest: true)).Message.ShouldContain("no such");
    }

    [Fact]
    public void Names_an_epoch_with_four_digits()
        => CheckpointName.Of(7, LogStamp.Parse("vm-20261122-052237")).ShouldBe("ckpt.0007.vm-20261122-052237.pth");
}
