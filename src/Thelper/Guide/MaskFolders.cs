using System.Globalization;
using Thelper.Data.Datasets;
using Thelper.Torch;
using Thelper.Vision.Formats;
using static Thelper.Guide.FolderReader;

namespace Thelper.Guide;

/// <summary>Folders of images with a mask for each: in two folders, as <c>1.jpg</c> and <c>1.png</c> or <c>img_1.jpg</c> and <c>mask_1.png</c>, or side by side as <c>1.jpg</c> and <c>1_mask.png</c>.</summary>
internal static class MaskFolders
{
    private const int MostMasks = 50;
    private const int MostClasses = 64;
    private const int Ignored = 255;

    // JPEGs of black and white are blurred at edges alone.
    private const int Near = 32;
    private const double MostlyFar = 0.9;
    private static readonly string[] Names = ["masks", "mask", "labels", "label", "gt", "ground_truth", "groundtruth", "annotations", "segmentation", "segmentations", "targets", "target", "y"];
    private static readonly string[] Marks = ["_mask", "-mask", "_label", "_labels", "_gt", "_seg"];
    private static readonly string[] MaskHeads = ["mask_", "mask-", "label_", "label-", "gt_", "gt-", "seg_", "seg-", "mask", "label"];
    private static readonly string[] ImageHeads = ["img_", "img-", "image_", "image-", "img", "image"];

    /// <summary>Whether a folder's name says that masks are in it.</summary>
    /// <param name="name">The name.</param>
    public static bool IsForMasks(string name) => Names.Contains(name.ToLowerInvariant());

    /// <summary>Reads such a folder.</summary>
    /// <param name="folder">The folder.</param>
    public static Finding? Read(FolderView folder) => Find(folder) is { } pairs ? Of([("photos", pairs)]) : null;

    /// <summary>Finds images and masks that belong together.</summary>
    /// <param name="folder">The folder.</param>
    public static Pairs? Find(FolderView folder)
    {
        if (folder.Folders.FirstOrDefault(IsForImages) is { } images && folder.Find(Names) is { } masks && Matched(new(folder[images]), masks) is { } matched)
        {
            return matched;
        }

        var mark = Array.Find(Marks, mark => folder.Images.Any(name => Path.GetFileNameWithoutExtension(name).EndsWith(mark, StringComparison.OrdinalIgnoreCase)));
        if (mark is null)
        {
            return null;
        }

        var side = folder.Images.Where(name => Path.GetFileNameWithoutExtension(name).EndsWith(mark, StringComparison.OrdinalIgnoreCase)).Select(name => folder[name]).ToList();
        return new(folder.Path, folder.Path, NamePattern.Placeholder, NamePattern.Placeholder + mark, [.. folder.AllImages().Except(side)], side);
    }

    /// <summary>The data sets of such folders, which have the same classes.</summary>
    /// <param name="sets">Their names and what was found, the training data first.</param>
    public static Finding Of(IReadOnlyList<(string Name, Pairs Pairs)> sets)
    {
        List<string> masks = [.. sets.SelectMany(set => set.Pairs.Masks)];
        var (values, colors, far) = Values(masks);
        List<(string, object?)> parameters = [];
        List<string> classes;
        var notes = new List<string>();
        if (colors.Count > 0)
        {
            classes = [.. colors.Keys.Order().Select(color => color == 0 ? "background" : $"color_{color:x6}")];
            parameters.Add(("class_names", Plain(classes)));
            parameters.Add(("color_map", colors.Keys.Order().Select((color, i) => (Name: classes[i], Color: color))
                .ToDictionary(entry => entry.Name, entry => (object?)new List<object?> { (long)(entry.Color >> 16), (long)((entry.Color >> 8) & 255), (long)(entry.Color & 255) })));
            notes.Add("The masks are coloured; name the classes after what the colours (red, green, blue) stand for.");
        }
        else if ((values.Count <= 2 && values.Max > 1) || far >= MostlyFar)
        {
            classes = ["background", "object"];
            parameters.Add(("class_names", Plain(classes)));
            parameters.Add(("mask_values", "binary"));
        }
        else
        {
            // Where the others count up from 0, 255 is what many programs write for no class.
            var hasIgnored = values.Contains(Ignored) && values.Count > 2 && values.Where(value => value != Ignored).Select((value, i) => value == i).All(isCounted => isCounted);
            var labels = values.Where(value => !hasIgnored || value != Ignored).ToList();
            var isSparse = labels[^1] > 1 && labels[^1] >= labels.Count;
            classes = labels[^1] <= 1 ? ["background", "class_1"] : [.. labels.Select(value => value == 0 ? "background" : $"class_{value.ToString(CultureInfo.InvariantCulture)}")];
            parameters.Add(("class_names", Plain(classes)));
            if (isSparse)
            {
                parameters.Add(("mask_values", labels.Zip(classes).ToDictionary(pair => pair.First.ToString(CultureInfo.InvariantCulture), pair => (object?)pair.Second)));
            }

            if (hasIgnored)
            {
                parameters.Add(("dontcare", (long)Ignored));
                notes.Add("Pixels of the value 255 are taken to be of no class.");
            }
            else if (values.Contains(Ignored))
            {
                notes.Add("The value 255 is taken to be a class; if it stands for no class, take it out of class_names and mask_values, and set 'dontcare: 255'.");
            }

            notes.Add("The classes are named after the values in the masks; give them their names.");
        }

        if (colors.Count == 0 && masks.Exists(MaskValues.IsJpeg))
        {
            notes.Add(far >= MostlyFar
                ? "The masks are JPEGs, whose compression changes values: those from 128 are taken to be the object."
                : "Some masks are JPEGs, whose compression changes values, so that there may be more classes here than there are; save masks as PNG.");
        }

        return new($"images with masks: {masks.Count} pairs, {classes.Count} classes", "segmentation")
        {
            Datasets = (_, _) => sets.ToDictionary(set => set.Name, set => (object?)Dataset("thelper.data.ImageMaskDataset", [.. set.Pairs.Places, .. parameters, .. set.Pairs.Patterns])),
            Images = sets[0].Pairs.Images,
            Count = masks.Count,
            Classes = classes,
            Notes = notes,
        };
    }

    // How images and masks are named: 1 and 1_mask, 1 and mask_1, img_1 and mask_1.
    private static Pairs? Matched(FolderView images, FolderView masks)
    {
        var (photos, files) = (images.AllImages(), masks.AllImages());
        var stems = photos.Select(file => Path.GetFileNameWithoutExtension(file)).ToList();
        var patterns = Marks.Prepend("").Select(mark => (Image: "", Before: "", After: mark))
            .Concat(ImageHeads.Prepend("").SelectMany(image => MaskHeads.Select(mask => (Image: image, Before: mask, After: ""))));
        foreach (var (image, before, after) in patterns)
        {
            var common = stems.Where(stem => stem.StartsWith(image, StringComparison.Ordinal)).Select(stem => stem[image.Length..]).ToHashSet(StringComparer.Ordinal);
            var found = files.Where(file => Path.GetFileNameWithoutExtension(file) is var stem && stem.Length >= before.Length + after.Length
                && stem.StartsWith(before, StringComparison.Ordinal) && stem.EndsWith(after, StringComparison.Ordinal) && common.Contains(stem[before.Length..^after.Length])).ToList();
            if (found.Count > 0)
            {
                return new(images.Path, masks.Path, image + NamePattern.Placeholder, before + NamePattern.Placeholder + after, photos, found);
            }
        }

        return null;
    }

    private static List<object?> Plain(IEnumerable<string> names) => [.. names.Select(name => (object?)name)];

    // The values of some masks, or their colours where they are not grey; and of masks that are all JPEGs the share of pixels that are nearly black or nearly white, where both are there.
    private static (SortedSet<int> Values, Dictionary<int, int> Colors, double Far) Values(List<string> masks)
    {
        var (values, colors) = (new SortedSet<int>(), new Dictionary<int, int>());
        var (dark, light, pixels) = (0L, 0L, 0L);
        var step = Math.Max(1, masks.Count / MostMasks);
        for (var i = 0; i < masks.Count; i += step)
        {
            using var scope = torch.NewDisposeScope();
            var mask = LabelImage.Read(masks[i]).to(torch.ScalarType.Int64);
            var isColored = mask.dim() == 3;
            mask = isColored ? (mask.select(2, 0) * 65536) + (mask.select(2, 1) * 256) + mask.select(2, 2) : mask;
            foreach (var value in torch.unique(mask).output.data<long>().ToArray())
            {
                if (isColored && colors.Count < MostClasses)
                {
                    colors[(int)value] = 0;
                }
                else if (!isColored)
                {
                    values.Add((int)value);
                }
            }

            dark += mask.lt(Near).sum().item<long>();
            light += mask.gt(byte.MaxValue - Near).sum().item<long>();
            pixels += mask.numel();
        }

        // Masks of one colour look grey.
        foreach (var value in colors.Count > 0 ? values : [])
        {
            colors[(value * 65536) + (value * 256) + value] = 0;
        }

        return (values, colors, dark > 0 && light > 0 && masks.TrueForAll(MaskValues.IsJpeg) ? (dark + light) / (double)pixels : 0);
    }

    /// <summary>Images and masks that belong together.</summary>
    /// <param name="ImageRoot">The folder of the images.</param>
    /// <param name="MaskRoot">The folder of the masks.</param>
    /// <param name="ImagePattern">How images are named.</param>
    /// <param name="MaskPattern">How masks are named.</param>
    /// <param name="Images">The images.</param>
    /// <param name="Masks">The masks of images.</param>
    internal sealed record Pairs(string ImageRoot, string MaskRoot, string ImagePattern, string MaskPattern, IReadOnlyList<string> Images, List<string> Masks)
    {
        /// <summary>The folders, as parameters of a data set.</summary>
        public IEnumerable<(string Name, object? Value)> Places => [("image_root", ImageRoot), ("mask_root", MaskRoot)];

        /// <summary>The names, as parameters of a data set; those that stand for any name are left out.</summary>
        public IEnumerable<(string Name, object? Value)> Patterns =>
            new (string Name, object? Value)[] { ("image_pattern", ImagePattern), ("mask_pattern", MaskPattern) }.Where(pattern => pattern.Value is not NamePattern.Placeholder);
    }
}
