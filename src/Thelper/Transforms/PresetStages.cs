using System.Text.RegularExpressions;
using Thelper.Config;
using Thelper.Vision.Models;

namespace Thelper.Transforms;

/// <summary>A stage that asks for what published weights want done to images: <c>torchvision.models.ResNet50_Weights.IMAGENET1K_V2.transforms</c>, written out as the operations that it stands for.</summary>
/// <remarks>torchvision calls the same expression; classification resizes the shorter side, cuts out the middle and normalises, segmentation does not cut, detection only makes numbers of bytes.</remarks>
internal static partial class PresetStages
{
    private const string Operation = "operation";
    private const string Torchvision = "torchvision.transforms.";

    /// <summary>The stages that a stage stands for: itself, unless it names weights.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="errors">Receives what is wrong with a stage that names weights.</param>
    /// <returns>The stages in order; none after an error.</returns>
    public static IReadOnlyList<ConfigNode> Expand(ConfigNode stage, ConfigErrors errors)
    {
        if (stage.Kind != ConfigKind.Map || stage.Get(Operation) is not { Value: string name } type || Asked().Match(name) is not { Success: true } asked)
        {
            return [stage];
        }

        if (PublishedModels.Named(asked.Groups[1].Value) is not { } weights)
        {
            errors.Add(type, $"there are no weights '{asked.Groups[1].Value}'{NearestName.Hint(asked.Groups[1].Value, PublishedModels.All.Select(one => one.ToString()))}");
            return [];
        }

        if (stage.Get(ParamsKey.Names) is { Kind: ConfigKind.Map, Entries: [var (_, given), ..] })
        {
            errors.Add(given, $"'{name}' has no params: the weights say everything; write its operations yourself to change them ({string.Join(", ", Of(weights.Preset).Select(one => one.Name))})");
            return [];
        }

        return [.. Of(weights.Preset).Select(one => Stage(stage, type, one))];
    }

    /// <summary>The stages that a stage stands for.</summary>
    /// <param name="stage">The stage.</param>
    /// <exception cref="UserErrorException">It names weights that there are not.</exception>
    public static IReadOnlyList<ConfigNode> Expand(ConfigNode stage)
    {
        var errors = new ConfigErrors();
        var stages = Expand(stage, errors);
        errors.ThrowIfAny();
        return stages;
    }

    /// <summary>The operations of a preset, with their parameters.</summary>
    /// <param name="preset">The preset.</param>
    public static IEnumerable<(string Name, Dictionary<string, object?> Params)> Of(ImagePreset preset)
    {
        if (preset.Resize is { } resize)
        {
            yield return (Torchvision + "Resize", new() { ["size"] = (long)resize, ["interpolation"] = preset.Interpolation });
        }

        if (preset.Crop is { } crop)
        {
            yield return (Torchvision + "CenterCrop", new() { ["size"] = (long)crop });
        }

        yield return (Torchvision + "ToTensor", []);
        if (preset.Mean is { } mean)
        {
            yield return (Torchvision + "Normalize", new() { ["mean"] = List(mean), ["std"] = List(preset.Std!) });
        }
    }

    private static List<object?> List(IReadOnlyList<double> values) => [.. values.Select(value => (object?)value)];

    private static ConfigNode Stage(ConfigNode stage, ConfigNode type, (string Name, Dictionary<string, object?> Params) one)
    {
        var named = stage.Without(ParamsKey.Names).With(Operation, ConfigNode.Scalar(one.Name, type.File, type.Line, type.Path));
        return one.Params.Count == 0 ? named : named.With(ParamsKey.Names[0], Placed(one.Params, type));
    }

    // Everything comes from the line that names the weights.
    private static ConfigNode Placed(object? plain, ConfigNode at) => plain switch
    {
        Dictionary<string, object?> map => ConfigNode.Map([.. map.Select(entry => KeyValuePair.Create(entry.Key, Placed(entry.Value, at)))], at.File, at.Line, at.Path),
        List<object?> list => ConfigNode.List([.. list.Select(item => Placed(item, at))], at.File, at.Line, at.Path),
        _ => ConfigNode.Scalar(plain, at.File, at.Line, at.Path),
    };

    [GeneratedRegex(@"^(?:torchvision\.models\.(?:\w+\.)*)?(\w+_Weights\.\w+)\.transforms(?:\(\))?$")]
    private static partial Regex Asked();
}
