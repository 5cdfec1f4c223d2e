using System.Globalization;
using System.Security.Cryptography;
using Thelper.Imaging;
using Thelper.Torch;

namespace Thelper.Web.Annotating;

/// <summary>A sample that is open: its state, its journal, its files. Used by one thread at a time.</summary>
/// <remarks>
/// What is answered is in the journal, on disk. The image file follows when it is saved: written beside, put in its place at once, read back and compared; only then it counts as saved.
/// A file that somebody else changed meanwhile, mask or boxes, is taken as an edit, which can be undone.
/// </remarks>
internal sealed class AnnotatedSample : IDisposable
{
    private const int MostRuns = 20_000;
    private const int MostIds = 1024;

    // Bytes; a replay of them takes a part of a second.
    private const long LongJournal = 8 << 20;

    // Labels that are no longer in the configuration may have been painted before.
    private static readonly HashSet<int> AnyLabel = [.. Enumerable.Range(0, 256)];
    private readonly SampleFiles files;
    private readonly IReadOnlySet<int> labels;
    private readonly Action<string> warn;
    private readonly Journal journal;
    private readonly Canvas canvas;
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();
    private readonly Branches branches;
    private long savedVersion = -1;

    /// <summary>Opens a sample, going on where it was left.</summary>
    /// <param name="place">Which it is.</param>
    /// <param name="files">Its files.</param>
    /// <param name="start">What it is before its first edit, where it has no file.</param>
    /// <param name="width">Width of its image.</param>
    /// <param name="height">Its height.</param>
    /// <param name="labels">Ids that may be used, the background's included.</param>
    /// <param name="warn">Told what the user should know.</param>
    /// <exception cref="UserErrorException">Its files cannot be used, or are those of an image of another size.</exception>
    public AnnotatedSample(SamplePlace place, SampleFiles files, Func<(LabelMask Mask, Objects Objects)> start, int width, int height, IReadOnlySet<int> labels, Action<string> warn)
    {
        (Place, this.files, this.labels, this.warn) = (place, files, labels, warn);
        branches = new(files, path => ReadMask(path, InputFile.ReadAllBytes(path), width, height));
        journal = Journal.Open(files.Journal, out var lines, warn);
        try
        {
            if (lines.Count > 0 && !IsOf(lines[0].Base, width, height))
            {
                throw new UserErrorException(string.Create(
                    CultureInfo.InvariantCulture, $"{files.Journal}: was written for an image of another size than {width}x{height}; if the image was changed on purpose, move this file and '{files.Mask}' away"));
            }

            canvas = lines.Count > 0 ? new(MaskOf(lines[0].Base!), lines[0].Objects ?? Objects.None, lines[0].Version) : Begin(width, height, start);
            var held = new List<HeldFiles>();
            foreach (var line in lines.Skip(1))
            {
                if (line.Edit is { } edit)
                {
                    if (edit.FaultIn(Mask, AnyLabel) is { } fault)
                    {
                        throw new UserErrorException($"{files.Journal}: holds an edit that cannot be ({fault}); move it away, the mask is in '{files.Mask}'");
                    }

                    canvas.Apply(edit);
                    Know(line.Id ?? "");
                }
                else if ((line.Saving ?? line.Saved) is { } sum)
                {
                    // What was saved, both files of it, is all that there is, until something else is about to be written.
                    if (line.Saved is not null)
                    {
                        held.Clear();
                    }

                    held.Add(new(sum, line.Objects ?? Objects, line.Version));
                }
            }

            if (lines.Count > 0)
            {
                Compare(lines[0], held);
            }

            if (journal.Length > LongJournal)
            {
                Shorten(ref journal, ref canvas);
            }
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Writes a file whole, or not at all; tests have other disks.</summary>
    internal Action<string, byte[]> Put { get; set; } = SampleFiles.Write;

    /// <summary>Which sample it is.</summary>
    public SamplePlace Place { get; }

    /// <summary>Its mask.</summary>
    public LabelMask Mask => canvas.Mask;

    /// <summary>Its boxes and class.</summary>
    public Objects Objects => canvas.Objects;

    /// <summary>Counts its edits.</summary>
    public long Version => canvas.Version;

    /// <summary>Whether its files hold what it is now.</summary>
    public bool IsSaved => savedVersion == Version;

    /// <summary>Whether there is an edit to take back.</summary>
    public bool CanUndo => canvas.CanUndo;

    /// <summary>Whether there is an edit to make again.</summary>
    public bool CanRedo => canvas.CanRedo;

    /// <summary>Makes an edit, and has it on disk.</summary>
    /// <param name="request">What a window asks for.</param>
    /// <exception cref="ArgumentException">The edit cannot be made.</exception>
    /// <exception cref="UserErrorException">It cannot be stored; nothing has changed.</exception>
    public EditAnswer Edit(EditRequest request)
    {
        if (request.Edit.FaultIn(Mask, labels) is { } fault)
        {
            throw new ArgumentException(fault);
        }

        if ((branches.OfEdit(request.Id) ?? request.Branch) is { Length: > 0 } branch)
        {
            return OnBranch(branch, request);
        }

        if (known.Contains(request.Id))
        {
            // Sent again, because its answer did not arrive: the window has nothing of what it changed.
            return new(Version, null, Objects, CanUndo, CanRedo, null);
        }

        if (request.Version != Version)
        {
            return Conflict(request);
        }

        journal.Append(new() { Version = Version + 1, Id = request.Id, Edit = request.Edit });
        var step = canvas.Apply(request.Edit);
        Know(request.Id);
        var runs = step.Runs.Count > MostRuns ? null : step.Runs.SelectMany(run => new[] { run.Start, run.Length, run.After }).ToList();
        return new(Version, runs, step.After, CanUndo, CanRedo, null);
    }

    /// <summary>Makes an edit of this program's own, on top of what there is.</summary>
    /// <param name="edit">The edit.</param>
    public EditAnswer Edit(Edit edit) => Edit(new EditRequest($"own-{Guid.NewGuid():N}", Version, edit, ""));

    /// <summary>Writes the files, reads them back, and notes that they are there.</summary>
    /// <returns>SHA-256 of the mask's file.</returns>
    /// <exception cref="NotStoredException">A file cannot be written, or what is read back is not what was written.</exception>
    public string Save()
    {
        using var scope = torch.NewDisposeScope();
        var bytes = Encode(Mask);
        var sum = Sum(bytes);
        journal.Append(new() { Version = Version, Saving = sum });
        Put(files.Mask, bytes);
        SampleFiles.WriteObjects(files.Objects, Objects, Put);
        var stored = InputFile.ReadAllBytes(files.Mask);
        if (!stored.AsSpan().SequenceEqual(bytes) || !Read(stored, files.Mask).Pixels.AsSpan().SequenceEqual(Mask.Pixels) || !SampleFiles.ReadObjects(files.Objects).Equals(Objects))
        {
            throw new NotStoredException($"{files.Mask}: what is stored is not what was written; the edits are in '{files.Journal}', nothing is lost. Look after the disk.");
        }

        journal.Append(new() { Version = Version, Saved = sum });
        savedVersion = Version;
        return sum;
    }

    /// <summary>The mask of the version that another window went on with.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The mask, boxes and class; null where there is none of that name.</returns>
    /// <exception cref="UserErrorException">Its files are damaged.</exception>
    public (LabelMask Mask, Objects Objects)? Branch(string name) => branches.Find(name) is { } branch ? (branch.Mask, branch.Objects) : null;

    /// <summary>Closes the journal.</summary>
    public void Dispose() => journal.Dispose();

    private static bool IsOf(int[]? content, int width, int height) =>
        content is [var wide, var high, ..] && (wide, high) == (width, height) && new Edit.Replace(content[2..]).FaultIn(new LabelMask(width, height), AnyLabel) is null;

    private static LabelMask MaskOf(int[] content)
    {
        var mask = new LabelMask(content[0], content[1]);
        var start = 0;
        for (var i = 2; i < content.Length; start += content[i], i += 2)
        {
            mask.Pixels.AsSpan(start, content[i]).Fill((byte)content[i + 1]);
        }

        return mask;
    }

    private static int[] Content(LabelMask mask) => [mask.Width, mask.Height, .. mask.Runs().SelectMany(run => new[] { run.Count, run.Label })];

    // As the original does it, by the same library.
    private static byte[] Encode(LabelMask mask)
    {
        using var image = torch.tensor(mask.Pixels, [mask.Height, mask.Width]);
        return ImageCodec.Encode(image, ".png");
    }

    private static bool IsSame(LabelMask mask, LabelMask other) => mask.Pixels.AsSpan().SequenceEqual(other.Pixels);

    private static string Sum(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static LabelMask Read(ReadOnlySpan<byte> bytes, string path)
    {
        using var scope = torch.NewDisposeScope();
        try
        {
            var image = ImageCodec.Decode(bytes, DecodeMode.Unchanged, path);
            return image.ndim == 2 && image.dtype == torch.ScalarType.Byte
                ? new((int)image.shape[1], (int)image.shape[0], image.data<byte>().ToArray())
                : throw new UserErrorException($"{path}: is no mask of one 8-bit channel; move it away, or convert it");
        }
        catch (ImageException error)
        {
            throw new UserErrorException($"{error.Message}; move it away, or mend it", error);
        }
    }

    // What lies far back can no longer be taken back, and no longer has to be gone through. What the files hold stays known, an older version too.
    private void Shorten(ref Journal journal, ref Canvas canvas)
    {
        journal.Dispose();
        var lines = new List<JournalLine> { new() { Version = Version, Base = Content(Mask), Objects = Objects } };
        if (File.Exists(files.Mask) || File.Exists(files.Objects))
        {
            lines.Add(Held(File.Exists(files.Mask) ? Sum(InputFile.ReadAllBytes(files.Mask)) : "", SampleFiles.ReadObjects(files.Objects)));
        }

        Journal.Rewrite(files.Journal, lines);
        journal = Journal.Open(files.Journal, out _, warn);
        canvas = new(Mask, Objects, Version);
    }

    // What is there before the first edit are the files of an earlier session, or of the original.
    private Canvas Begin(int width, int height, Func<(LabelMask Mask, Objects Objects)> start)
    {
        var bytes = File.Exists(files.Mask) ? InputFile.ReadAllBytes(files.Mask) : null;
        var isHeld = bytes is not null || File.Exists(files.Objects);
        var (mask, objects) = bytes is not null ? (ReadMask(files.Mask, bytes, width, height), Objects.None) : start();
        objects = isHeld ? SampleFiles.ReadObjects(files.Objects) : objects;
        journal.Append(new() { Base = Content(mask), Objects = objects });
        if (isHeld)
        {
            savedVersion = bytes is not null ? 0 : -1;
            journal.Append(Held(bytes is null ? "" : Sum(bytes), objects));
        }

        return new(mask, objects);
    }

    private static LabelMask ReadMask(string path, byte[] bytes, int width, int height)
    {
        var mask = Read(bytes, path);
        if (mask.Width != width || mask.Height != height)
        {
            throw new UserErrorException(string.Create(
                CultureInfo.InvariantCulture, $"{path}: has {mask.Width}x{mask.Height} pixels, and the image of this sample {width}x{height}; move the mask away, or give the image of its size"));
        }

        return mask;
    }

    // It is saved where both files are those of one version. What is in none that may be there is another program's; a file that is missing is nobody's edit.
    private void Compare(JournalLine first, List<HeldFiles> held)
    {
        var bytes = File.Exists(files.Mask) ? InputFile.ReadAllBytes(files.Mask) : null;
        var hasObjects = File.Exists(files.Objects);
        if (bytes is null && !hasObjects)
        {
            return;
        }

        var (sum, objects) = (bytes is null ? "" : Sum(bytes), SampleFiles.ReadObjects(files.Objects));
        if (held.FindLast(known => known.Mask == sum && known.Objects.Equals(objects)) is { } same)
        {
            savedVersion = same.Version;
            return;
        }

        // Older journals do not say which files were there when they began.
        var isAsBegun = held.Count == 0;
        var mask = bytes is null ? null : ReadMask(files.Mask, bytes, Mask.Width, Mask.Height);
        if (mask is not null && held.TrueForAll(known => known.Mask != sum) && !IsSame(mask, Mask) && !(isAsBegun && IsSame(mask, MaskOf(first.Base!))))
        {
            TakeOver(files.Mask, new Edit.Replace([.. Content(mask).Skip(2)]));
        }

        if (hasObjects && held.TrueForAll(known => !known.Objects.Equals(objects)) && !objects.Equals(Objects) && !(isAsBegun && objects.Equals(first.Objects ?? Objects.None)))
        {
            TakeOver(files.Objects, new Edit.SetObjects(objects));
        }

        savedVersion = mask is not null && IsSame(mask, Mask) && objects.Equals(Objects) ? Version : -1;
        journal.Append(Held(sum, objects));
    }

    // What the files hold: a journal that does not say so has them for another program's at the next start, and what was done since then is taken back.
    private JournalLine Held(string sum, Objects objects) => new() { Version = savedVersion, Saved = sum, Objects = objects };

    // Of labels that are no longer in the configuration, too.
    private void TakeOver(string path, Edit edit)
    {
        if (edit.FaultIn(Mask, AnyLabel) is { } fault)
        {
            throw new UserErrorException($"{path}: another program has changed it, and what it holds cannot be taken over ({fault}); mend it, or move it away");
        }

        warn($"{path}: another program has changed it; its content is taken over, and can be undone");
        var id = $"own-{Guid.NewGuid():N}";
        journal.Append(new() { Version = Version + 1, Id = id, Edit = edit });
        canvas.Apply(edit);
        Know(id);
    }

    private void Know(string id)
    {
        known.Add(id);
        order.Enqueue(id);
        if (order.Count > MostIds)
        {
            known.Remove(order.Dequeue());
        }
    }

    // The window's edit is made to what the window shows, beside what the sample is by now: nobody's work is thrown away.
    private EditAnswer Conflict(EditRequest request)
    {
        if (request.Version < canvas.First || request.Version > Version)
        {
            throw new ArgumentException($"the window shows version {request.Version}, which is unknown; reload the page");
        }

        var name = branches.Begin(canvas.At(request.Version));
        warn($"{files.Mask}: two windows have edited it; the version of the second one is in '{Path.Combine(Path.GetDirectoryName(files.Mask)!, name + ".png")}'");
        return OnBranch(name, request);
    }

    private EditAnswer OnBranch(string name, EditRequest request)
    {
        if (branches.Find(name) is null)
        {
            throw new ArgumentException($"there is no other version of the name '{name}'");
        }

        branches.Edit(name, request, Encode, Put);
        return new(Version, null, null, CanUndo, CanRedo, name);
    }

    /// <summary>What the files of a sample may hold.</summary>
    /// <param name="Mask">SHA-256 of the mask's; empty where there is none.</param>
    /// <param name="Objects">Boxes and class.</param>
    /// <param name="Version">The version that both are; -1 where they are not of one.</param>
    private sealed record HeldFiles(string Mask, Objects Objects, long Version);
}
