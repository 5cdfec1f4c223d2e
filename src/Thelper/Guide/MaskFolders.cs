using System.Globalization;
using Thelper.Data.Datasets;
using Thelper.Torch;
using Thelper.Vision.Formats;
using static Thelper.Guide.FolderReader;

namespace Thelper.Guide;

/// <summary>Folders of images with a mask for each: in two folders, or side by side as <c>1.jpg</c> and <c>1_mask.png</c>.</summary>
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

    /// <summary>Reads such a folder.</summary>
    /// <param name="folder">The folder.</param>
    public static Finding? Read(FolderView folder)
    {
        if (folder.Folders.FirstOrDefault(IsForImages) is { } images && folder.Find(Names) is { } masks
            && Matched(new FolderView(folder[images]), masks) is { Pattern: { } pattern, Found: { Count: > 0 } found })
        {
            return Of(folder[images], masks.Path, pattern, found, new FolderView(folder[images]).AllImages());
        }

        var mark = Array.Find(Marks, mark => folder.Images.Any(name => Path.GetFileNameWithoutExtension(name).EndsWith(mark, StringComparison.OrdinalIgnoreCase)));
        if (mark is null)
        {
            return null;
        }

        var side = folder.Images.Where(name => Path.GetFileNameWithoutExtension(name).EndsWith(mark, StringComparison.OrdinalIgnoreCase)).Select(name => folder[name]).ToList();
        return Of(folder.Path, folder.Path, NamePattern.Placeholder + mark, side, [.. folder.AllImages().Except(side)]);
    }

    // How the masks are named, and some of them.
    private static (string? Pattern, List<string> Found) Matched(FolderView images, FolderView masks)
    {
        var stems = images.AllImages().Select(file => Path.GetFileNameWithoutExtension(file)).ToHashSet(StringComparer.Ordinal);
        var files = masks.AllImages();
        foreach (var mark in Marks.Prepend(""))
        {
            var found = files.Where(file => Path.GetFileNameWithoutExtension(file) is var stem && stem.EndsWith(mark, StringComparison.Ordinal) && stems.Contains(stem[..^mark.Length])).ToList();
            if (found.Count > 0)
            {
                return (NamePattern.Placeholder + mark, found);
            }
        }

        return (null, []);
    }

    private static Finding Of(string imageRoot, string maskRoot, string pattern, List<string> masks, IReadOnlyList<string> images)
    {
        var (values, colors, far) = Values(masks);
        List<(string, object?)> parameters = [("image_root", imageRoot), ("mask_root", maskRoot)];
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

        if (pattern != NamePattern.Placeholder)
        {
            parameters.Add(("mask_pattern", pattern));
        }

        return new($"images with masks: {masks.Count} pairs, {classes.Count} classes", "segmentation")
        {
            Datasets = (_, _) => new() { ["photos"] = Dataset("thelper.data.ImageMaskDataset", [.. parameters]) },
            Images = images,
            Count = masks.Count,
            Classes = classes,
            Notes = notes,
        };
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
}
