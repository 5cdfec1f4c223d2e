using Thelper.Config;
using Thelper.Transforms;
using static Thelper.Torch.torch;

namespace Thelper.Export;

/// <summary>What pictures go through before the model, as data: for metadata, for bundles, and for graphs that do it themselves.</summary>
/// <param name="IsRgb">Whether decoded pictures have their channels as red, green, blue, and are not turned by their EXIF tag; else blue, green, red, turned.</param>
/// <param name="Steps">The steps in their order, on uint8 H×W×3.</param>
internal sealed record Preprocessing(bool IsRgb, IReadOnlyList<PreprocessingStep> Steps)
{
    /// <summary>How many steps there are up to the last that changes the size.</summary>
    public int Resizing => Steps.Select((step, k) => step.Stage == "resize" ? k + 1 : 0).Append(0).Max();

    /// <summary>Describes the transforms of a configuration.</summary>
    /// <param name="pictures">The transforms.</param>
    /// <param name="key">The input's key in samples: stages for other keys are left out.</param>
    /// <param name="types">Finds the operations.</param>
    /// <exception cref="UserErrorException">An operation is wrong.</exception>
    public static Preprocessing Of(PictureTransforms pictures, string key, TypeRegistry types)
    {
        var all = new Preprocessing(pictures.IsRgb, []);
        List<ConfigNode> stages = [.. pictures.Stages.Where(stage => PictureTransforms.IsFor(stage, key)).SelectMany(PresetStages.Expand)];
        for (var k = 0; k < stages.Count;)
        {
            var pair = k + 1 < stages.Count ? LetterboxStep.Of(stages[k], stages[k + 1], types) : null;
            if ((pair ?? LetterboxStep.Of(stages[k], key, types) ?? PreprocessingSteps.Of(stages[k], types, () => all.KeepsBytes(key, types))) is { } step)
            {
                all = all with { Steps = [.. all.Steps, step] };
            }

            k += pair is null ? 1 : 2;
        }

        return all;
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <param name="file">Where it comes from, for messages.</param>
    /// <exception cref="UserErrorException">It has another form.</exception>
    public static Preprocessing Parse(string json, string file)
    {
        var root = ConfigLoader.Parse(json, file);
        var order = root.Get("decode")?.Get(PictureTransforms.OrderKey)?.Value;
        if (order is not ("rgb" or "bgr") || root.Get("steps") is not { Kind: ConfigKind.List } steps)
        {
            throw new UserErrorException($"{file}: expected 'decode' with a '{PictureTransforms.OrderKey}' (rgb, bgr), and a list of 'steps'");
        }

        return new(order is "rgb", [.. steps.Items.Select(Step)]);

        PreprocessingStep Step(ConfigNode node) => node.Get("step") is { Value: string name } && node.ToPlain() is IReadOnlyDictionary<string, object?> values
            ? new(name, values.Where(pair => pair.Key != "step").ToDictionary(pair => pair.Key, pair => pair.Value))
            : throw new UserErrorException($"{node.Where}: a step is a map with its name under 'step'");
    }

    /// <summary>The description as JSON, for people and programs.</summary>
    public string ToJson() => ConfigWriter.ToReadableJson(new Dictionary<string, object?>
    {
        ["decode"] = new Dictionary<string, object?> { [PictureTransforms.OrderKey] = IsRgb ? "rgb" : "bgr", ["type"] = "uint8", ["layout"] = "height, width, channels", ["turned_by_exif"] = !IsRgb },
        ["steps"] = Steps.Select(step => step.ToPlain()).ToList(),
    });

    /// <summary>The same as transforms of a configuration.</summary>
    /// <param name="file">Where the description comes from, for messages.</param>
    /// <exception cref="UserErrorException">A step is unknown, or a value is missing.</exception>
    public PictureTransforms ToTransforms(string file) => new(
        IsRgb ? PictureTransforms.RgbDataType : null,
        null,
        ConfigNode.List([.. Steps.SelectMany(step => PreprocessingSteps.ToStages(step, file))], file, 0, "steps"));

    /// <summary>Each step as a transform of this program, by itself.</summary>
    /// <param name="types">Finds the operations.</param>
    /// <param name="file">Where the description comes from, for messages.</param>
    /// <exception cref="UserErrorException">A step is unknown or wrong.</exception>
    public IReadOnlyList<(PreprocessingStep Step, Imaging.Transforms.ITransform Transform)> Load(TypeRegistry types, string file) => [.. Steps.Select(step =>
    {
        var errors = new ConfigErrors();
        var stages = PreprocessingSteps.ToStages(step, file);
        var transform = TransformsFactory.Load(ConfigNode.List(stages, file, 0, "steps"), types, errors);
        errors.ThrowIfAny();
        return (step, transform!);
    })];

    /// <summary>
    /// How values of pixels (0 to 255) become those that the model sees, <c>(x - mean) / std</c>, one number for each channel or one for all; null where a step hides it.
    /// </summary>
    public (IReadOnlyList<double> Mean, IReadOnlyList<double> Std)? Normalization
    {
        get
        {
            var (mean, std, areBytes) = ((double[])[0], (double[])[1], true);
            foreach (var step in Steps)
            {
                switch (step.Name)
                {
                    case PreprocessingStep.Operation:
                        return null;
                    case "to_tensor" when areBytes:
                        std = [.. std.Select(value => value * 255)];
                        areBytes = false;
                        break;
                    case "normalize":
                        var (by, over) = (Numbers(step, "mean"), Numbers(step, "std"));
                        var count = new[] { std.Length, by.Length, over.Length }.Max();
                        var (m, s) = (mean, std);

                        // ((x - m) / s - by) / over = (x - (m + by * s)) / (s * over)
                        mean = [.. Enumerable.Range(0, count).Select(c => At(m, c) + (At(by, c) * At(s, c)))];
                        std = [.. Enumerable.Range(0, count).Select(c => At(s, c) * At(over, c))];
                        areBytes = false;
                        break;
                }
            }

            return (mean, std);
        }
    }

    /// <summary>Whether bytes are bytes afterwards; null where that cannot be found out.</summary>
    /// <param name="key">The input's key in samples.</param>
    /// <param name="types">Finds the operations.</param>
    public bool? KeepsBytes(string key, TypeRegistry types)
    {
        if (Steps.Any(step => step.Name is "to_tensor" or "normalize"))
        {
            return false;
        }

        if (Steps.All(step => step.Name != PreprocessingStep.Operation))
        {
            return true;
        }

        try
        {
            using var scope = NewDisposeScope();
            return !new PreprocessingRunner(this, key, types, "preprocessing").Apply(zeros([97, 131, 3], ScalarType.Byte)).is_floating_point();
        }
        catch (UserErrorException)
        {
            // A crop that is larger than this picture, for one.
            return null;
        }
    }

    private static double[] Numbers(PreprocessingStep step, string key) => [.. Imaging.Transforms.TransformArguments.Numbers(step.Values[key], key)];

    private static double At(double[] values, int channel) => values[values.Length == 1 ? 0 : channel];
}
