using Thelper.Vision.Formats;

namespace Thelper.Guide;

/// <summary>The entries of a folder that count as data.</summary>
/// <param name="path">The folder.</param>
internal sealed class FolderView(string path)
{
    private readonly (string Name, bool IsFolder)[] entries = [.. FolderEntries.Of(path, _ => true, new LeftOut()).OrderBy(entry => entry.Name, StringComparer.Ordinal)];

    /// <summary>The folder, as it was given.</summary>
    public string Path => path;

    /// <summary>Its name.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.GetFullPath(path).TrimEnd('/')) is { Length: > 0 } name ? name : "data";

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => entries.Length == 0;

    /// <summary>Names of the images that lie directly in it, in order.</summary>
    public IReadOnlyList<string> Images => [.. entries.Where(entry => !entry.IsFolder && FolderEntries.IsImage(entry.Name)).Select(entry => entry.Name)];

    /// <summary>Names of its folders, in order.</summary>
    public IReadOnlyList<string> Folders => [.. entries.Where(entry => entry.IsFolder).Select(entry => entry.Name)];

    /// <summary>Names of its files with one of some endings, in order.</summary>
    /// <param name="endings">With their dots, in small letters.</param>
    public IReadOnlyList<string> Files(params string[] endings) =>
        [.. entries.Where(entry => !entry.IsFolder && endings.Contains(System.IO.Path.GetExtension(entry.Name).ToLowerInvariant())).Select(entry => entry.Name)];

    /// <summary>The path of an entry.</summary>
    /// <param name="name">Its name.</param>
    public string this[string name] => System.IO.Path.Join(path, name);

    /// <summary>A folder in it by one of some names, in any case; null where there is none.</summary>
    /// <param name="names">Names in small letters.</param>
    public FolderView? Find(params string[] names) => Folders.FirstOrDefault(folder => names.Contains(folder.ToLowerInvariant())) is { } found ? new(this[found]) : null;

    /// <summary>The paths of all images in it and below.</summary>
    public IReadOnlyList<string> AllImages() => [.. Images.Select(name => this[name]), .. Folders.SelectMany(folder => new FolderView(this[folder]).AllImages())];
}
