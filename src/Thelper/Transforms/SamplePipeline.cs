using Thelper.Imaging.Transforms;
using Thelper.Tasks;

namespace Thelper.Transforms;

/// <summary>A pipeline and the samples that go through it: which of their fields move together, and whether any would be left behind.</summary>
internal static class SamplePipeline
{
    /// <summary>The same pipeline for samples whose fields are known.</summary>
    /// <param name="transforms">The pipeline; null for none.</param>
    /// <param name="fields">What the fields are.</param>
    public static ITransform? For(ITransform? transforms, SampleFields fields) => transforms switch
    {
        TransformWrapper wrapper => wrapper.For(fields),
        AlbumentationsWrapper wrapper => wrapper.For(fields),
        Compose compose => new Compose([.. compose.Transforms.Select(stage => For(stage, fields)!)]),
        CustomStepCompose steps => steps.For(stage => For(stage, fields)!),
        _ => transforms,
    };

    /// <summary>What would leave the truth behind, each a message with its place and the way out.</summary>
    /// <param name="transforms">The pipeline; null for none.</param>
    /// <param name="fields">What the fields are.</param>
    public static IEnumerable<string> Refusals(ITransform? transforms, SampleFields fields)
    {
        var copied = false;
        var moved = MovedBySome(transforms, fields);
        foreach (var stage in Stages(transforms))
        {
            copied |= stage is Duplicator;
            if (stage is not TransformWrapper { MovesPixels: true, MovesTruth: true } wrapper)
            {
                continue;
            }

            var left = fields.Moving.Where(key => !Sees(wrapper, key)).ToList();
            var (image, all) = (Sees(wrapper, fields.ImageKey), (IReadOnlyList<string>)[fields.ImageKey, .. fields.Moving]);
            const string Insist = "\"moves_truth\": false beside it insists";
            var wanted = $"name {string.Join(" and ", all.Select(key => $"'{key}'"))} in its target_key, or leave target_key out";
            if (image && left.Exists(key => wrapper.IsRandom || !moved.Contains(key)))
            {
                yield return $"{Name(wrapper)} moves the pixels of '{fields.ImageKey}', and {Text(fields, left)} would stay where they are: {wanted}; {Insist}";
            }
            else if (!image && (wrapper.IsRandom || !moved.Contains(fields.ImageKey)) && fields.Moving.Except(left).Any(key => fields.Of(key) != FieldKind.Twin))
            {
                yield return $"{Name(wrapper)} moves {Text(fields, [.. fields.Moving.Except(left)])}, and the pixels of '{fields.ImageKey}' would stay where they are: {wanted}; {Insist}";
            }
            else if (image && !wrapper.LinkedFate && !copied && fields.Moving.Any())
            {
                yield return $"{Name(wrapper)} would move '{fields.ImageKey}' and {Text(fields, [.. fields.Moving])} by different draws: remove \"linked_fate\": false; {Insist}";
            }
        }

        foreach (var message in SplitStages.Disagreements([.. Stages(transforms).OfType<TransformWrapper>()], fields))
        {
            yield return message;
        }
    }

    // A stage for the image and another for the labels, as thelper 0.6.2 needs them where one interpolates and the other must not. Cutting the twin of a
    // super-resolution alone is right too: networks without padding answer with less than they get.
    private static HashSet<string> MovedBySome(ITransform? transforms, SampleFields fields) =>
        [.. from wrapper in Stages(transforms).OfType<TransformWrapper>() where wrapper.MovesPixels from key in fields.Moving.Prepend(fields.ImageKey) where Sees(wrapper, key) select key];

    /// <summary>Operations that compute on the classes of a label map as if they were grey levels.</summary>
    /// <param name="transforms">The pipeline; null for none.</param>
    /// <param name="fields">What the fields are.</param>
    public static IEnumerable<string> Warnings(ITransform? transforms, SampleFields fields) =>
        from wrapper in Stages(transforms).OfType<TransformWrapper>()
        where wrapper is { MovesPixels: false, MovesTruth: true, Operation: Operation { KeepsValues: false } }
        from key in fields.Moving
        where fields.Of(key) == FieldKind.LabelMap && Sees(wrapper, key)
        select $"{Name(wrapper)} changes the values of the label map under '{key}' as those of an image; to leave it alone, set its target_key to '{fields.ImageKey}'";

    /// <summary>Whether a stage is for a field.</summary>
    internal static bool Sees(TransformWrapper stage, string key) => stage.TargetKeys.Count == 0 || stage.TargetKeys.Contains(key);

    /// <summary>What messages call a stage.</summary>
    internal static string Name(TransformWrapper stage) =>
        $"{(stage.Place is { } place ? $"{place}: " : "")}{(stage.Operation as Operation)?.TypeName ?? stage.Operation.ToString()}";

    /// <summary>What messages call fields.</summary>
    internal static string Text(SampleFields fields, IReadOnlyList<string> keys) => string.Join(" and ", keys.Select(key => fields.Of(key) switch
    {
        FieldKind.LabelMap => $"the labels under '{key}'",
        FieldKind.Boxes => $"the boxes under '{key}'",
        FieldKind.Points => $"the points under '{key}'",
        _ => $"the pixels of '{key}'",
    }));

    private static IEnumerable<ITransform> Stages(ITransform? transform) => transform switch
    {
        null => [],
        Compose compose => compose.Transforms.SelectMany(Stages),
        CustomStepCompose steps => steps.Pipelines.SelectMany(Stages),
        _ => [transform],
    };
}
