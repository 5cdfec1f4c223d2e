using System.Globalization;
using Thelper.Config;
using Thelper.Imaging.Transforms;

namespace Thelper.Transforms;

/// <summary>Builds pipelines from configurations.</summary>
public static class TransformsFactory
{
    private static readonly string[] StageKeys = [.. OptionsBinder.KeysOf(typeof(StageOptions)).SelectMany(key => key.Aliases.Prepend(key.Name))];
    private static readonly string[] TargetKeys = [.. OptionsBinder.KeysOf(typeof(StageOptions)).Where(key => key.Name == "target_key").SelectMany(key => key.Aliases.Prepend(key.Name))];
    private static readonly string[] WrapperKeys = ["moves_truth", "min_area", "min_visibility"];

    // Its only argument is an object, which a configuration cannot hold.
    private static readonly string[] OfObjects = ["thelper.transforms.AugmentorWrapper", "thelper.transforms.wrappers.AugmentorWrapper"];

    /// <summary>Builds a pipeline.</summary>
    /// <param name="stages">A list of maps with <c>operation</c>, <c>params</c>, <c>target_key</c> and <c>linked_fate</c>.</param>
    /// <param name="types">Finds the operations.</param>
    /// <param name="errors">Receives every mistake.</param>
    /// <returns>A single stage as it is, several as a <see cref="Compose"/>; null for none, or after errors.</returns>
    public static ITransform? Load(ConfigNode stages, TypeRegistry types, ConfigErrors errors) => Load(stages, types, errors, wrap: true);

    /// <summary>Builds an augmentation pipeline.</summary>
    /// <param name="section">A map with <c>transforms</c> and <c>append</c>.</param>
    /// <param name="types">Finds the operations.</param>
    /// <param name="errors">Receives every mistake.</param>
    /// <returns>The pipeline or null, and whether it comes after the base transforms (else before).</returns>
    public static (ITransform? Transform, bool Append) LoadAugments(ConfigNode section, TypeRegistry types, ConfigErrors errors)
    {
        if (section.Kind == ConfigKind.List)
        {
            errors.Add(section, "expected a map, such as {\"append\": false, \"transforms\": [...]}, got a list of stages");
            return (null, false);
        }

        var options = OptionsBinder.Bind<AugmentOptions>(section, errors);
        return (options.Transforms is { Kind: not ConfigKind.Null } stages ? Load(stages, types, errors) : null, options.Append);
    }

    /// <summary>Builds a pipeline whose operations see whole values or, wrapped, the images of samples and lists.</summary>
    internal static ITransform? Load(ConfigNode stages, TypeRegistry types, ConfigErrors errors, bool wrap)
    {
        if (stages.Kind == ConfigKind.Null)
        {
            return null;
        }

        if (stages.Kind != ConfigKind.List)
        {
            errors.Add(stages, $"expected a list of stages, got {stages.Describe()}");
            return null;
        }

        var before = errors.Count;
        var transforms = new List<ITransform>();
        foreach (var stage in stages.Items.SelectMany(stage => PresetStages.Expand(stage, errors)))
        {
            if (LoadStage(stage, types, errors, wrap) is { } transform)
            {
                transforms.Add(transform);
            }
        }

        return errors.Count > before ? null : transforms switch
        {
            [] => null,
            [var only] => only,
            _ => new Compose(transforms),
        };
    }

    /// <summary>Builds the stages of a composer, or throws all that is wrong with them.</summary>
    internal static IReadOnlyList<ITransform> LoadUnwrapped(ConfigNode stages, TypeRegistry types)
    {
        var errors = new ConfigErrors();
        var pipeline = Load(stages, types, errors, wrap: false);
        errors.ThrowIfAny();
        return pipeline switch
        {
            null => [],
            Compose compose when stages.Items.Count > 1 => compose.Transforms,
            _ => [pipeline],
        };
    }

    /// <summary>Builds a single operation, or throws all that is wrong with it.</summary>
    internal static ITransform CreateOperation(ConfigNode type, ConfigNode? parameters, TypeRegistry types)
    {
        var errors = new ConfigErrors();
        var bound = types.Bind(type, parameters, typeof(ITransform), errors);
        errors.ThrowIfAny();
        return (ITransform)bound!.Create();
    }

    /// <summary>Target keys: a text or an integer, or a list of them.</summary>
    internal static IReadOnlyList<string>? Keys(object? value)
    {
        if (value is null)
        {
            return null;
        }

        var items = TransformArguments.Items(value) ?? [value];
        return [.. items.Select(item => item switch
        {
            string text => text,
            long number => number.ToString(CultureInfo.InvariantCulture),
            _ => throw new UserErrorException($"a target key must be a text or an integer, got {PythonRepr.Of(item)}"),
        })];
    }

    /// <summary>The keys of samples that a stage is for; null for all.</summary>
    internal static IReadOnlyList<string>? TargetsOf(ConfigNode stage) => Keys(stage.Get(TargetKeys)?.ToPlain()) is { Count: > 0 } keys ? keys : null;

    private static ITransform? LoadStage(ConfigNode stage, TypeRegistry types, ConfigErrors errors, bool wrap)
    {
        if (stage.Kind != ConfigKind.Map)
        {
            errors.Add(stage, $"expected a map with an 'operation', got {stage.Describe()}");
            return null;
        }

        if (stage.Get("operation") is not { } type)
        {
            ReportUnknownKeys(stage, errors);
            errors.Add(stage, "the key 'operation' is missing; expected the name of an operation");
            return null;
        }

        if (type.Value is "torchvision.transforms.Lambda" or "torchvision.transforms.transforms.Lambda" or "albumentations.Lambda")
        {
            errors.Add(type, $"'{type.Value}' wraps a function, which a configuration cannot hold; write a class in C# and name it as 'file.cs:Namespace.Class'");
            return null;
        }

        if (type.Value is string name && OfObjects.Contains(name))
        {
            errors.Add(type, $"'{name}' wraps a pipeline that a program has made, which a configuration cannot hold; use 'Augmentor.Pipeline', whose 'params' are the operations");
            return null;
        }

        if (type.Value is string composition && AlbumentationsFactory.IsComposition(composition))
        {
            return AlbumentationsFactory.Stage(stage, composition, types, errors);
        }

        if (type.Value is string full && AlbumentationsFactory.Canonical(full) is { } canonical && canonical != full)
        {
            type = ConfigNode.Scalar(canonical, type.File, type.Line, type.Path);
        }

        ReportUnknownKeys(stage, errors);
        var isPipeline = type.Value is string pipelineName && AugmentorFactory.IsPipeline(pipelineName);
        if (!isPipeline && Array.Find(AugmentorFactory.Conversions, key => stage.Get(key) is not null) is { } conversion)
        {
            errors.Add(stage.Get(conversion)!, $"'{conversion}' is for 'Augmentor.Pipeline' only; put torchvision.transforms.{(conversion == "input_tensor" ? "ToPILImage before" : "ToTensor behind")} this stage instead");
        }

        Func<ITransform>? create = isPipeline
            ? AugmentorFactory.Create(stage, types, errors) is { } pipeline ? () => pipeline : null
            : types.Bind(type, stage.Get(ParamsKey.Names), typeof(ITransform), errors) is { } bound ? () => (ITransform)bound.Create() : null;
        var linked = stage.Get("linked_fate") is { } fate ? fate.Read<bool>(errors) : true;
        var moves = stage.Get("moves_truth") is { } truth ? truth.Read<bool>(errors) : true;
        var area = stage.Get("min_area") is { } least ? least.Read<double>(errors) : BoxLimits.DefaultArea;
        var visibility = stage.Get("min_visibility") is { } share ? share.Read<double>(errors) : BoxLimits.DefaultVisibility;
        if (create is null)
        {
            return null;
        }

        try
        {
            var operation = create();
            // A composer's stages see whole values, unless a stage says which keys of a sample it is for.
            var wanted = wrap || stage.Get(TargetKeys) is not null;
            if (wanted && operation is not (TransformWrapper or AlbumentationsWrapper or NoTransform or Compose or CustomStepCompose))
            {
                var keys = Keys(stage.Get(TargetKeys)?.ToPlain());
                return new TransformWrapper(operation, targetKeys: keys, linkedFate: linked, movesTruth: moves, minArea: area, minVisibility: visibility) { Place = stage.Where };
            }

            if (Array.Find(WrapperKeys, key => stage.Get(key) is not null) is { } stray)
            {
                errors.Add(stage.Get(stray)!, $"'{stray}' is for a stage of one operation; give it to the stages inside, or in the 'params' of a TransformWrapper");
            }

            return operation;
        }
        catch (UserErrorException error)
        {
            errors.Add(stage, error);
            return null;
        }
    }

    private static void ReportUnknownKeys(ConfigNode stage, ConfigErrors errors)
    {
        foreach (var (key, value) in stage.Entries)
        {
            if (!StageKeys.Contains(key))
            {
                errors.Add(value, $"unknown key{NearestName.Hint(key, StageKeys)}");
            }
        }
    }
}
