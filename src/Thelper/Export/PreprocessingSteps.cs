using Thelper.Config;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Transforms;

namespace Thelper.Export;

/// <summary>Turns stages of a configuration into steps that are data, and back.</summary>
internal static class PreprocessingSteps
{
    /// <summary>The library whose arithmetic a resizing follows, where that is OpenCV.</summary>
    public const string OpenCv = "opencv";

    /// <summary>Where it is Pillow, which resizes bytes.</summary>
    public const string Pillow = "pillow";

    /// <summary>Where it is PyTorch, which resizes other numbers.</summary>
    public const string PyTorch = "torch";

    private static readonly string[] PillowFilters = ["nearest", "lanczos", "bilinear", "bicubic", "box", "hamming"];

    /// <summary>The step that a stage is.</summary>
    /// <param name="stage">The stage: a map with <c>operation</c> and <c>params</c>.</param>
    /// <param name="types">Finds the operation, unless it is a user's own.</param>
    /// <param name="areBytes">Whether it is given bytes; null where nobody knows.</param>
    /// <returns>The step; null where the stage does nothing.</returns>
    /// <exception cref="UserErrorException">The operation is unknown or its parameters are wrong.</exception>
    public static PreprocessingStep? Of(ConfigNode stage, TypeRegistry types, Func<bool?> areBytes)
    {
        var plain = stage.ToPlain();
        if (stage.Get("operation") is not { Value: string name } type || name.Contains(':', StringComparison.Ordinal) || name.StartsWith("albumentations.", StringComparison.Ordinal))
        {
            return Whole(plain);
        }

        var errors = new ConfigErrors();
        var bound = types.Bind(type, stage.Get(ParamsKey.Names), typeof(ITransform), errors);
        errors.ThrowIfAny();
        var given = bound!.Arguments;
        return bound.Type == typeof(NoTransform) ? null
            : bound.Type == typeof(Resize) ? OpenCvResize(given) ?? Whole(plain)
            : bound.Type == typeof(Vision.Transforms.Resize) ? PillowResize(given, areBytes()) ?? Whole(plain)
            : bound.Type == typeof(Vision.Transforms.CenterCrop) ? PillowCrop(given)
            : bound.Type == typeof(ToGray) ? Step("grey", ("library", OpenCv))
            : bound.Type == typeof(ToColor) ? Step("grey_to_colour")
            : bound.Type == typeof(Vision.Transforms.ToTensor) ? Step("to_tensor")
            : bound.Type == typeof(Transpose) ? Planes(given) ?? Whole(plain)
            : bound.Type == typeof(Vision.Transforms.Normalize) ? Normalize(Numbers(given["mean"]), Numbers(given["std"]), "planes")
            : bound.Type == typeof(NormalizeZeroMeanUnitVar) && IsSingle(given) ? Normalize(Numbers(given["mean"]), Numbers(given["std"]), "pixels")
            : bound.Type == typeof(NormalizeMinMax) && IsSingle(given) ? MinMax(given)
            : Whole(plain);
    }

    /// <summary>The stages that a step is: one, but for a letterbox.</summary>
    /// <param name="step">The step.</param>
    /// <param name="file">Where it comes from, for messages.</param>
    /// <exception cref="UserErrorException">The step is unknown, or a value is missing.</exception>
    public static IReadOnlyList<ConfigNode> ToStages(PreprocessingStep step, string file) => LetterboxStep.Is(step) ? LetterboxStep.ToStages(step, file) : [ToStage(step, file)];

    /// <summary>A value of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="name">The value's name.</param>
    /// <param name="file">Where the step comes from, for messages.</param>
    /// <exception cref="UserErrorException">It is missing.</exception>
    public static object? ValueOf(PreprocessingStep step, string name, string file) =>
        step.Values.TryGetValue(name, out var value) ? value : throw new UserErrorException($"{file}: the step '{step.Name}' has no '{name}'");

    /// <summary>The name of an interpolation in steps.</summary>
    public static string NameOf(Interpolation interpolation) => string.Concat(interpolation.ToString().Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : $"{c}"));

    /// <summary>OpenCV's number of an interpolation.</summary>
    /// <param name="name">Its name in steps.</param>
    /// <param name="file">Where it comes from, for messages.</param>
    /// <exception cref="UserErrorException">There is none of the name.</exception>
    public static long FlagOf(object? name, string file)
    {
        foreach (var known in Enum.GetValues<Interpolation>())
        {
            if (NameOf(known) == name as string)
            {
                return (long)known;
            }
        }

        throw new UserErrorException($"{file}: the step 'resize': 'interpolation' is '{name}', which is no interpolation of OpenCV that this program knows");
    }

    /// <summary>The step for an operation that other programs do not know.</summary>
    /// <param name="stage">The stage as plain values.</param>
    public static PreprocessingStep Whole(object? stage) => Step(PreprocessingStep.Operation, (PreprocessingStep.Operation, stage));

    private static ConfigNode ToStage(PreprocessingStep step, string file)
    {
        object? Value(string name) => ValueOf(step, name, file);
        if (step.Name == PreprocessingStep.Operation)
        {
            return ConfigNode.FromPlain(Value(PreprocessingStep.Operation), file, step.Name);
        }

        (string Name, (string, object?)[] Params) stage = step.Name switch
        {
            "resize" when Equals(Value("library"), OpenCv) => ("thelper.transforms.Resize", [("dsize", new object?[] { Value("width"), Value("height") }), ("interp", FlagOf(Value("interpolation"), file))]),
            "resize" when step.Values.ContainsKey("shorter_side") =>
                ("torchvision.transforms.Resize", [("size", Value("shorter_side")), ("max_size", Value("max_size")), ("interpolation", Value("interpolation")), ("antialias", Value("antialias"))]),
            "resize" => ("torchvision.transforms.Resize", [("size", new object?[] { Value("height"), Value("width") }), ("interpolation", Value("interpolation")), ("antialias", Value("antialias"))]),
            "center_crop" => ("torchvision.transforms.CenterCrop", [("size", new object?[] { Value("height"), Value("width") })]),
            "grey" => ("thelper.transforms.ToGray", []),
            "grey_to_colour" => ("thelper.transforms.ToColor", []),
            "to_tensor" => ("torchvision.transforms.ToTensor", []),
            "to_planes" => ("thelper.transforms.Transpose", [("axes", new object?[] { 2L, 0L, 1L })]),
            "normalize" when Equals(Value("on"), "planes") => ("torchvision.transforms.Normalize", [("mean", Value("mean")), ("std", Value("std"))]),
            "normalize" => ("thelper.transforms.NormalizeZeroMeanUnitVar", [("mean", Value("mean")), ("std", Value("std"))]),
            _ => throw new UserErrorException($"{file}: '{step.Name}' is no step that this program knows"),
        };
        var plain = new Dictionary<string, object?> { ["operation"] = stage.Name, ["params"] = stage.Params.ToDictionary(pair => pair.Item1, pair => pair.Item2) };
        return ConfigNode.FromPlain(plain, file, step.Name);
    }

    private static PreprocessingStep Step(string name, params ReadOnlySpan<(string Key, object? Value)> values)
    {
        var map = new Dictionary<string, object?>();
        foreach (var (key, value) in values)
        {
            map[key] = value;
        }

        return new(name, map);
    }

    private static PreprocessingStep? OpenCvResize(IReadOnlyDictionary<string, object?> given)
    {
        if (given["dsize"] is not { } size)
        {
            return null;
        }

        var (width, height) = TransformArguments.Pair(size, "dsize");
        var interpolation = TransformArguments.Interpolation(given["interp"], "interp");
        return width is long w && height is long h && w > 0 && h > 0
            ? Step("resize", ("width", w), ("height", h), ("interpolation", NameOf(interpolation)), ("antialias", interpolation == Interpolation.Area), ("letterbox", false), ("library", OpenCv))
            : null;
    }

    // On bytes PIL always averages over what falls together, on other numbers PyTorch does where it is said.
    private static PreprocessingStep? PillowResize(IReadOnlyDictionary<string, object?> given, bool? areBytes)
    {
        var filter = given["interpolation"] switch
        {
            null => "bilinear",
            long number and >= 0 and < 6 => PillowFilters[number],
            string text => text[(text.LastIndexOf('.') + 1)..].ToLowerInvariant(),
            _ => "",
        };
        if (areBytes is not { } isPillow || !PillowFilters.Contains(filter))
        {
            return null;
        }

        (string, object?)[] shared = [("interpolation", filter), ("antialias", filter != "nearest" && (isPillow || given["antialias"] is true)), ("letterbox", false), ("library", isPillow ? Pillow : PyTorch)];
        return (TransformArguments.Items(given["size"]) ?? [given["size"]]) switch
        {
            [long height, long width] => Step("resize", [("width", width), ("height", height), .. shared]),
            [long side] => Step("resize", [("shorter_side", side), ("max_size", given["max_size"]), .. shared]),
            _ => null,
        };
    }

    private static PreprocessingStep PillowCrop(IReadOnlyDictionary<string, object?> given)
    {
        var (height, width) = (TransformArguments.Items(given["size"]) ?? [given["size"]]) switch
        {
            [var both] => (both, both),
            var pair => (pair[0], pair[1]),
        };
        return Step("center_crop", ("width", width), ("height", height), ("library", Pillow));
    }

    private static PreprocessingStep? Planes(IReadOnlyDictionary<string, object?> given) =>
        TransformArguments.Items(given["axes"]) is [2L, 0L, 1L] ? Step("to_planes") : null;

    private static PreprocessingStep MinMax(IReadOnlyDictionary<string, object?> given)
    {
        var (least, most) = (Numbers(given["min"]), Numbers(given["max"]));

        // As the operation computes it: in single precision.
        return Normalize(least, [.. least.Zip(most, (from, to) => (double)((float)to - (float)from))], "pixels");
    }

    private static PreprocessingStep Normalize(double[] mean, double[] std, string on) =>
        Step("normalize", ("mean", mean.Cast<object?>().ToList()), ("std", std.Cast<object?>().ToList()), ("on", on));

    private static double[] Numbers(object? value) => [.. TransformArguments.Numbers(value, "values")];

    private static bool IsSingle(IReadOnlyDictionary<string, object?> given) => given["out_type"] is "numpy.float32" or "np.float32" or "float32";
}
