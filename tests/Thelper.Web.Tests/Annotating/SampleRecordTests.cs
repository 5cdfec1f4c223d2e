using System.Text.Json;
using Thelper.Web.Annotating;

namespace Thelper.Web.Tests.Annotating;

/// <summary>Which files a sample has, by records of this program and of the original.</summary>
public sealed class SampleRecordTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("thelper-record-").FullName;
    private readonly List<string> told = [];

    private string Record => Path.Combine(folder, "metadata.log");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("d/a d/b d/c", "d/a d/b d/c d/d", "0 1 2 3", "grown at its end")]
    [InlineData("d/a d/b d/c", "d/c d/0 d/a d/b", "2 3 0 1", "grown, in another order")]
    [InlineData("d/a d/b d/c", "d/c d/x", "2 3", "some are gone")]
    [InlineData("d/a d/b d/a", "d/a d/a d/b d/a", "0 2 1 3", "a list that names a file twice")]
    [InlineData("/old/d/a /old/d/e/b /old/d/c", "/new/c /new/a /new/f /new/e/b", "2 0 3 1", "moved, with an order of its own")]
    [InlineData("d/a d/e/b", "/home/d/e/b /home/d/a", "1 0", "another spelling of the folder")]
    [InlineData("/old/x.h5:_sample_0 /old/x.h5:_sample_1", "/new/x.h5:_sample_0 /new/x.h5:_sample_1 /new/x.h5:_sample_2", "0 1 2", "samples of an archive that was moved")]
    [InlineData("/p/dogs/0 /p/dogs/1 /p/cats/0 /p/cats/1 /p/cats/2", "/m/p/dogs/0 /m/p/dogs/1 /m/p/dogs/2", "0 1 5", "one of its folders, which keeps its name")]
    [InlineData("/old/a/1 /old/a/2 /old/a/b/1", "/new/1 /new/2 /new/b/1", "0 1 2", "a folder inside that has the same names")]
    public void Samples_keep_their_numbers(string before, string now, string numbers, string what)
    {
        Write(before.Split(' '));
        Numbers(now, [0]).ShouldBe(numbers, what);
    }

    [Theory]
    [InlineData("d/a d/b d/c", "e/x e/y e/z", "other images")]
    [InlineData("/old/a/1 /old/a/2 /old/b/1 /old/b/2", "/new/1 /new/2", "one of two folders, and nothing says which")]
    [InlineData("/old/a/1 /old/a/2 /old/a/3 /old/b/1 /old/b/2", "/new/1 /new/2 /new/3", "one of two folders, and one has a picture more")]
    [InlineData("d/a", "", "nothing")]
    public void Annotations_of_other_samples_are_refused(string before, string now, string what)
    {
        Write(before.Split(' '));
        Should.Throw<UserErrorException>(() => Numbers(now, [0]), what).Message.ShouldStartWith($"{Record}: the files 000000 are annotations of '{before.Split(' ')[0]}', which the data set does not have");
    }

    [Fact]
    public void Of_a_data_set_that_was_moved_a_few_may_be_gone_and_not_most()
    {
        Write(["/old/a", "/old/b", "/old/c"]);
        Numbers("/new/c /new/a", [0, 1, 2]).ShouldBe("2 0");
        told.Count.ShouldBe(2);
        told[0].ShouldBe($"{Record}: annotated samples that the data set does not have any more: 1, the first '/old/b' (files 000001); their files stay, and are theirs again when they are back");
        told[1].ShouldBe($"{Record}: the samples were in '/old/' when they were annotated, and are in '/new/' now; they are known by their paths below it");
        Should.Throw<UserErrorException>(() => Numbers("/new/c /new/d", [0, 1, 2])).Message.ShouldContain("the files 000000 are annotations of '/old/a'");
        told.Count.ShouldBe(2);
    }

    [Fact]
    public void Images_of_the_same_names_are_others_where_the_annotated_ones_are_still_in_their_place()
    {
        Write(["train/0", "train/1"], "annotated");
        Write(["val/0", "val/1"], "others");
        Write([Path.Combine(folder, "train/0"), Path.Combine(folder, "train/1")]);
        var record = File.ReadAllText(Record);
        var now = $"{folder}/val/0 {folder}/val/1";
        Should.Throw<UserErrorException>(() => Numbers(now, [0, 1])).Message.ShouldStartWith($"{Record}: the files 000000 are annotations of '{folder}/train/0', which the data set does not have");
        told.ShouldBeEmpty();
        File.ReadAllText(Record).ShouldBe(record);

        // A copy is what was annotated, and so is what stands elsewhere alone.
        Write(["val/0", "val/1"], "annotated");
        Numbers(now, [0, 1]).ShouldBe("0 1");
        Write(["val/0", "val/1"], "changed");
        Directory.Delete(Path.Combine(folder, "train"), recursive: true);
        Numbers(now, [0, 1]).ShouldBe("0 1");
    }

    [Fact]
    public void What_is_gone_keeps_its_place_and_is_told()
    {
        Write(["d/a", "d/b", "d/c"]);
        Open("d/a d/c d/d", [0, 1]).Write(new());
        told.ShouldHaveSingleItem().ShouldBe($"{Record}: annotated samples that the data set does not have any more: 1, the first 'd/b' (files 000001); their files stay, and are theirs again when they are back");
        Names().ShouldBe(["d/a", "d/b", "d/c", "d/d"]);
        Numbers("d/d d/c d/b d/a", [0, 1]).ShouldBe("3 2 1 0");
    }

    [Fact]
    public void Files_that_an_older_record_does_not_know_are_told_and_no_sample_gets_them()
    {
        Write(["d/b", "d/c", "d/d"]);
        const string Now = "d/a d/b d/c d/d d/e";
        var unknown = $"{Record}: does not say of which samples some files are: 2, the first 000003; they stay, and no sample gets them. To have them again put back the record that was written with them";
        Open(Now, [0, 3, 9]).Write(new());
        told.ShouldHaveSingleItem().ShouldBe(unknown);
        Names().ShouldBe(["d/b", "d/c", "d/d", "", "d/a", "d/e"]);

        // So it stays: nothing that has no name is gone, or moved.
        Numbers(Now, [0, 3, 4, 9]).ShouldBe("4 0 1 2 5");
        told.ShouldBe([unknown, unknown]);
        told.Clear();
        Numbers("/new/a /new/b /new/c /new/d /new/e", [0, 3, 4, 9]).ShouldBe("4 0 1 2 5");
        told.ShouldBe([unknown, $"{Record}: the samples were in 'd/' when they were annotated, and are in '/new/' now; they are known by their paths below it"]);
    }

    [Fact]
    public void Nothing_is_kept_where_nothing_is_annotated_or_nothing_is_known()
    {
        Numbers("d/b d/a", [0, 1]).ShouldBe("0 1", "a folder of another program, without a record");
        Write(["d/a", "d/b"]);
        Numbers("d/b d/a", []).ShouldBe("0 1", "annotations of nothing");
        Write(["(<PIL.Image.Image image mode=RGB size=32x32 at 0x7F5C>, 3)", "(<PIL.Image.Image image mode=RGB size=32x32 at 0x7F5D>, 1)"]);
        Numbers("d/b d/a", [0, 1]).ShouldBe("0 1", "objects of the original");
        File.WriteAllText(Record, "{\"session_name\": \"marks\"}");
        Numbers("d/b d/a", [0, 1]).ShouldBe("0 1", "a data set of the original that has no list");
        told.ShouldBeEmpty();
    }

    [Fact]
    public void Records_of_the_original_say_where_the_images_are()
    {
        Write(["{'path': 'd/a.png'}", "{'name': 'b', 'image_path': 'd/b.png', 'gt_path': 'g/b.png', 'image': None}", "{'path': 'd/c.png', 'label': 'x'}"]);
        Numbers("d/c.png d/b.png d/a.png", [0]).ShouldBe("2 1 0");
        Numbers("/new/b.png /new/a.png /new/c.png", [0]).ShouldBe("1 0 2");
        Should.Throw<UserErrorException>(() => Numbers("d/x.png", [1])).Message.ShouldContain("the files 000001 are annotations of 'd/b.png'");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"samples\": 3}")]
    [InlineData("{\"samples\": [3]}")]
    public void Damaged_records_are_refused(string text)
    {
        File.WriteAllText(Record, text);
        Should.Throw<UserErrorException>(() => Numbers("d/a", [0])).Message.ShouldStartWith($"{Record}: is damaged (");
        File.ReadAllText(Record).ShouldBe(text);
    }

    private SampleRecord Open(string samples, HashSet<int> used) => SampleRecord.Open(Record, samples.Split(' ', StringSplitOptions.RemoveEmptyEntries), used, told.Add);

    private string Numbers(string samples, HashSet<int> used)
    {
        var record = Open(samples, used);
        return string.Join(' ', samples.Split(' ').Select((_, index) => record.NumberOf(index)));
    }

    private void Write(string[] samples) => File.WriteAllText(Record, JsonSerializer.Serialize(new { samples }));

    private void Write(string[] names, string content)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.WriteAllText(Path.Combine(folder, name), name[^1] + content);
        }
    }

    private IEnumerable<string?> Names()
    {
        using var record = JsonDocument.Parse(File.ReadAllText(Record));
        return [.. record.RootElement.GetProperty("samples").EnumerateArray().Select(entry => entry.GetString())];
    }
}
