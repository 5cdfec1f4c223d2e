using Thelper.Config;
using Thelper.Imaging;
using Thelper.Transforms;
using Thelper.Vision.Albumentations;

namespace Thelper.Export;

/// <summary>A letterbox as one step that is data: the longer side of a picture gets a length, its shape stays, and what is missing of a fixed size is filled with one colour.</summary>
internal static class LetterboxStep
{
    /// <summary>Name of the step; it is a resizing like others but for its <see cref="Flag"/>.</summary>
    public const string Name = "resize";

    /// <summary>The value that tells it from other resizings.</summary>
    public const string Flag = "letterbox";

    // Enough for a colour, so that nobody takes a single number for all channels.
    private const int Channels = 3;
    private const string Resizing = "albumentations.LongestMaxSize";
    private const string Padding = "albumentations.PadIfNeeded";

    /// <summary>Whether a step is a letterbox.</summary>
    public static bool Is(PreprocessingStep step) => step.Name == Name && step.Values.GetValueOrDefault(Flag) is true;

    /// <summary>The step that a composition of the two operations is.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="key">The input's key in samples.</param>
    /// <param name="types">Finds the operations.</param>
    /// <returns>The step; null for anything else, and where chance has a say.</returns>
    public static PreprocessingStep? Of(ConfigNode stage, string key, TypeRegistry types)
    {
        if (stage.Get("operation") is not { Value: string name } || !AlbumentationsFactory.IsComposition(name))
        {
            return null;
        }

        // A stage with mistakes is no letterbox; it is refused where it is loaded.
        return AlbumentationsFactory.Stage(stage, name, types, new()) is AlbumentationsWrapper { Composition: Vision.Albumentations.Compose { P: >= 1, Transforms: [LongestMaxSize resize, PadIfNeeded pad] } } wrapper
            && wrapper.Options.Probability >= 1 && wrapper.Options.ImageKey == key
            ? Of(resize, pad)
            : null;
    }

    /// <summary>The step that two stages in a row are.</summary>
    /// <param name="stage">The first.</param>
    /// <param name="next">The second.</param>
    /// <param name="types">Finds the operations.</param>
    /// <returns>The step; null for anything else, and where chance has a say.</returns>
    /// <exception cref="UserErrorException">An operation has wrong parameters.</exception>
    public static PreprocessingStep? Of(ConfigNode stage, ConfigNode next, TypeRegistry types) =>
        Made(stage, Resizing, types) is LongestMaxSize resize && Made(next, Padding, types) is PadIfNeeded pad ? Of(resize, pad) : null;

    /// <summary>The stages that a letterbox is.</summary>
    /// <param name="step">The step.</param>
    /// <param name="file">Where it comes from, for messages.</param>
    /// <exception cref="UserErrorException">A value is missing.</exception>
    public static IReadOnlyList<ConfigNode> ToStages(PreprocessingStep step, string file)
    {
        object? Value(string name) => PreprocessingSteps.ValueOf(step, name, file);
        ConfigNode Stage(string operation, params ReadOnlySpan<(string Name, object? Value)> values)
        {
            var given = new Dictionary<string, object?>();
            foreach (var (name, value) in values)
            {
                given[name] = value;
            }

            return ConfigNode.FromPlain(new Dictionary<string, object?> { ["operation"] = operation, ["params"] = given }, file, step.Name);
        }

        return
        [
            Stage(Resizing, ("max_size", Value("longest_side")), ("interpolation", PreprocessingSteps.FlagOf(Value("interpolation"), file))),
            Stage(
                Padding,
                ("min_height", Value("height")),
                ("min_width", Value("width")),
                ("position", Value("position")),
                ("border_mode", (long)BorderMode.Constant),
                ("value", Value("fill"))),
        ];
    }

    private static PreprocessingStep? Of(LongestMaxSize resize, PadIfNeeded pad)
    {
        // A longer side than the box would leave results of several sizes.
        if (!IsCertain(resize) || !IsCertain(pad) || resize.MaxSizes is not [var side] || pad.Position == "random" || pad.BorderMode != BorderMode.Constant
            || pad.MinWidth is not { } width || pad.MinHeight is not { } height || side > width || side > height)
        {
            return null;
        }

        return new(Name, new Dictionary<string, object?>
        {
            ["width"] = (long)width,
            ["height"] = (long)height,
            ["interpolation"] = PreprocessingSteps.NameOf(resize.Interpolation),
            ["antialias"] = resize.Interpolation == Interpolation.Area,
            [Flag] = true,
            ["longest_side"] = (long)side,
            ["position"] = pad.Position,
            ["fill"] = Enumerable.Range(0, Math.Max(Channels, pad.Fill.Count)).Select(channel => channel < pad.Fill.Count ? pad.Fill[channel] : 0)
                .Select(value => double.IsInteger(value) && Math.Abs(value) <= int.MaxValue ? (object?)(long)value : value).ToList(),
            ["library"] = PreprocessingSteps.OpenCv,
        });
    }

    private static IAlbumentation? Made(ConfigNode stage, string wanted, TypeRegistry types)
    {
        if (stage.Get("operation") is not { Value: string name } type || AlbumentationsFactory.Canonical(name) != wanted)
        {
            return null;
        }

        var errors = new ConfigErrors();
        var bound = types.Bind(ConfigNode.Scalar(wanted, type.File, type.Line, type.Path), stage.Get(ParamsKey.Names), typeof(IAlbumentation), errors);
        errors.ThrowIfAny();
        return (IAlbumentation)bound!.Create();
    }

    private static bool IsCertain(IAlbumentation operation) => operation.AlwaysApply || operation.P >= 1;
}
