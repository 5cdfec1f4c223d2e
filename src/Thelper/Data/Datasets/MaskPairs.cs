using Microsoft.Extensions.Logging;
using Thelper.Logging;
using Thelper.Vision.Formats;

namespace Thelper.Data.Datasets;

/// <summary>Images and their masks, found by the names of files in two folders, or in one.</summary>
internal sealed class MaskPairs
{
    private readonly string imageRoot;
    private readonly string maskRoot;
    private readonly NamePattern imagePattern;
    private readonly NamePattern maskPattern;
    private HashSet<string>? stems;

    private MaskPairs(string imageRoot, string maskRoot, NamePattern imagePattern, NamePattern maskPattern) =>
        (this.imageRoot, this.maskRoot, this.imagePattern, this.maskPattern) = (imageRoot, maskRoot, imagePattern, maskPattern);

    /// <summary>The images, as paths relative to their root.</summary>
    public string[] Images { get; private set; } = [];

    /// <summary>The mask of each image, relative to the root of the masks.</summary>
    public string[] Masks { get; private set; } = [];

    /// <summary>Finds the pairs; nothing is opened.</summary>
    /// <param name="imageRoot">The folder of the images, which exists.</param>
    /// <param name="maskRoot">The folder of the masks, which exists; it may be that of the images, or in it.</param>
    /// <param name="imagePattern">How images are named; others in the folder do not count.</param>
    /// <param name="maskPattern">How masks are named; others in the folder do not count.</param>
    /// <param name="order">See <see cref="ImageListing"/>.</param>
    /// <param name="log">Told which files were left out, and why.</param>
    /// <exception cref="UserErrorException">There is no image, an image has no mask, or two files stand for one.</exception>
    public static MaskPairs Find(string imageRoot, string maskRoot, string imagePattern, string maskPattern, string order, ILogger? log)
    {
        var pairs = new MaskPairs(imageRoot, maskRoot, new(imagePattern, "image_pattern"), new(maskPattern, "mask_pattern"));
        pairs.Match(order, log);
        return pairs;
    }

    private void Match(string order, ILogger? log)
    {
        var within = MasksWithin();
        if (within == "" && imagePattern.Text == maskPattern.Text)
        {
            throw new UserErrorException("image_root and mask_root are one folder; say by mask_pattern how the masks in it are named, such as '{name}_mask'");
        }

        var listed = ImageListing.Of(imageRoot, order, log);
        var leftOut = new LeftOut();
        var maskFiles = ImageListing.Images(maskRoot, ImageListing.ByName, leftOut);
        var masks = ByStem(maskFiles, maskPattern, maskRoot, "masks", "image");
        var candidates = Array.FindAll(listed, file => within is null || (within.Length > 0 ? !file.StartsWith(within, StringComparison.Ordinal) : !IsMaskOfOther(file, listed)));
        Images = Array.FindAll(candidates, file => imagePattern.StemOf(file) is not null);
        if (Images.Length == 0)
        {
            throw new UserErrorException($"no image in '{imageRoot}' is named like image_pattern '{imagePattern.Text}', the first is '{candidates.FirstOrDefault() ?? listed[0]}'");
        }

        if (Images.Length < candidates.Length)
        {
            log?.Warn(FormattableString.Invariant(
                $"'{imageRoot}': {candidates.Length - Images.Length} of {candidates.Length} images are not named like image_pattern '{imagePattern.Text}' and left out, the first is '{candidates.First(file => imagePattern.StemOf(file) is null)}'"));
        }

        ByStem(Images.Distinct(), imagePattern, imageRoot, "images", "mask");
        var missing = Array.FindAll(Images, image => !masks.ContainsKey(imagePattern.StemOf(image)!));
        if (missing.Length > 0)
        {
            throw new UserErrorException(FormattableString.Invariant(
                $"{missing.Length} of {Images.Length} images have no mask of the same name in '{maskRoot}', the first is '{missing[0]}'{Guess(missing, maskFiles)}{(leftOut.MayBeMissed ? $"; {leftOut.Describe(maskRoot)}" : "")}"));
        }

        Masks = Array.ConvertAll(Images, image => masks[imagePattern.StemOf(image)!]);
        if (within is null)
        {
            ImageListing.Tell(leftOut, maskRoot, log);
        }

        if (within is null && masks.Count > Masks.Distinct().Count())
        {
            log?.Info(FormattableString.Invariant($"'{maskRoot}': {masks.Count - Masks.Distinct().Count()} masks have no image and are not used"));
        }
    }

    // The masks' folder below that of the images with a slash at its end, empty for the same one, null for one elsewhere.
    private string? MasksWithin()
    {
        var below = Path.GetRelativePath(imageRoot, maskRoot);
        return below == "." ? "" : below.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(below) ? null : below + "/";
    }

    private bool IsMaskOfOther(string file, string[] all)
    {
        stems ??= all.Select(imagePattern.StemOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return maskPattern.StemOf(file) is { } stem && stems.Contains(stem);
    }

    private static Dictionary<string, string> ByStem(IEnumerable<string> files, NamePattern pattern, string root, string kind, string partner)
    {
        var byStem = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (pattern.StemOf(file) is { } stem && !byStem.TryAdd(stem, file))
            {
                throw new UserErrorException($"the folder '{root}' holds two {kind} '{file}' and '{byStem[stem]}' for one {partner}; remove or rename one");
            }
        }

        return byStem;
    }

    // A mask whose name has the image's in it shows how masks are named, if all of the others are named that way too.
    private string Guess(string[] missing, List<string> maskFiles)
    {
        var stem = Path.GetFileName(imagePattern.StemOf(missing[0])!);
        foreach (var mask in maskFiles.Where(mask => Path.GetFileName(mask).Contains(stem, StringComparison.Ordinal)).Take(20))
        {
            var name = Path.GetFileNameWithoutExtension(mask);
            var at = name.IndexOf(stem, StringComparison.Ordinal);
            if (at < 0 || name.Contains(NamePattern.Placeholder, StringComparison.Ordinal))
            {
                continue;
            }

            var pattern = new NamePattern($"{name[..at]}{NamePattern.Placeholder}{name[(at + stem.Length)..]}", "mask_pattern");
            var found = maskFiles.Select(pattern.StemOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
            if (Array.TrueForAll(missing, image => found.Contains(imagePattern.StemOf(image)!)))
            {
                return $"; there are masks named like '{mask}': set mask_pattern to '{pattern.Text}'";
            }
        }

        return HasCombining(missing[0]) == maskFiles.Exists(HasCombining) ? ""
            : "; the accents of one folder are marks of their own (NFD, as macOS writes them), those of the other are not: bring both to one form, for example by 'convmv -f utf8 -t utf8 --nfc -r --notest FOLDER'";
    }

    private static bool HasCombining(string name) => name.Any(letter => letter is >= '\u0300' and <= '\u036f');
}
