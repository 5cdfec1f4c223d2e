using Thelper.Imaging;
using Thelper.Torch;
using Thelper.Web.Annotating;

namespace Thelper.Web.Tests.Annotating;

/// <summary>What is kept of a sample, whatever happens to windows, programs and files.</summary>
public sealed class AnnotatedSampleTests : IDisposable
{
    private readonly AnnotationFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_answered_is_there_after_a_crash_and_can_still_be_undone()
    {
        Do(0, new Edit.Stroke("a", 255, 3, [10, 10, 40, 20]));
        var first = Pixels(0);
        Do(0, new Edit.Stroke("b", 7, 2, [5, 30, 50, 30]));
        Do(0, new Edit.SetObjects(new([new(7, 1, 2, 30, 40)], 1)));
        var last = Pixels(0);
        File.Exists(SampleFiles.Of(folder.Session, "photos", 0).Mask).ShouldBeFalse();

        folder.Restart();
        Pixels(0).ShouldBePixels(last);
        folder.Store.Use(0, sample => (sample.Objects.Boxes.Count, sample.Objects.Class, sample.IsSaved)).ShouldBe((1, 1, false));
        Do(0, new Edit.Undo());
        Do(0, new Edit.Undo());
        Pixels(0).ShouldBePixels(first);
    }

    [Fact]
    public void An_annotation_that_is_reopened_and_extended_is_the_union()
    {
        Do(1, new Edit.Stroke("a", 1, 4, [10, 10, 30, 10]));
        Save(1);
        var before = Pixels(1);
        folder.Restart();
        Do(1, new Edit.Stroke("b", 7, 4, [10, 30, 50, 30]));
        Save(1);
        var expected = new LabelMask(60, 40);
        Strokes.Paint(expected, [10, 10, 30, 10], 4, 1, []);
        expected.Pixels.ShouldBePixels(before);
        Strokes.Paint(expected, [10, 30, 50, 30], 4, 7, []);
        Read(1).ShouldBePixels(expected.Pixels);

        // A mask without a journal is one of the original, or of another machine.
        folder.Close();
        File.Delete(SampleFiles.Of(folder.Session, "photos", 1).Journal);
        Do(1, new Edit.Stroke("c", 255, 2, [55, 5]));
        Save(1);
        Strokes.Paint(expected, [55, 5], 2, 255, []);
        Read(1).ShouldBePixels(expected.Pixels);
    }

    [Fact]
    public void Undo_goes_on_after_saving_and_after_other_samples_and_touches_none_of_them()
    {
        Do(0, new Edit.Stroke("a", 1, 4, [10, 10, 30, 10]));
        Save(0);
        Do(1, new Edit.FillAll(7));
        Save(1);
        Do(0, new Edit.Undo());
        Pixels(0).ShouldAllBe(value => value == 0);
        Pixels(1).ShouldAllBe(value => value == 7);
        folder.Store.Use(0, sample => sample.IsSaved).ShouldBeFalse();
        Save(0);
        Read(0).ShouldAllBe(value => value == 0);
        Read(1).ShouldAllBe(value => value == 7);
    }

    [Fact]
    public void An_edit_that_is_sent_twice_is_made_once_even_across_a_crash()
    {
        var request = new EditRequest("w-1", 0, new Edit.Flood(3, 3, 7), "");
        Send(0, request).Version.ShouldBe(1);

        // Who sends it again has not seen what it changed.
        Send(0, request).Runs.ShouldBeNull();
        Send(0, new("w-2", 1, new Edit.Stroke("s", 1, 3, [9, 9]), "")).Version.ShouldBe(2);
        Twice();
        folder.Restart();
        Twice();
        Pixels(0).ShouldContain((byte)1);

        // It is no second window either.
        void Twice()
        {
            var answer = Send(0, request);
            (answer.Version, answer.Conflict).ShouldBe((2, null));
            Directory.GetFiles(Path.Combine(folder.Session, "annotations", "photos"), "*conflict*").ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_stale_window_gets_a_conflict_and_both_versions_are_kept()
    {
        Send(0, new("a-1", 0, new Edit.Stroke("a", 1, 3, [10, 10]), "")).Conflict.ShouldBeNull();
        Send(0, new("a-2", 1, new Edit.Stroke("b", 7, 3, [20, 20]), "")).Conflict.ShouldBeNull();
        var theirs = Pixels(0);
        var name = Send(0, new("b-1", 1, new Edit.Stroke("c", 255, 3, [40, 30]), "")).Conflict.ShouldNotBeNull();
        Send(0, new("b-2", 1, new Edit.Stroke("c", 255, 3, [40, 30, 50, 30]), name)).Conflict.ShouldBe(name);
        Pixels(0).ShouldBePixels(theirs);
        var mine = new LabelMask(60, 40);
        Strokes.Paint(mine, [10, 10], 3, 1, []);
        Strokes.Paint(mine, [40, 30, 50, 30], 3, 255, []);
        var file = Path.Combine(folder.Session, "annotations", "photos", name + ".png");
        ReadFile(file).ShouldBePixels(mine.Pixels);
        folder.Store.Use(0, sample => sample.Branch(name)!.Value.Mask.Pixels).ShouldBePixels(mine.Pixels);
        Should.Throw<ArgumentException>(() => Send(0, new("b-3", 99, new Edit.Undo(), "")));
        Should.Throw<ArgumentException>(() => Send(0, new("b-3", 2, new Edit.Undo(), "another")));
    }

    [Fact]
    public void An_edit_of_a_stale_window_that_is_sent_again_is_made_once_and_written_where_it_was_not()
    {
        Do(0, new Edit.Stroke("a", 1, 3, [10, 10]));
        var request = new EditRequest("b-1", 0, new Edit.Stroke("b", 7, 3, [20, 20]), "");
        var put = folder.Store.Use(0, sample => sample.Put);
        folder.Store.Use(0, sample => sample.Put = (_, _) => throw new UserErrorException("the disk is full"));
        Should.Throw<UserErrorException>(() => Send(0, request));
        folder.Store.Use(0, sample => sample.Put = put);
        var name = Send(0, request).Conflict.ShouldNotBeNull();
        Send(0, request).Conflict.ShouldBe(name);
        Send(0, new("b-2", 0, new Edit.Stroke("c", 255, 3, [40, 30]), name)).Conflict.ShouldBe(name);
        Send(0, new("b-3", 0, new Edit.Undo(), name)).Conflict.ShouldBe(name);
        Send(0, new("b-3", 0, new Edit.Undo(), name)).Conflict.ShouldBe(name);
        var mine = new LabelMask(60, 40);
        Strokes.Paint(mine, [20, 20], 3, 7, []);
        ReadFile(Directory.GetFiles(Path.Combine(folder.Session, "annotations", "photos"), "*conflict*.png").ShouldHaveSingleItem()).ShouldBePixels(mine.Pixels);
    }

    [Fact]
    public void Stale_windows_that_a_full_disk_refuses_have_a_version_each_when_there_is_room()
    {
        Do(0, new Edit.FillAll(1));
        EditRequest[] requests = [.. Enumerable.Range(0, 10).Select(i => new EditRequest($"w{i}-1", 0, new Edit.Stroke("s", 7, 2, [5 * i, 20]), ""))];
        var put = folder.Store.Use(0, sample => sample.Put);
        folder.Store.Use(0, sample => sample.Put = (_, _) => throw new UserErrorException("the disk is full"));
        foreach (var request in requests)
        {
            Should.Throw<UserErrorException>(() => Send(0, request));
        }

        folder.Store.Use(0, sample => sample.Put = put);
        string[] names = [.. requests.Select(request => Send(0, request).Conflict.ShouldNotBeNull())];
        names.ShouldBeUnique();
        foreach (var (i, name) in names.Index())
        {
            ShouldBeMine(name, [5 * i, 20]);
        }

        // The first of them goes on, however many came after it.
        Send(0, new("w0-2", 0, new Edit.Stroke("t", 7, 2, [30, 5]), names[0])).Conflict.ShouldBe(names[0]);
        ShouldBeMine(names[0], [0, 20], [30, 5]);
    }

    [Fact]
    public void A_stale_window_goes_on_with_its_version_after_a_restart()
    {
        var boxes = new Objects([new(7, 3, 3, 20, 20)], 255);
        Do(0, new Edit.FillAll(1));
        var name = Send(0, new("b-1", 0, new Edit.Stroke("s", 7, 2, [10, 20]), "")).Conflict.ShouldNotBeNull();
        Send(0, new("b-2", 0, new Edit.SetObjects(boxes), name)).Conflict.ShouldBe(name);
        folder.Restart();
        folder.Store.Use(0, sample => sample.Branch(name)!.Value.Objects).ShouldBe(boxes);
        folder.Restart();
        Send(0, new("b-3", 0, new Edit.Stroke("s", 7, 2, [30, 20]), name)).Conflict.ShouldBe(name);
        ShouldBeMine(name, [10, 20], [30, 20]);
        folder.Store.Use(0, sample => sample.Branch(name)!.Value.Objects).ShouldBe(boxes);
        Pixels(0).ShouldAllBe(value => value == 1);

        // Another sample's files, or any others, are no version of this one.
        Save(1);
        foreach (var other in new[] { "000001", "000000", "../photos/000000.conflict-1", "000001.conflict-1", "000000.conflict-2" })
        {
            folder.Store.Use(0, sample => sample.Branch(other) is null).ShouldBeTrue(other);
            Should.Throw<ArgumentException>(() => Send(0, new("b-4", 0, new Edit.Undo(), other))).Message.ShouldBe($"there is no other version of the name '{other}'");
        }
    }

    [Fact]
    public void The_boxes_of_a_stale_window_are_kept_too()
    {
        var (theirs, mine) = (new Objects([new(1, 0, 0, 9, 9)]), new Objects([new(7, 3, 3, 20, 20)], 255));
        Send(0, new("a-1", 0, new Edit.SetObjects(theirs), "")).Conflict.ShouldBeNull();
        var name = Send(0, new("b-1", 0, new Edit.SetObjects(mine), "")).Conflict.ShouldNotBeNull();
        folder.Store.Use(0, sample => sample.Objects).ShouldBe(theirs);
        folder.Store.Use(0, sample => sample.Branch(name)!.Value.Objects).ShouldBe(mine);
        SampleFiles.ReadObjects(Path.Combine(folder.Session, "annotations", "photos", name + ".json")).ShouldBe(mine);
    }

    [Fact]
    public void Boxes_that_are_stored_as_others_do_not_count_as_saved()
    {
        Do(0, new Edit.SetObjects(new([new(7, 1, 2, 30, 40)], 1)));
        folder.Store.Use(0, sample => sample.Put = (path, bytes) => File.WriteAllBytes(path, path.EndsWith(".json", StringComparison.Ordinal) ? "{\"boxes\":[]}"u8.ToArray() : bytes));
        Should.Throw<UserErrorException>(() => Save(0)).Message.ShouldContain("what is stored is not what was written");
        folder.Store.Use(0, sample => sample.IsSaved).ShouldBeFalse();
    }

    [Fact]
    public void Saved_means_that_the_stored_bytes_were_read_back()
    {
        Do(0, new Edit.Stroke("a", 1, 4, [10, 10, 30, 10]));
        Save(0);
        using var image = torch.tensor(Pixels(0), [40, 60]);
        folder.MaskFile(0).ShouldBe(ImageCodec.Encode(image, ".png"));
        folder.Store.States[0].ShouldBe(SampleState.Saved);

        // A disk that keeps something else than it was given.
        Do(1, new Edit.FillAll(7));
        folder.Store.Use(1, sample => sample.Put = (path, bytes) => File.WriteAllBytes(path, [.. bytes[..^20], 1, .. bytes[^19..]]));
        Should.Throw<UserErrorException>(() => Save(1)).Message.ShouldContain("what is stored is not what was written");
        (folder.Store.Use(1, sample => sample.IsSaved), folder.Store.States[1]).ShouldBe((false, SampleState.Begun));

        // A disk that has no room, or a folder that takes no files: nothing counts as saved.
        Do(2, new Edit.FillAll(1));
        Directory.CreateDirectory(SampleFiles.Of(folder.Session, "photos", 2).Mask);
        Should.Throw<UserErrorException>(() => Save(2));
        folder.Store.States[2].ShouldBe(SampleState.Begun);
        Pixels(2).ShouldAllBe(value => value == 1);
    }

    [Fact]
    public void A_mask_that_another_program_changed_is_taken_over_and_can_be_undone()
    {
        Do(0, new Edit.Stroke("a", 1, 4, [10, 10, 30, 10]));
        Save(0);
        var before = Pixels(0);
        folder.Close();
        var file = SampleFiles.Of(folder.Session, "photos", 0).Mask;
        using (var other = torch.full([40, 60], 7, torch.ScalarType.Byte))
        {
            ImageCodec.Save(file, other);
        }

        Pixels(0).ShouldAllBe(value => value == 7);
        Do(0, new Edit.Undo());
        Pixels(0).ShouldBePixels(before);

        // It is not changed once more at the next start: what was done since then is newer.
        folder.Restart();
        Pixels(0).ShouldBePixels(before);
        folder.Store.Use(0, sample => sample.IsSaved).ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_mask_that_was_there_before_does_not_replace_what_was_painted_over_it(bool isNoted)
    {
        Directory.CreateDirectory(Path.Combine(folder.Session, "annotations", "photos"));
        using (var other = torch.full([40, 60], 7, torch.ScalarType.Byte))
        {
            ImageCodec.Save(SampleFiles.Of(folder.Session, "photos", 0).Mask, other);
        }

        Do(0, new Edit.Stroke("a", 1, 4, [10, 10, 30, 10]));
        var last = Pixels(0);
        folder.Close();

        // Journals of before do not note which files there were.
        var journal = SampleFiles.Of(folder.Session, "photos", 0).Journal;
        if (!isNoted)
        {
            File.WriteAllLines(journal, File.ReadAllLines(journal).Where((_, i) => i != 1));
        }

        Pixels(0).ShouldBePixels(last);
        folder.Store.Use(0, sample => (sample.Version, sample.IsSaved)).ShouldBe((1, false));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Boxes_that_were_not_written_are_not_saved_after_a_restart(bool hasOlder)
    {
        var (older, newer) = (new Objects([new(1, 0, 0, 9, 9)]), new Objects([new(7, 1, 2, 30, 40)], 1));
        if (hasOlder)
        {
            Do(0, new Edit.SetObjects(older));
            Save(0);
        }

        // Killed, or the disk full, after the mask, whose bytes are the same all the time.
        Do(0, new Edit.SetObjects(newer));
        folder.Store.Use(0, sample => sample.Put = (path, bytes) =>
        {
            if (path.EndsWith(".json", StringComparison.Ordinal))
            {
                throw new UserErrorException("the disk is full");
            }

            File.WriteAllBytes(path, bytes);
        });
        Should.Throw<UserErrorException>(() => Save(0)).Message.ShouldContain("the disk is full");
        for (var i = 0; i < 2; i++)
        {
            folder.Restart();
            folder.Store.Use(0, sample => (sample.Objects, sample.IsSaved)).ShouldBe((newer, false));
        }

        folder.Store.SaveAll();
        SampleFiles.ReadObjects(SampleFiles.Of(folder.Session, "photos", 0).Objects).ShouldBe(newer);
        folder.Restart();
        folder.Store.Use(0, sample => sample.IsSaved).ShouldBeTrue();
    }

    [Fact]
    public void Boxes_that_another_program_changed_are_taken_over_and_can_be_undone()
    {
        var (before, other) = (new Objects([new(1, 0, 0, 9, 9)]), new Objects([new(7, 1, 2, 30, 40)], 255));
        Do(0, new Edit.SetObjects(before));
        Save(0);
        folder.Close();
        var file = SampleFiles.Of(folder.Session, "photos", 0).Objects;
        SampleFiles.WriteObjects(file, other, File.WriteAllBytes);
        folder.Store.Use(0, sample => (sample.Objects, sample.IsSaved)).ShouldBe((other, true));
        Do(0, new Edit.Undo());
        folder.Store.Use(0, sample => (sample.Objects, sample.IsSaved)).ShouldBe((before, false));
        folder.Restart();
        folder.Store.Use(0, sample => (sample.Objects, sample.IsSaved)).ShouldBe((before, false));

        // Without its file the sample is not saved, and nothing is lost; what cannot be is refused.
        folder.Close();
        File.Delete(file);
        folder.Store.Use(0, sample => (sample.Objects, sample.IsSaved)).ShouldBe((before, false));
        folder.Close();
        SampleFiles.WriteObjects(file, new([new(7, 1, 2, 61, 40)]), File.WriteAllBytes);
        Should.Throw<UserErrorException>(() => Pixels(0)).Message.ShouldEndWith("000000.json: another program has changed it, and what it holds cannot be taken over (a box is empty, or reaches beyond the image); mend it, or move it away");
    }

    [Fact]
    public void Of_a_damaged_journal_the_newest_boxes_and_mask_stay()
    {
        var (older, newer) = (new Objects([new(1, 0, 0, 9, 9)]), new Objects([new(7, 1, 2, 30, 40)], 1));
        Do(0, new Edit.SetObjects(older));
        Save(0);
        Do(0, new Edit.FillAll(7));
        Do(0, new Edit.SetObjects(newer));
        Save(0);
        folder.Close();
        var journal = SampleFiles.Of(folder.Session, "photos", 0).Journal;
        var lines = File.ReadAllLines(journal);
        lines[4].ShouldContain("fill");
        lines[4] = lines[4].Replace("fill", "full", StringComparison.Ordinal);
        File.WriteAllLines(journal, lines);
        folder.Store.Use(0, sample => (sample.Objects, sample.IsSaved)).ShouldBe((newer, true));
        Pixels(0).ShouldAllBe(value => value == 7);
        Do(0, new Edit.Undo());
        folder.Store.Use(0, sample => sample.Objects).ShouldBe(older);
    }

    [Fact]
    public void A_crash_between_writing_the_mask_and_noting_it_loses_nothing()
    {
        Do(0, new Edit.Stroke("a", 1, 4, [10, 10, 30, 10]));
        Save(0);
        Do(0, new Edit.Stroke("b", 7, 4, [10, 30, 50, 30]));
        var last = Pixels(0);
        folder.Close();

        // The last line says that the file is about to be written; it says so before the file is.
        var journal = SampleFiles.Of(folder.Session, "photos", 0).Journal;
        var lines = File.ReadAllLines(journal);
        lines[^2].ShouldContain("\"saved\"");
        File.WriteAllLines(journal, lines.Where((_, i) => i != lines.Length - 2));
        Pixels(0).ShouldBePixels(last);
        folder.Store.Use(0, sample => (sample.IsSaved, sample.CanUndo)).ShouldBe((false, true));
    }

    [Fact]
    public void A_journal_that_has_grown_long_begins_anew_with_what_there_is()
    {
        var journal = SampleFiles.Of(folder.Session, "photos", 0).Journal;
        MakeLong(journal);
        Save(0);
        var (last, version) = (Pixels(0), folder.Store.Use(0, sample => sample.Version));
        folder.Restart();
        Pixels(0).ShouldBePixels(last);
        folder.Store.Use(0, sample => (sample.Version, sample.IsSaved, sample.CanUndo)).ShouldBe((version, true, false));
        new FileInfo(journal).Length.ShouldBeLessThan(64 << 10);
        Do(0, new Edit.FillAll(1));
        folder.Restart();
        Pixels(0).ShouldAllBe(label => label == 1);
    }

    [Fact]
    public void What_was_saved_before_a_journal_was_shortened_does_not_replace_what_is_newer()
    {
        var (older, newer) = (new Objects([new(1, 0, 0, 9, 9)]), new Objects([new(7, 1, 2, 30, 40)], 1));
        Do(0, new Edit.SetObjects(older));
        Do(0, new Edit.FillAll(7));
        Save(0);
        Do(0, new Edit.SetObjects(newer));
        var journal = SampleFiles.Of(folder.Session, "photos", 0).Journal;
        MakeLong(journal);
        var last = Pixels(0);

        // Killed, shortened, and killed again before anything was saved.
        for (var i = 0; i < 2; i++)
        {
            folder.Restart();
            Pixels(0).ShouldBePixels(last);
            folder.Store.Use(0, sample => (sample.Objects, sample.IsSaved, sample.CanUndo)).ShouldBe((newer, false, false));
            new FileInfo(journal).Length.ShouldBeLessThan(64 << 10);
        }

        Read(0).ShouldAllBe(value => value == 7);
    }

    [Fact]
    public void A_mask_of_another_size_is_refused()
    {
        Directory.CreateDirectory(Path.Combine(folder.Session, "annotations", "photos"));
        using (var other = torch.zeros([10, 10], torch.ScalarType.Byte))
        {
            ImageCodec.Save(SampleFiles.Of(folder.Session, "photos", 0).Mask, other);
        }

        Should.Throw<UserErrorException>(() => Pixels(0)).Message.ShouldEndWith("000000.png: has 10x10 pixels, and the image of this sample 60x40; move the mask away, or give the image of its size");
        Pixels(1).Length.ShouldBe(2400);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Edits_that_cannot_be_are_refused_and_change_nothing(int number)
    {
        Edit[] faults = [.. FaultyEdits];
        Should.Throw<ArgumentException>(() => Do(0, faults[number]));
        folder.Store.Use(0, sample => sample.Version).ShouldBe(0);
    }

    public static TheoryData<int> Faults => [.. Enumerable.Range(0, 18)];

    private static IEnumerable<Edit> FaultyEdits =>
    [
        new Edit.Stroke("a", 2, 3, [1, 1]), new Edit.Stroke("a", 256, 3, [1, 1]), new Edit.Stroke("a", 1, -1, [1, 1]), new Edit.Stroke("a", 1, 5000, [1, 1]), new Edit.Stroke("a", 1, 3, [1]),
        new Edit.Stroke("a", 1, 3, [1, int.MinValue]), new Edit.Stroke("", 1, 3, [1, 1]), new Edit.FillAll(3), new Edit.FillRings([[0, 0, 1, double.NaN, 5, 5]], 1), new Edit.Replace([2400, 3]),
        new Edit.Replace([2399, 1]), new Edit.SetObjects(new([new(1, 5, 5, 5, 9)], null)), new Edit.SetObjects(new([], 9)),
        new Edit.Flood(1, 1, 3), new Edit.FillRings([[0, 0, 5, 0, 5, 5]], 3), new Edit.SetObjects(new([new(3, 0, 0, 4, 4)])), new Edit.SetObjects(new([new(1, 0, 0, 61, 4)])), new Edit.SetObjects(new([new(1, 0, 0, 4, 41)])),
    ];

    // A version of a stale window that has painted over nothing, in the program and in its file.
    private void ShouldBeMine(string name, params int[][] strokes)
    {
        var mine = new LabelMask(60, 40);
        foreach (var points in strokes)
        {
            Strokes.Paint(mine, points, 2, 7, []);
        }

        ReadFile(Path.Combine(folder.Session, "annotations", "photos", name + ".png")).ShouldBePixels(mine.Pixels, name);
        folder.Store.Use(0, sample => sample.Branch(name)!.Value.Mask.Pixels).ShouldBePixels(mine.Pixels, name);
    }

    // Edits until it is one of those that are shortened when they are opened.
    private void MakeLong(string journal)
    {
        int[][] noise = [.. new[] { 0, 1 }.Select(shift => Enumerable.Range(0, 4800).Select(i => i % 2 == 0 ? 1 : ((i / 2) + shift) % 2 == 0 ? 7 : 255).ToArray())];
        for (var i = 0; i == 0 || new FileInfo(journal).Length <= 8 << 20; i++)
        {
            Do(0, new Edit.Replace(noise[i % 2]));
        }
    }

    private byte[] Pixels(int number) => folder.Store.Use(number, sample => sample.Mask.Copy().Pixels);

    private void Do(int number, Edit edit) => folder.Store.Use(number, sample => sample.Edit(edit)).Conflict.ShouldBeNull();

    private EditAnswer Send(int number, EditRequest request) => folder.Store.Use(number, sample => sample.Edit(request));

    private void Save(int number) => folder.Store.Use(number, sample => sample.Save());

    private byte[] Read(int index) => ReadFile(SampleFiles.Of(folder.Session, "photos", index).Mask);

    private static byte[] ReadFile(string path)
    {
        using var image = ImageCodec.Decode(path, DecodeMode.Unchanged);
        image.ndim.ShouldBe(2);
        return image.data<byte>().ToArray();
    }
}
