using System.Globalization;

namespace Thelper.Web.Annotating;

/// <summary>What windows made that went on with another version than the sample's, each beside the sample's files: <c>000000.conflict-1.png</c>, and <c>.json</c> where there are boxes or a class.</summary>
/// <param name="files">The sample's files.</param>
/// <param name="read">Reads a mask's file of the sample's size.</param>
internal sealed class Branches(SampleFiles files, Func<string, LabelMask> read)
{
    private const int MostOpen = 8;
    private const string Kind = "conflict";

    // Edits, few as they are, and the versions that they were made to.
    private readonly Dictionary<string, string> made = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, Canvas> open = new(StringComparer.Ordinal);
    private readonly HashSet<string> unwritten = new(StringComparer.Ordinal);

    /// <summary>The version that an edit was made to, which may be sent again; null where it was made to none.</summary>
    /// <param name="id">The edit's name.</param>
    public string? OfEdit(string id) => made.GetValueOrDefault(id);

    /// <summary>Begins a version.</summary>
    /// <param name="start">What it begins with.</param>
    /// <returns>Its name, which no other has, with a file or without.</returns>
    public string Begin(Canvas start)
    {
        var (folder, stem) = (Path.GetDirectoryName(files.Mask)!, Path.GetFileNameWithoutExtension(files.Mask));
        for (var i = 1; ; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{stem}.{Kind}-{i}");
            if (!open.ContainsKey(name) && !Path.Exists(Path.Combine(folder, name + ".png")))
            {
                unwritten.Add(name);
                Keep(name, start);
                return name;
            }
        }
    }

    /// <summary>A version: its mask, boxes and class.</summary>
    /// <param name="name">Its name, as a window sends it.</param>
    /// <returns>Null where there is none of that name.</returns>
    /// <exception cref="UserErrorException">Its files are damaged.</exception>
    public Canvas? Find(string name)
    {
        if (open.TryGetValue(name, out var known))
        {
            return known;
        }

        // One of before a restart, or of which there were too many: its files are all of it.
        var start = $"{Path.GetFileNameWithoutExtension(files.Mask)}.{Kind}-";
        var mask = MaskOf(name);
        if (!name.StartsWith(start, StringComparison.Ordinal) || !name[start.Length..].All(char.IsAsciiDigit) || !File.Exists(mask))
        {
            return null;
        }

        var found = new Canvas(read(mask), SampleFiles.ReadObjects(ObjectsOf(name)));
        Keep(name, found);
        return found;
    }

    /// <summary>Makes an edit, and writes the files.</summary>
    /// <param name="name">The version's name; there is one.</param>
    /// <param name="request">The edit; one that is sent again has been made, but its files may not have been written.</param>
    /// <param name="encode">Makes the file of a mask.</param>
    /// <param name="put">Writes a file whole, or not at all.</param>
    public void Edit(string name, EditRequest request, Func<LabelMask, byte[]> encode, Action<string, byte[]> put)
    {
        var branch = Find(name)!;
        if (made.TryAdd(request.Id, name))
        {
            branch.Apply(request.Edit);
        }

        unwritten.Add(name);
        put(MaskOf(name), encode(branch.Mask));
        SampleFiles.WriteObjects(ObjectsOf(name), branch.Objects, put);
        unwritten.Remove(name);
    }

    private void Keep(string name, Canvas branch)
    {
        // What is in no file is kept, whatever room it takes.
        if (open.Count >= MostOpen && open.Keys.FirstOrDefault(other => !unwritten.Contains(other)) is { } oldest)
        {
            open.Remove(oldest);
        }

        open[name] = branch;
    }

    private string MaskOf(string name) => Path.Combine(Path.GetDirectoryName(files.Mask)!, name + ".png");

    private string ObjectsOf(string name) => Path.Combine(Path.GetDirectoryName(files.Mask)!, name + ".json");
}
