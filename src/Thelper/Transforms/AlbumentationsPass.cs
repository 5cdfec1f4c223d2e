using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Vision.Albumentations;

namespace Thelper.Transforms;

/// <summary>One sample's way through a composition.</summary>
internal sealed class AlbumentationsPass
{
    private readonly IDictionary<string, object?> sample;
    private readonly Composition composition;
    private readonly AlbumentationsOptions options;
    private readonly SampleFields fields;

    public AlbumentationsPass(IDictionary<string, object?> sample, Composition composition, AlbumentationsOptions options, SampleFields? task)
    {
        (this.sample, this.composition, this.options) = (sample, composition, options);
        // The task's fields, if they belong to this image, and over them what the stage says.
        var kinds = new Dictionary<string, FieldKind>(task is not null && task.ImageKey == options.ImageKey ? task.Kinds : new Dictionary<string, FieldKind>(), StringComparer.Ordinal);
        kinds[options.MaskKey] = FieldKind.LabelMap;
        kinds[options.BboxesKey] = FieldKind.Boxes;
        kinds.TryAdd(options.KeypointsKey, FieldKind.Other);
        foreach (var (key, target) in options.AddTargets ?? [])
        {
            kinds[key] = target switch { "image" => FieldKind.Image, "mask" => FieldKind.LabelMap, "bboxes" => FieldKind.Boxes, _ => FieldKind.Other };
        }

        fields = (task ?? new SampleFields(options.ImageKey, kinds)) with { ImageKey = options.ImageKey, Kinds = kinds };
    }

    public Sample Run(TransformRandom random)
    {
        var image = sample.TryGetValue(options.ImageKey, out var found) ? (found as torch.Tensor) ?? (found as ImageFile)?.Decode() : null;
        if (image is null)
        {
            throw new UserErrorException(found is null
                ? $"the sample has no image under '{options.ImageKey}'; its keys are '{string.Join("', '", sample.Keys)}' ('image_key' names the image's)"
                : $"needs an image under '{options.ImageKey}', got {PythonRepr.Of(found)}");
        }

        var result = new Sample();
        foreach (var (key, value) in sample)
        {
            result.Add(key, key == options.ImageKey ? image : value);
        }

        if (options.Probability >= 1 || random.Fork(0).NextDouble() < options.Probability)
        {
            Move(result, image, random);
        }

        if (!result.ContainsKey(options.BboxesKey))
        {
            result.Add(options.BboxesKey, new List<object?>());
        }

        return result;
    }

    /// <summary>The steps that the sample takes, each as a way of its own: what it does to a sample that comes to it.</summary>
    /// <param name="random">The stage's stream.</param>
    public IReadOnlyList<(string Name, Func<Sample, Sample> Apply)> Parts(TransformRandom random)
    {
        if (!sample.TryGetValue(options.ImageKey, out var found) || found is not torch.Tensor image || (options.Probability < 1 && random.Fork(0).NextDouble() >= options.Probability))
        {
            return [];
        }

        IReadOnlyList<AlbumentationStep> drawn = [];
        var scratch = new Sample();
        foreach (var (key, value) in sample)
        {
            scratch.Add(key, value);
        }

        Move(scratch, image, random, steps => drawn = steps);
        return [.. drawn.Select(step => (step.Operation.TypeName, (Func<Sample, Sample>)(given => Single(given, step))))];
    }

    private Sample Single(Sample given, AlbumentationStep step)
    {
        var pass = new AlbumentationsPass(given, composition, options, fields);
        var result = new Sample();
        foreach (var (key, value) in given)
        {
            result.Add(key, value);
        }

        pass.Move(result, (torch.Tensor)given[options.ImageKey]!, null, given: [step]);
        return result;
    }

    private void Move(Sample result, torch.Tensor image, TransformRandom? random, Action<IReadOnlyList<AlbumentationStep>>? told = null, IReadOnlyList<AlbumentationStep>? given = null)
    {
        var size = composition.SceneOf(image);
        var boxes = Of(FieldKind.Boxes).ToDictionary(key => key, key => new MovedBoxes(result[key], options.BboxParams, size.Height, size.Width, fields.Pairs));
        var points = PointKeys().ToDictionary(key => key, key => new MovedPoints(result[key], options.KeypointParams));
        var mask = LooksAtMask(composition) ? Of(FieldKind.LabelMap).Select(key => Mask(key, result[key], size)).FirstOrDefault(map => map is not null) : null;
        var scene = size with { Boxes = [.. boxes.Values.SelectMany(one => one.Edges)], LabelMap = mask };
        var steps = given ?? composition.Steps(scene, random!.Fork(1));
        told?.Invoke(steps);
        foreach (var one in points.Values.Where(_ => options.CvtKptsToBboxes))
        {
            one.Clamp(size.Height, size.Width);
        }

        foreach (var step in steps)
        {
            foreach (var one in boxes.Values)
            {
                one.Move(step);
            }

            foreach (var one in points.Values)
            {
                one.Move(step);
            }
        }

        foreach (var (key, one) in boxes)
        {
            one.Filter();
            result[key] = one.Write();
            Follow(result, options.BboxParams.LabelFields, one.Count, one.Kept);
        }

        foreach (var (key, one) in points)
        {
            result[key] = one.Write();
            Follow(result, options.KeypointParams.LabelFields, one.Count, one.Kept);
        }

        foreach (var key in fields.Kinds.Keys.Append(options.ImageKey).Distinct().Where(key => result.GetValueOrDefault(key) is torch.Tensor && !boxes.ContainsKey(key) && !points.ContainsKey(key)))
        {
            result[key] = Through(steps, key, (torch.Tensor)result[key]!);
        }

        if (composition is ReplayCompose && random is not null)
        {
            result[options.SaveKey] = Record(steps, random);
        }
    }

    private torch.Tensor Through(IReadOnlyList<AlbumentationStep> steps, string key, torch.Tensor value)
    {
        using var scope = torch.NewDisposeScope();
        var result = value;
        foreach (var step in steps)
        {
            result = fields.Of(key) switch
            {
                FieldKind.Image => Image(step, step.Warp, result, key),
                FieldKind.Twin => Image(step, step.Warp.At(result.shape[0], result.shape[1]), result, key),
                FieldKind.LabelMap => MovedFields.Map(result, step.Warp, step.MaskFill ?? fields.Fill, $"the mask under '{key}'"),
                FieldKind.HeatMap => MovedFields.Map(result, step.Warp, null, $"the map under '{key}'"),
                FieldKind.Points => MovedFields.Points(result, step.Warp, fields.Pairs),
                _ => result,
            };
        }

        return ReferenceEquals(result, value) ? value : result.MoveToOuterDisposeScope();
    }

    // Few operations look at the mask when they draw; for the others it need not be moved once more.
    private static bool LooksAtMask(IAlbumentation part) => part is CropNonEmptyMaskIfExists or MaskDropout || (part is Composition inner && inner.Transforms.Any(LooksAtMask));

    private static torch.Tensor? Mask(string key, object? value, Scene size) => value is not torch.Tensor mask || (mask.ndim is 2 or 3 && mask.shape[0] == size.Height && mask.shape[1] == size.Width)
        ? value as torch.Tensor
        : throw new UserErrorException($"the mask under '{key}' has the shape [{string.Join(", ", mask.shape)}], and the sample's image is {size.Height} high and {size.Width} wide");

    private static torch.Tensor Image(AlbumentationStep step, Warp warp, torch.Tensor image, string key)
    {
        if (!warp.StaysPut && (image.ndim is not (2 or 3) || image.shape[0] != warp.Height || image.shape[1] != warp.Width))
        {
            throw new UserErrorException($"{step.Operation.TypeName}: the image under '{key}' has the shape [{string.Join(", ", image.shape)}], and the sample's is {warp.Height} high and {warp.Width} wide");
        }

        try
        {
            return warp.Image(image);
        }
        catch (ImageException error)
        {
            throw new UserErrorException($"{step.Operation.TypeName}: {error.Message}", error);
        }
    }

    // Entries that go with boxes or points.
    private static void Follow(Sample result, List<string>? labelFields, int count, IReadOnlyList<int> kept)
    {
        foreach (var field in labelFields ?? [])
        {
            result[field] = result.GetValueOrDefault(field) switch
            {
                torch.Tensor tensor when tensor.ndim > 0 && tensor.shape[0] == count => tensor.index_select(0, torch.tensor(kept.Select(i => (long)i).ToArray(), dtype: torch.int64)),
                { } value when TransformArguments.Items(value) is { } list && list.Count == count => kept.Select(i => list[i]).ToList(),
                _ => throw new UserErrorException($"the label field '{field}' must have an entry for each of the {count} boxes or points"),
            };
        }
    }

    private Dictionary<string, object?> Record(IReadOnlyList<AlbumentationStep> steps, TransformRandom random) => new()
    {
        ["__class_fullname__"] = "albumentations.ReplayCompose",
        ["stream"] = random.ToString(),
        ["transforms"] = composition.Transforms.Select(part => (object?)new Dictionary<string, object?>
        {
            ["__class_fullname__"] = ((Operation)part).TypeName,
            ["applied"] = steps.Any(step => Holds(part, step.Operation)),
        }).ToList(),
    };

    private static bool Holds(IAlbumentation part, Operation operation) => ReferenceEquals(part, operation) || (part is Composition inner && inner.Transforms.Any(one => Holds(one, operation)));

    private IEnumerable<string> Of(FieldKind kind) => fields.Kinds.Where(entry => entry.Value == kind && sample.TryGetValue(entry.Key, out var value) && value is not null).Select(entry => entry.Key);

    private IEnumerable<string> PointKeys() => fields.Kinds.Where(entry => entry.Value == FieldKind.Other && sample.TryGetValue(entry.Key, out var value) && value is not null
        && (entry.Key == options.KeypointsKey || options.AddTargets?.GetValueOrDefault(entry.Key) == "keypoints")).Select(entry => entry.Key);
}
