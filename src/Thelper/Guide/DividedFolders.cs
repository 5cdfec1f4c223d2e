using static Thelper.Guide.FolderReader;

namespace Thelper.Guide;

/// <summary>Folders whose data come divided in sets: <c>train/cat/1.png</c>, <c>train/images/1.png</c>, <c>train/_annotations.coco.json</c>.</summary>
internal static class DividedFolders
{
    private static readonly (string Set, string[] Names)[] Sets = [("train", ["train", "training"]), ("valid", ["valid", "val", "validation"]), ("test", ["test", "testing"])];

    /// <summary>Whether a folder's name is that of a set.</summary>
    /// <param name="name">The name.</param>
    public static bool IsSet(string name) => Array.Exists(Sets, set => set.Names.Contains(name.ToLowerInvariant()));

    /// <summary>Classes in folders, in each set; sets without them have no labels, and are left out.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="UserErrorException">The training set's folders are not called as classes.</exception>
    public static Finding? Classes(FolderView folder)
    {
        var parts = Parts(folder);
        if (parts is not [("train", var train), ..] || ClassFolders(train) is not { Count: > 1 } classes)
        {
            return null;
        }

        RequireClasses(train, classes);
        var labelled = parts.Where(part => ClassFolders(part.Folder).Count > 1).ToList();
        List<string> notes = [.. Unlabelled(parts.Except(labelled))];
        if (labelled.Count == 1)
        {
            // Among other folders of images 'train' may be a class.
            return ClassFolders(folder).TrueForAll(IsSet) ? FolderReader.Classes(train)! with { Notes = notes } : null;
        }

        return new($"classes in folders, divided in {Named(labelled)}: {classes.Count} classes", "classification")
        {
            Datasets = (_, _) => labelled.ToDictionary(part => $"{part.Set}_data", part => (object?)Dataset("thelper.data.ImageFolderDataset", ("root", part.Folder.Path), ("order", "name"))),
            Images = train.AllImages(),
            Count = labelled.Sum(part => part.Folder.AllImages().Count),
            Classes = classes,
            Sets = SetsOf(labelled),
            Notes = notes,
        };
    }

    /// <summary>COCO, with annotations and images in the folder of each set.</summary>
    /// <param name="folder">The folder.</param>
    public static Finding? Coco(FolderView folder)
    {
        var all = Parts(folder);
        var parts = all.Select(part => (part.Set, part.Folder, Found: AnnotatedData.Coco(part.Folder))).Where(part => part.Found is not null).ToList();
        if (parts is not [("train", _, { } train), ..])
        {
            return null;
        }

        var places = parts.ConvertAll(part => (part.Set, part.Folder));
        List<string> notes = [.. train.Notes, .. Unlabelled(all.Except(places))];
        return parts.Count == 1 ? train with { Notes = notes } : train with
        {
            What = $"COCO, divided in {Named(places)}: {parts.Sum(part => part.Found!.Count)} images, {train.Classes.Count} classes",
            Datasets = (concept, list) => parts.ToDictionary(part => $"{part.Set}_data", part => part.Found!.Datasets(concept, list).Values.Single()),
            Count = parts.Sum(part => part.Found!.Count),
            Sets = SetsOf(places),
            Notes = notes,
        };
    }

    /// <summary>Images and masks in the folder of each set.</summary>
    /// <param name="folder">The folder.</param>
    public static Finding? Masks(FolderView folder)
    {
        var all = Parts(folder);
        var parts = all.Select(part => (part.Set, part.Folder, Pairs: MaskFolders.Find(part.Folder))).Where(part => part.Pairs is not null).ToList();
        if (parts is not [("train", _, { } train), ..])
        {
            return null;
        }

        var places = parts.ConvertAll(part => (part.Set, part.Folder));
        var finding = parts.Count == 1 ? MaskFolders.Of([("photos", train)]) : MaskFolders.Of([.. parts.Select(part => ($"{part.Set}_data", part.Pairs!))]);
        finding = finding with { Notes = [.. finding.Notes, .. Unlabelled(all.Except(places))] };
        return parts.Count == 1 ? finding : finding with { What = $"{finding.What}, divided in {Named(places)}", Sets = SetsOf(places) };
    }

    // The folders that are there, the training set's first.
    private static List<(string Set, FolderView Folder)> Parts(FolderView folder) =>
        [.. Sets.Select(set => (set.Set, Folder: folder.Find(set.Names))).Where(part => part.Folder is not null).Select(part => (part.Set, part.Folder!))];

    private static IEnumerable<string> Unlabelled(IEnumerable<(string Set, FolderView Folder)> parts) =>
        parts.Where(part => part.Folder.AllImages().Count > 0).Select(part => $"The images in '{part.Folder.Name}' have no labels, and are not read.");

    private static string Named(IEnumerable<(string Set, FolderView Folder)> parts) => string.Join(", ", parts.Select(part => part.Set));

    private static Dictionary<string, string> SetsOf(IEnumerable<(string Set, FolderView Folder)> parts) => parts.ToDictionary(part => part.Set, part => $"{part.Set}_data");
}
