using Thelper.Testing;
using static Thelper.Cli.Tests.SmallSession;

namespace Thelper.Cli.Tests;

/// <summary>Data that has changed since a session split it.</summary>
[NoLeaks]
public class ChangedDataTests
{
    private const string Agreed = "--allow-changed-data";

    [Fact]
    public void New_samples_are_noticed_and_left_out()
    {
        using var work = Prepared();
        var before = Sets(work);
        Add(work, "0/000-new.png");
        Add(work, "1/zzz-new.png");
        Refused("'d' has 2 new ('0/000-new.png', ...). Put it back");
        Refused("2 new", "--eval-only");
        Succeed(Resume("trainer.epochs=3", Agreed)).ShouldContain("the data set 'd' has changed since the session split it: 2 new ('0/000-new.png', ...); as agreed, what is still there keeps its set, and what is new is left out");
        Sets(work).ShouldBe(before);

        // Agreed once.
        Succeed(Resume("trainer.epochs=4")).ShouldNotContain("has changed");
        Sets(work).ShouldBe(before);
    }

    [Fact]
    public void New_samples_go_to_the_set_that_is_named()
    {
        using var work = Prepared();
        var before = Sets(work);
        Add(work, "0/000-new.png");
        Succeed(Resume("--silent", "trainer.epochs=3", Agreed, "--new-samples", "train"));
        Sets(work).ShouldBe([[.. before[0], "data/0/000-new.png"], before[1], before[2]]);
        Succeed(Resume("--silent", "trainer.epochs=4"));
        Sets(work).ShouldBe([[.. before[0], "data/0/000-new.png"], before[1], before[2]]);
    }

    [Fact]
    public void Samples_that_are_gone_are_noticed_and_the_others_stay_where_they_were()
    {
        using var work = Prepared();
        var before = Sets(work);
        var gone = new[] { before[0][0], before[0][1], before[2][0] };
        Array.ForEach(gone, file => File.Delete(work[file]));
        Refused("3 gone (2 of train, 1 of test: '");
        Succeed(Resume("--silent", "trainer.epochs=3", Agreed));
        Sets(work).ShouldBe(before.Select(set => set.Except(gone).ToList()));
    }

    [Fact]
    public void Contents_are_told_apart_by_size_and_time()
    {
        using var work = Prepared();
        var before = Sets(work);
        File.AppendAllText(work[before[1][0]], "more");
        Refused($"1 changed (1 of valid: '{before[1][0]["data/".Length..]}')");
        File.SetLastWriteTimeUtc(work[before[0][3]], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Refused("2 changed (1 of train, 1 of valid: '");
        Succeed(Resume("trainer.epochs=3", Agreed)).ShouldContain("2 changed");
        Sets(work).ShouldBe(before);
    }

    [Fact]
    public void A_copy_that_has_not_kept_times_is_called_one()
    {
        using var work = Prepared();
        foreach (var file in Directory.GetFiles(work["data"], "*.png", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        Refused("20 changed (10 of train, 4 of valid, 4 of test");
        Refused("; every file has its size and another time, as in a copy. Put it back");
    }

    [Fact]
    public void Another_order_of_the_listing_changes_no_set()
    {
        using var work = new Workspace();
        WriteWithImages(work, order: "order.txt");
        var files = work.Files("data");
        File.WriteAllLines(work["order.txt"], files);
        Succeed(New("--silent"));
        var before = Sets(work);
        File.WriteAllLines(work["order.txt"], files.Reverse());
        var said = Succeed(Resume("trainer.epochs=3"));
        said.ShouldContain("the samples of the data set 'd' are listed in another order than before; each keeps its set");
        said.ShouldNotContain("has changed");
        Sets(work).ShouldBe(before);

        // Not only by chance: by the numbers the sets would be others.
        File.Delete(work["out/s/logs/d.samples.gz"]);
        Succeed(Resume("--silent", "trainer.epochs=4"));
        Sets(work).ShouldNotBe(before);
    }

    [Fact]
    public void A_folder_that_has_moved_is_the_same_data()
    {
        using var work = Prepared();
        var before = Sets(work).Select(set => set.Select(Path.GetFileName));
        Directory.Move(work["data"], work["elsewhere"]);
        Succeed(Resume("trainer.epochs=3", $"datasets.d.params.root={work["elsewhere"]}/")).ShouldNotContain("has changed");
        Sets(work).Select(set => set.Select(Path.GetFileName)).ShouldBe(before);
    }

    [Fact]
    public void A_session_of_an_earlier_version_is_taken_as_it_is()
    {
        using var work = Prepared();
        File.Delete(work["out/s/logs/d.samples.gz"]);
        Add(work, "0/000-new.png");
        Succeed(Resume("trainer.epochs=3")).ShouldNotContain("has changed");
        File.Delete(work["data/0/000-new.png"]);
        Refused("1 gone");
    }

    [Fact]
    public void Other_shares_are_a_new_split_and_that_is_said()
    {
        using var work = Prepared();
        Succeed(Resume("trainer.epochs=3", "loaders.train_split.d=0.4", "loaders.skip_norm=true"))
            .ShouldContain("the data set 'd' is split by other settings than before (train 0.4, valid 0.25, test 0.25, test_seed 0, valid_seed 0; before: train 0.5,");
        Sets(work)[0].Count.ShouldBe(8);
    }

    [Fact]
    public void Data_of_which_nothing_is_left_is_no_data_of_the_session()
    {
        using var work = Prepared();
        foreach (var file in Directory.GetFiles(work["data"], "*.png", SearchOption.AllDirectories))
        {
            File.Move(file, Path.Combine(Path.GetDirectoryName(file)!, "n" + Path.GetFileName(file)));
        }

        Refused("20 new ('0/n", "--eval-only");
        var (code, error) = Resume("--silent", Agreed);
        code.ShouldBe(2);
        error.ShouldContain("has no sample left of those that the session split");
    }

    [Fact]
    public void A_damaged_record_is_named()
    {
        using var work = Prepared();
        File.WriteAllText(work["out/s/logs/d.samples.gz"], "nothing");
        var (code, error) = Resume("--silent");
        code.ShouldBe(2);
        error.ShouldStartWith("out/s/logs/d.samples.gz: the record of the session's samples cannot be read");
    }

    private static Workspace Prepared()
    {
        var work = new Workspace();
        WriteWithImages(work);
        Succeed(New("--silent"));
        return work;
    }

    private static List<IReadOnlyList<string>> Sets(Workspace work) => [Samples(work, "train"), Samples(work, "valid"), Samples(work, "test")];

    private static void Add(Workspace work, string file) => File.Copy(Directory.GetFiles(work[$"data/{file[0]}"])[0], work[$"data/{file}"]);

    private static void Refused(string message, params string[] options)
    {
        var (code, error) = Resume(["--silent", "trainer.epochs=3", .. options]);
        code.ShouldBe(2);
        error.Trim().ShouldNotContain('\n');
        error.ShouldStartWith("the data has changed since the session split it: ");
        error.ShouldContain(message);
        error.ShouldContain(Agreed);
    }
}
