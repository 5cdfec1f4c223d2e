using Thelper.Config;
using Thelper.Imaging.Transforms;

namespace Thelper.Export;

/// <summary>Looks whether a description that was read is one that this program writes: others follow it by its words, so none of them may be passed over here.</summary>
internal static class PreprocessingCheck
{
    private const int MostItems = 8;
    private static readonly (Func<object?, bool> Fits, string Words) Length = (value => value is long and > 0 and <= int.MaxValue, "a whole number above 0");
    private static readonly (Func<object?, bool> Fits, string Words) Flag = (value => value is bool, "true or false");
    private static readonly (Func<object?, bool> Fits, string Words) Numbers =
        (value => value is IReadOnlyList<object?> { Count: > 0 } list && list.All(item => TransformArguments.Number(item) is { } number && double.IsFinite(number)), "a list of numbers");

    // Checked before a step becomes an operation, whose parameters have other names than the file's.
    private static readonly Dictionary<string, (Func<object?, bool> Fits, string Words)> Kinds = new()
    {
        ["width"] = Length,
        ["height"] = Length,
        ["shorter_side"] = Length,
        ["longest_side"] = Length,
        ["max_size"] = (value => value is null || Length.Fits(value), Length.Words + ", or null"),
        ["antialias"] = Flag,
        [LetterboxStep.Flag] = Flag,
        ["interpolation"] = (value => value is string, "the name of an interpolation"),
        ["library"] = OneOf(PreprocessingSteps.OpenCv, PreprocessingSteps.Pillow, PreprocessingSteps.PyTorch),
        ["position"] = OneOf("center", "top_left", "top_right", "bottom_left", "bottom_right"),
        ["fill"] = Numbers,
        ["mean"] = Numbers,
        ["std"] = Numbers,
        ["on"] = OneOf("planes", "pixels"),
    };

    /// <summary>What one step says that this program would not have written of the operation that it becomes; empty where all is so.</summary>
    /// <param name="preprocessing">All steps.</param>
    /// <param name="index">Index of the step.</param>
    /// <param name="key">The input's key in samples.</param>
    /// <param name="types">Finds operations.</param>
    /// <param name="file">Where the steps come from, for messages.</param>
    /// <exception cref="UserErrorException">The step cannot be followed: it is unknown, or a value is missing or of another kind.</exception>
    public static IReadOnlyList<string> Step(Preprocessing preprocessing, int index, string key, TypeRegistry types, string file)
    {
        var step = preprocessing.Steps[index];
        var where = $"{file}: the step '{PrintableText.Line(step.Name)}'";
        foreach (var (name, value) in step.Values)
        {
            if (Kinds.TryGetValue(name, out var kind) && !kind.Fits(value))
            {
                throw new UserErrorException($"{where}: '{name}' is {Text(value)}, expected {kind.Words}");
            }
        }

        var stages = PreprocessingSteps.ToStages(step, file);
        _ = (preprocessing with { Steps = [step] }).Load(types, file);

        // What nobody can find out about user's operations is believed.
        bool? AreBytes() => (preprocessing with { Steps = [.. preprocessing.Steps.Take(index)] }).KeepsBytes(key, types) ?? step.Values.GetValueOrDefault("library") is PreprocessingSteps.Pillow;
        var written = step.Name == PreprocessingStep.Operation ? PreprocessingSteps.Whole(step.Values[PreprocessingStep.Operation])
            : stages is [var first, var second] ? LetterboxStep.Of(first, second, types)
            : PreprocessingSteps.Of(stages[0], types, AreBytes);
        return written?.Name == step.Name
            ? [.. Differences(step.Values, written.Values, where)]
            : [$"{where}: its values together are nothing that this program writes (of a letterbox 'longest_side' is at most 'width' and 'height')"];
    }

    /// <summary>What a description says of decoding that this program would not have written; empty where all is so.</summary>
    /// <param name="json">The description.</param>
    /// <param name="preprocessing">What was read from it.</param>
    /// <param name="file">Where it comes from, for messages.</param>
    /// <exception cref="UserErrorException">It is no JSON.</exception>
    public static IReadOnlyList<string> Decoding(string json, Preprocessing preprocessing, string file)
    {
        IReadOnlyDictionary<string, object?> Said(string text) => ConfigLoader.Parse(text, file).Get("decode")?.ToPlain() as IReadOnlyDictionary<string, object?> ?? new Dictionary<string, object?>();
        return [.. Differences(Said(json), Said((preprocessing with { Steps = [] }).ToJson()), $"{file}: 'decode'")];
    }

    /// <summary>What else a description says; empty for nothing.</summary>
    /// <param name="json">The description.</param>
    /// <param name="file">Where it comes from, for messages.</param>
    /// <exception cref="UserErrorException">It is no JSON.</exception>
    public static IReadOnlyList<string> Others(string json, string file) =>
        [.. ConfigLoader.Parse(json, file).Entries.Where(entry => entry.Key is not ("decode" or "steps")).Select(entry => Unknown(file, entry.Key))];

    private static IEnumerable<string> Differences(IReadOnlyDictionary<string, object?> found, IReadOnlyDictionary<string, object?> written, string where)
    {
        foreach (var (key, value) in found)
        {
            if (!written.TryGetValue(key, out var expected))
            {
                yield return Unknown(where, key);
            }
            else if (!IsSame(value, expected))
            {
                yield return $"{where}: '{key}' is {Text(value)}; by the other values it is {Text(expected)}";
            }
        }

        foreach (var (key, expected) in written.Where(entry => !found.ContainsKey(entry.Key)))
        {
            yield return $"{where}: has no '{key}'; by the other values it is {Text(expected)}";
        }
    }

    private static string Unknown(string where, string key) => $"{where}: '{PrintableText.Line(key)}' is nothing that this program knows there";

    // 127 and 127.0 are one number.
    private static bool IsSame(object? one, object? other) =>
        TransformArguments.Number(one) is { } number ? TransformArguments.Number(other) is { } second && number.Equals(second)
        : one is IReadOnlyList<object?> list ? other is IReadOnlyList<object?> others && list.Count == others.Count && list.Zip(others).All(pair => IsSame(pair.First, pair.Second))
        : Equals(one, other);

    private static string Text(object? value) => value is IReadOnlyList<object?> { Count: <= MostItems } list
        ? $"[{string.Join(", ", list.Select(Text))}]"
        : ConfigNode.FromPlain(value, "", "").Describe();

    private static (Func<object?, bool> Fits, string Words) OneOf(params string[] names) => (value => value is string name && names.Contains(name), $"one of: {string.Join(", ", names)}");
}
