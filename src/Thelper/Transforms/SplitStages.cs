using Thelper.Imaging.Transforms;
using Thelper.Tasks;

namespace Thelper.Transforms;

/// <summary>Stages for the image alone, and others for its truth alone, as thelper 0.6.2 needs them where one interpolates and the other must not: whether they agree.</summary>
internal static class SplitStages
{
    // Sizes that images are tried with; one that a stage refuses says nothing.
    private static readonly (long Height, long Width)[] Sizes = [(480, 640), (1200, 900), (96, 128)];

    /// <summary>What would be moved otherwise than its image, each a message with its place and the way out.</summary>
    /// <param name="stages">The stages in order.</param>
    /// <param name="fields">What the fields are.</param>
    public static IEnumerable<string> Disagreements(IReadOnlyList<TransformWrapper> stages, SampleFields fields)
    {
        foreach (var key in fields.Moving.Where(key => fields.Of(key) != FieldKind.Twin))
        {
            var (image, truth) = (Alone(fields.ImageKey, key), Alone(key, fields.ImageKey));
            if (image.Count == 0 || truth.Count == 0 || image.Concat(truth).Any(stage => stage.IsRandom || stage.Moving is not SpatialOperation))
            {
                continue;
            }

            var apart = Sizes.Select(size => Apart(image, truth, size, fields.Of(key))).OfType<string>().ToList();
            if (apart.Count > 0 && apart.TrueForAll(text => text.Length > 0))
            {
                yield return $"{SamplePipeline.Name(truth[0])} moves {SamplePipeline.Text(fields, [key])} otherwise than {SamplePipeline.Name(image[0])} moves the pixels of '{fields.ImageKey}': {apart[0]}. "
                    + $"Name '{fields.ImageKey}' and '{key}' in the target_key of one stage; \"moves_truth\": false beside both insists";
            }
        }

        List<TransformWrapper> Alone(string seen, string unseen) =>
            [.. stages.Where(stage => stage is { MovesPixels: true, MovesTruth: true } && SamplePipeline.Sees(stage, seen) && !SamplePipeline.Sees(stage, unseen))];
    }

    // How they differ; empty if they do not, null if such an image cannot be moved.
    private static string? Apart(List<TransformWrapper> image, List<TransformWrapper> truth, (long Height, long Width) size, FieldKind kind)
    {
        try
        {
            var (a, b) = (Chain(image, size), Chain(truth, size));
            var of = FormattableString.Invariant($"of {size.Width} x {size.Height} pixels");
            if (kind != FieldKind.LabelMap && (a.OutHeight, a.OutWidth) != (b.OutHeight, b.OutWidth))
            {
                return FormattableString.Invariant($"{of} one makes {a.OutWidth} x {a.OutHeight}, the other places in {b.OutWidth} x {b.OutHeight}");
            }

            var most = 0.0;
            foreach (var (x, y) in from i in Enumerable.Range(0, 5) from j in Enumerable.Range(0, 5) select (size.Width * i / 4.0, size.Height * j / 4.0))
            {
                // A smaller map of labels may show the same.
                var ((left, top), (right, bottom)) = (a.Point(x, y), b.Point(x, y));
                most = Math.Max(most, Math.Max(Math.Abs((left / a.OutWidth) - (right / b.OutWidth)) * a.OutWidth, Math.Abs((top / a.OutHeight) - (bottom / b.OutHeight)) * a.OutHeight));
            }

            return most > 1 ? FormattableString.Invariant($"{of} they come to lie up to {most:0.#} pixels apart") : "";
        }
        catch (UserErrorException)
        {
            return null;
        }
    }

    private static ChainWarp Chain(List<TransformWrapper> stages, (long Height, long Width) size)
    {
        var random = TransformRandom.For(0, 0, 0);
        var scene = new Scene(size.Height, size.Width);
        var links = new List<Warp>();
        foreach (var stage in stages)
        {
            links.Add(((SpatialOperation)stage.Moving!).Draw(scene, random));
            scene = scene.After(links[^1]);
        }

        return new ChainWarp(links);
    }
}
