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
        return ConfigNode.Scalar(name, section.File, section.Line, ConfigNode.Join(section.Path, "type"));
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

        var names = section.Get("type")?.Value is string type ? ParametersOf(type, types) : [.. new[] { Classif, Detect, Regr, Segm }.SelectMany(name => ParametersOf(name, types))];
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
