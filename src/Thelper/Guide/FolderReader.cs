using Thelper.Config;
using Thelper.Data.Formats.Hdf5;
using Thelper.Tasks;
using Thelper.Vision.Formats;

namespace Thelper.Guide;

/// <summary>Finds out what a folder of data holds, by the names in it and a look into some of its files.</summary>
internal static class FolderReader
{
    private static readonly string[] ImageFolders = ["images", "image", "imgs", "img", "input", "inputs", "x", "jpegimages"];
    private static readonly string[] LowFolders = ["lr", "low", "lowres", "low_res", "low-res"];
    private static readonly string[] HighFolders = ["hr", "high", "highres", "high_res", "high-res"];
    private static readonly string[] ArchiveEndings = [".hdf5", ".h5"];

    // What no class is called. Others, such as train or x, may be one class among several.
    private static readonly string[] NoClasses = ["images", "imgs", "masks", "labels", "annotations"];

    // What is most certain comes first.
    private static readonly Func<FolderView, Finding?>[] Kinds =
    [
        Archives, AnnotatedData.Voc, AnnotatedData.Coco, DividedFolders.Coco, AnnotatedData.Yolo, MaskFolders.Read, DividedFolders.Masks, Pairs, ListedImages.Read, DividedFolders.Classes, Classes, Flat,
    ];

    /// <summary>Looks at a folder, or at an HDF5 archive.</summary>
    /// <param name="path">The folder or file.</param>
    /// <exception cref="UserErrorException">There is no such folder, or nothing in it that a data set here reads; the message says what is looked for.</exception>
    public static Finding Read(string path)
    {
        if (File.Exists(path) && IsArchive(path))
        {
            return Archive(path);
        }

        if (!Directory.Exists(path))
        {
            throw new UserErrorException($"'{path}': there is no such folder; give a folder of data, or an HDF5 archive");
        }

        var folder = new FolderView(path);
        if (folder.IsEmpty)
        {
            throw new UserErrorException($"'{path}': the folder is empty, so there is nothing to learn from; put data into it, or start from 'thelper init --task TASK'");
        }

        // Where there is nothing else, a file that looks like an archive says what it lacks.
        return Kinds.Select(kind => kind(folder)).FirstOrDefault(found => found is not null)
            ?? (folder.Files(ArchiveEndings) is [var only] ? Archive(folder[only]) : throw new UserErrorException(
                $"'{path}': nothing that can be learned from is found in it. What is looked for: folders of images, one for each class; images and masks in folders of these names; "
                + $"PASCAL VOC (Annotations, ImageSets, JPEGImages); COCO (a .json with images and annotations); YOLO (images and labels); a .csv with a column of paths; an .hdf5 archive; or images alone ({FolderEntries.ImageEndings})"));
    }

    /// <summary>Whether a folder's name says that images are in it.</summary>
    /// <param name="name">The name.</param>
    public static bool IsForImages(string name) => ImageFolders.Contains(name.ToLowerInvariant());

    private static bool IsArchive(string name) => ArchiveEndings.Contains(Path.GetExtension(name).ToLowerInvariant());

    // Weights of other programs have the same endings.
    private static Finding? Archives(FolderView folder)
    {
        if (folder.Files(ArchiveEndings) is not [var only] || folder.Images.Count > 0)
        {
            return null;
        }

        try
        {
            return Archive(folder[only]);
        }
        catch (UserErrorException)
        {
            return null;
        }
    }

    private static Finding Archive(string path)
    {
        var sets = new Dictionary<string, string>();
        Tasks.Task? task = null;
        var count = 0;
        long[] shape = [];
        var isPrepared = false;
        foreach (var set in new[] { "train", "valid", "test" })
        {
            try
            {
                using var data = new HDF5Dataset(path, set);
                if (data.Count > 0)
                {
                    sets.Add(set, set);
                    task = data.Task;
                    count += data.Count;
                    (shape, isPrepared) = shape.Length > 0 ? (shape, isPrepared) : ShapeOf(data);
                }
            }
            catch (Hdf5Exception) when (sets.Count > 0 || set != "test")
            {
                // An archive need not have every set.
            }
        }

        var concept = ConceptOf(task) ?? throw new UserErrorException($"'{path}': the archive's task, {task}, is none that a model is found for; write the configuration by hand");
        return new($"an archive for {concept}", concept)
        {
            Datasets = (_, _) => sets.Keys.ToDictionary(set => set, set => (object?)Dataset("thelper.data.HDF5Dataset", ("root", path), ("subset", set))),
            Images = [],
            Count = count,
            Sets = sets,
            Classes = task is IClassTask named ? [.. named.ClassNames] : [],
            KnownSize = shape.Length < 2 ? null : isPrepared ? ((int)shape[1], (int)shape[2]) : ((int)shape[0], (int)shape[1]),
            IsPrepared = isPrepared,
            Channels = isPrepared ? (int)shape[0] : 3,
            InputKey = task!.InputKey,
            TruthKey = task is Segmentation maps ? maps.LabelMapKey : "label_map",
            Outputs = task is Regression { TargetShape: { } target } ? (int)target.Aggregate(1L, (a, b) => a * b) : 1,
        };
    }

    // The shape of the first image, and whether it is one that a model takes.
    private static (long[] Shape, bool IsPrepared) ShapeOf(HDF5Dataset data)
    {
        using var scope = Torch.torch.NewDisposeScope();
        var sample = data.GetItem(0, Imaging.Transforms.TransformRandom.For(0, 0, 0));
        return sample[data.Task.InputKey] is Torch.torch.Tensor image
            ? (image.shape, image.dtype != Torch.torch.uint8 && image.dim() == 3 && image.shape[0] <= 4)
            : ([], false);
    }

    private static string? ConceptOf(Tasks.Task? task) => task switch
    {
        SuperResolution => "super-resolution",
        Detection => "detection",
        Regression => "regression",
        Segmentation => "segmentation",
        Classification => "classification",
        _ => null,
    };

    // Two folders of the same images, small and large.
    private static Finding? Pairs(FolderView folder)
    {
        if (folder.Find(LowFolders) is not { } low || folder.Find(HighFolders) is not { } high)
        {
            return null;
        }

        var images = high.Images.Where(low.Images.Contains).ToList();
        if (images.Count == 0)
        {
            return null;
        }

        var (small, large) = (ImageFacts.Of([.. images.Select(name => low[name])]), ImageFacts.Of([.. images.Select(name => high[name])]));
        var factor = Math.Max(1.5, Math.Round((double)large.Median.Width / small.Median.Width * 2) / 2);
        var place = Path.GetRelativePath(folder.Path, high.Path);
        return new($"pairs of small and large images ({images.Count})", "super-resolution")
        {
            Datasets = (_, list) => new() { ["photos"] = Dataset("thelper.data.SuperResFolderDataset", ("root", folder.Path), ("order", list), ("downscale_factor", factor)) },
            Images = [.. images.Select(name => high[name])],
            Count = images.Count,
            Companion = (".txt", string.Concat(images.Select(name => $"{place}/{name}\n"))),
            Notes = [$"The data set makes the small images itself, {factor:0.#} times smaller, from those in '{high.Name}', which the list names; those in '{low.Name}' are not read."],
        };
    }

    /// <summary>Classes in folders.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="UserErrorException">The folders have names of folders for images, masks or sets.</exception>
    public static Finding? Classes(FolderView folder)
    {
        var classes = ClassFolders(folder);
        if (classes.Count < 2)
        {
            return null;
        }

        RequireClasses(folder, classes);
        var images = folder.AllImages();
        return new($"classes in folders: {classes.Count} classes, {images.Count} images", "classification", "auto-encoder", "super-resolution")
        {
            Datasets = (concept, _) => new()
            {
                ["photos"] = concept == "super-resolution"
                    ? Dataset("thelper.data.SuperResFolderDataset", ("root", folder.Path), ("order", "name"), ("downscale_factor", 2.0))
                    : Dataset("thelper.data.ImageFolderDataset", ("root", folder.Path), ("order", "name")),
            },
            Images = images,
            Count = images.Count,
            Classes = classes,
        };
    }

    /// <summary>Refuses folders for classes that are called as folders for images, masks and sets are.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="classes">The folders in it.</param>
    /// <exception cref="UserErrorException">They are.</exception>
    public static void RequireClasses(FolderView folder, List<string> classes)
    {
        var others = classes.FindAll(name => IsForImages(name) || MaskFolders.IsForMasks(name) || DividedFolders.IsSet(name));
        if (others.Count * 2 > classes.Count || others.Exists(name => NoClasses.Contains(name.ToLowerInvariant())))
        {
            throw new UserErrorException(
                $"'{folder.Path}': folders that are called {string.Join(", ", others.Select(name => $"'{name}'"))} are no classes, and what is looked for by these names is not found: images and masks in two folders "
                + "(1.jpg with 1.png, 1_mask.png or mask_1.png; img_1.jpg with mask_1.png), and in 'train', 'valid' and 'test' folders of classes, images and masks, or COCO (a .json and its images). Rename files or folders");
        }
    }

    /// <summary>The folders in a folder that have images in them.</summary>
    /// <param name="folder">The folder.</param>
    public static List<string> ClassFolders(FolderView folder) => [.. folder.Folders.Where(name => new FolderView(folder[name]).AllImages().Count > 0)];

    // Images without anything else: what can be learned is to paint them again. The trainer for that wants a class; there is one.
    private static Finding? Flat(FolderView folder)
    {
        var place = folder;
        while (place.Images.Count == 0 && place.Folders is [var only])
        {
            place = new(place[only]);
        }

        var images = place.Images;
        return images.Count == 0 ? null : new($"images without labels ({images.Count})", "auto-encoder")
        {
            Datasets = (_, list) => new() { ["photos"] = Dataset("thelper.data.FileListDataset", ("list", list), ("root", place.Path), ("path_column", "path"), ("label_column", "label")) },
            Images = [.. images.Select(name => place[name])],
            Count = images.Count,
            Classes = ["image"],
            Companion = (".csv", "path,label\n" + string.Concat(images.Select(name => $"{Quoted(name)},image\n"))),
            Notes = ["The images have no labels, so the list gives all of them one; the loss of that class is 0, and what is learned is to paint the images again."],
        };
    }

    /// <summary>A data set as values of a configuration.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="parameters">Its parameters.</param>
    public static Dictionary<string, object?> Dataset(string type, params (string Name, object? Value)[] parameters) =>
        new() { ["type"] = type, ["params"] = parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value) };

    private static string Quoted(string name) => name.IndexOfAny([',', '"', '\n']) < 0 ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
