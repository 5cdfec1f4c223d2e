using Thelper.Config;
using Thelper.Vision.Augmentor;

namespace Thelper.Transforms;

/// <summary>Builds pipelines of Augmentor from configurations: a map of operations to arguments, or a list of such maps.</summary>
internal static class AugmentorFactory
{
    private const string Prefix = "Augmentor.";

    /// <summary>Keys that stand beside the operations, and in files of the original's older versions among them.</summary>
    public static readonly string[] Conversions = ["input_tensor", "output_tensor"];

    /// <summary>Whether a stage's operation is Augmentor's pipeline.</summary>
    public static bool IsPipeline(string name) => name is "Augmentor.Pipeline" or "Augmentor.Pipeline.Pipeline";

    /// <summary>Builds the pipeline of a stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="types">Finds operations.</param>
    /// <param name="errors">Receives every mistake.</param>
    /// <returns>The pipeline; null after errors.</returns>
    public static Pipeline? Create(ConfigNode stage, TypeRegistry types, ConfigErrors errors)
    {
        var before = errors.Count;
        if (stage.Get(ParamsKey.Names) is not { } given || given.Kind is not (ConfigKind.Map or ConfigKind.List))
        {
            errors.Add(stage.Get(ParamsKey.Names) ?? stage, "'Augmentor.Pipeline' needs 'params', a map of operations to their arguments, such as {\"flip_random\": {\"probability\": 0.75}}");
            return null;
        }

        var operations = new List<IAugmentorOperation>();
        foreach (var entry in given.Kind == ConfigKind.List ? given.Items : [given])
        {
            if (entry.Kind != ConfigKind.Map)
            {
                errors.Add(entry, $"expected a map of an operation to its arguments, got {entry.Describe()}");
                continue;
            }

            foreach (var (name, arguments) in entry.Entries)
            {
                if (!Conversions.Contains(name) && Operation(name, arguments, types, errors) is { } operation)
                {
                    operations.Add(operation);
                }
            }
        }

        var flags = Array.ConvertAll(Conversions, key => (stage.Get(key) ?? (given.Kind == ConfigKind.Map ? given.Get(key) : null))?.Read<bool>(errors) ?? false);
        if (errors.Count > before)
        {
            return null;
        }

        try
        {
            return new Pipeline(operations, flags[0], flags[1]);
        }
        catch (UserErrorException error)
        {
            errors.Add(given, error);
            return null;
        }
    }

    private static IAugmentorOperation? Operation(string name, ConfigNode arguments, TypeRegistry types, ConfigErrors errors)
    {
        var known = name.StartsWith(Prefix, StringComparison.Ordinal) ? name : Prefix + name;
        var type = ConfigNode.Scalar(known, arguments.File, arguments.Line, arguments.Path);
        if (types.Bind(type, arguments.Kind == ConfigKind.Null ? null : arguments, typeof(IAugmentorOperation), errors) is not { } bound)
        {
            return null;
        }

        try
        {
            return (IAugmentorOperation)bound.Create();
        }
        catch (UserErrorException error)
        {
            // The message begins with the argument's name, whose own line is nearer than the operation's.
            var message = error.Message.Replace($"{type.Where}: ", "", StringComparison.Ordinal);
            var argument = message.StartsWith('\'') ? arguments.Get(message.Split('\'')[1]) : null;
            errors.Add(argument ?? arguments, $"{known}: {message}");
            return null;
        }
    }
}
