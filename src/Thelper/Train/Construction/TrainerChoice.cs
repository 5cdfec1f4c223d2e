using Thelper.Config;
using Thelper.Tasks;
using Task = Thelper.Tasks.Task;

namespace Thelper.Train.Construction;

/// <summary>Which trainer a section asks for, and where it has the trainer's parameters.</summary>
internal static class TrainerChoice
{
    private const string Classif = "thelper.train.classif.ImageClassifTrainer";
    private const string Detect = "thelper.train.detect.ObjDetectTrainer";
    private const string Regr = "thelper.train.regr.RegressionTrainer";
    private const string Segm = "thelper.train.segm.ImageSegmTrainer";
    private static readonly string[] Deduced = [Classif, Detect, Regr, Segm];

    /// <summary>The trainer of a task, for a section that names none.</summary>
    /// <param name="task">The task.</param>
    /// <param name="section">The trainer section, for messages.</param>
    /// <exception cref="UserErrorException">No trainer fits.</exception>
    public static ConfigNode Deduce(Task task, ConfigNode section)
    {
        // Detection before regression, which it derives from.
        var name = task switch
        {
            Classification => Classif,
            Detection => Detect,
            Regression => Regr,
            Segmentation => Segm,
            _ => throw new UserErrorException($"{section.Where}.type: missing, and no trainer of this program fits the task {task}."),
        };
        return Named(name, section);
    }

    /// <summary>Checks the parameters of a section that names no trainer, as far as it can be before the task is known: those that no trainer of a task takes, and values.</summary>
    /// <param name="section">The trainer section.</param>
    /// <param name="parameters">Its <c>params</c>.</param>
    /// <param name="types">Finds the trainers.</param>
    /// <param name="errors">Receives every mistake.</param>
    public static void Check(ConfigNode section, ConfigNode parameters, TypeRegistry types, ConfigErrors errors)
    {
        var names = Deduced.ToDictionary(name => name, name => ParametersOf(name, types));
        var known = names.Values.SelectMany(list => list).Distinct().ToList();
        foreach (var (key, value) in parameters.Entries)
        {
            if (!known.Contains(ValueBinder.SnakeCase(key)))
            {
                errors.Add(value, $"unknown parameter: no trainer takes it{NearestName.Hint(key, known)}");
                parameters = parameters.Without(key);
            }
        }

        // With the trainer that takes most of the rest: if it does not take all, no other does.
        var best = Deduced.MaxBy(name => parameters.Entries.Count(entry => names[name].Contains(ValueBinder.SnakeCase(entry.Key))))!;
        types.Bind(Named(best, section), parameters, typeof(Trainer), errors, typeof(TrainerContext));
    }

    /// <summary>Moves the parameters of the trainer that stand beside the other keys, as the original allows, to <c>params</c>.</summary>
    /// <param name="section">The trainer section.</param>
    /// <param name="types">Finds the trainer.</param>
    public static ConfigNode Gather(ConfigNode section, TypeRegistry types)
    {
        var parameters = section.Get("params", "parameters");
        if (parameters is not (null or { Kind: ConfigKind.Map or ConfigKind.Null }))
        {
            return section;
        }

        var names = section.Get("type")?.Value is string type ? ParametersOf(type, types) : [.. Deduced.SelectMany(name => ParametersOf(name, types))];
        var own = OptionsBinder.KeysOf(typeof(TrainerOptions)).SelectMany(key => key.Aliases.Append(key.Name)).ToHashSet();
        var map = parameters is { Kind: ConfigKind.Map } ? parameters : ConfigNode.Map([], section.File, section.Line, ConfigNode.Join(section.Path, "params"));
        var moved = false;
        foreach (var (key, value) in section.Entries)
        {
            if (names.Contains(key) && !own.Contains(key) && !map.Has(key))
            {
                (section, map, moved) = (section.Without(key), map.With(key, value), true);
            }
        }

        return moved ? section.Without("parameters").With("params", map) : section;
    }

    private static ConfigNode Named(string name, ConfigNode section) => ConfigNode.Scalar(name, section.File, section.Line, ConfigNode.Join(section.Path, "type"));

    // A type that does not exist is reported where the section is bound.
    private static IReadOnlyList<string> ParametersOf(string type, TypeRegistry types)
    {
        try
        {
            return types.Resolve(type) is null ? [] : types.ParametersOf(type, typeof(TrainerContext));
        }
        catch (UserErrorException)
        {
            return [];
        }
    }
}
