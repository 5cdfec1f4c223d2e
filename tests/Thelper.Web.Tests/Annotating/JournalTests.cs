using Thelper.Web.Annotating;

namespace Thelper.Web.Tests.Annotating;

public sealed class JournalTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("thelper-journal-").FullName;

    private string File => Path.Combine(folder, "000000.journal");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Lines_come_back_as_they_were_and_each_is_there_at_once()
    {
        using var journal = Journal.Open(File, out var lines);
        lines.ShouldBeEmpty();
        var written = new List<JournalLine>
        {
            new() { Base = [2, 2, 4, 0], Objects = new([new(7, 0, 0, 1, 2)], 255) },
            new() { Version = 1, Id = "w-1", Edit = new Edit.Stroke("s", 255, 3, [1, 2, 3, 4]) },
            new() { Version = 2, Id = "w-2", Edit = new Edit.Undo() },
            new() { Version = 2, Saving = "ab" },
        };
        foreach (var (line, count) in written.Select((line, i) => (line, i + 1)))
        {
            journal.Append(line);

            // Not what this process has in a buffer: what another one finds.
            System.IO.File.Copy(File, File + ".copy", overwrite: true);
            using var copy = Journal.Open(File + ".copy", out lines);
            lines.Count.ShouldBe(count);
        }

        lines[0].Base.ShouldBe([2, 2, 4, 0]);
        lines[0].Objects.ShouldBe(written[0].Objects);
        ((Edit.Stroke)lines[1].Edit!).Points.ShouldBe([1, 2, 3, 4]);
        lines[2].Edit.ShouldBeOfType<Edit.Undo>();
        lines[3].Saving.ShouldBe("ab");
    }

    [Fact]
    public void What_a_crash_left_of_a_line_is_dropped_wherever_it_ends()
    {
        using (var journal = Journal.Open(File, out _))
        {
            journal.Append(new() { Version = 1, Edit = new Edit.FillAll(1) });
            journal.Append(new() { Version = 2, Edit = new Edit.FillAll(7) });
        }

        var whole = System.IO.File.ReadAllBytes(File);
        var first = Array.IndexOf(whole, (byte)'\n') + 1;
        for (var length = first; length < whole.Length; length++)
        {
            System.IO.File.WriteAllBytes(File, whole[..length]);
            using var journal = Journal.Open(File, out var lines);
            lines.Count.ShouldBe(1);
            journal.Length.ShouldBe(first);
            Directory.GetFiles(folder).ShouldHaveSingleItem();
        }
    }

    [Fact]
    public void Damage_in_the_middle_is_kept_and_told()
    {
        using (var journal = Journal.Open(File, out _))
        {
            foreach (var label in (int[])[1, 2, 3])
            {
                journal.Append(new() { Version = label, Edit = new Edit.FillAll(label) });
            }
        }

        // Also where what is left reads as an edit, of another label: the sum of the line tells. The blank between the two says nothing.
        var whole = System.IO.File.ReadAllBytes(File);
        var second = Array.IndexOf(whole, (byte)'\n') + 1;
        var third = Array.IndexOf(whole, (byte)'\n', second) + 1;
        foreach (var at in Enumerable.Range(second, third - second).Where(at => at != second + 8))
        {
            byte[] bytes = [.. whole];
            bytes[at] ^= 1;
            System.IO.File.WriteAllBytes(File, bytes);
            var told = new List<string>();
            using (Journal.Open(File, out var lines, told.Add))
            {
                lines.Count.ShouldBe(1, at.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }

            var kept = Path.Combine(folder, "000000.damaged-1.journal");
            System.IO.File.ReadAllBytes(kept).ShouldBe(bytes);
            told.ShouldHaveSingleItem().ShouldContain("damaged after");
            System.IO.File.Delete(kept);
        }
    }
}
