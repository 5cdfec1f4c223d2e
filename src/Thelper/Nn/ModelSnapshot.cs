using Thelper.Config;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using Thelper.Vision.Models;

namespace Thelper.Nn;

/// <summary>What a checkpoint says about its model, checked for form.</summary>
/// <param name="Source">The checkpoint's path, for messages.</param>
/// <param name="SessionName">Name of the session that wrote it.</param>
/// <param name="Type">Name of the model's class or function.</param>
/// <param name="Params">Arguments it was made with.</param>
/// <param name="Task">Task it was made for.</param>
/// <param name="Types">Finds the types that it names; their code needs consent.</param>
/// <param name="Weights">Its state dictionary, or the path of a file that holds it.</param>
internal sealed record ModelSnapshot(string Source, string SessionName, ConfigNode Type, ConfigNode Params, Tasks.Task Task, TypeRegistry Types, object Weights)
{
    private static readonly string[] Required = ["name", "task", "model", "model_type", "model_params", "config"];

    /// <summary>Channels of the images that the model's input was adapted to; null where it was not.</summary>
    /// <exception cref="UserErrorException">The checkpoint says something that is no number of channels.</exception>
    public int? AdaptedInput => Params.Get(ModelOptions.AdaptedInput) is not { } node || node.Kind == ConfigKind.Null ? null
        : node.Value is long and >= 1 and <= ModelOptions.MostChannels and var channels ? (int)channels
        : throw new UserErrorException($"{node.Where}: expected a number of channels, got {node.Describe()}");

    /// <summary>Reads the entries of a checkpoint that concern the model.</summary>
    /// <param name="checkpoint">Content of the file.</param>
    /// <param name="types">Finds the type of its task.</param>
    /// <param name="source">Its path.</param>
    /// <exception cref="UserErrorException">Entries are missing or of another form; all are listed.</exception>
    public static ModelSnapshot Read(PyDict? checkpoint, TypeRegistry types, string source)
    {
        checkpoint ??= [];
        types = types.Received(source);
        var missing = Required
            .Where(key => !checkpoint.TryGetValue(key, out var value) || (value is null && key != "model_params"))
            .ToList();
        if (missing.Count > 0)
        {
            throw new UserErrorException($"{source}: not a checkpoint of a session: without {string.Join(", ", missing.Select(m => $"'{m}'"))}");
        }

        if (checkpoint["model"] is not (PyDict or string))
        {
            throw new UserErrorException(
                $"{source}: model: holds a {checkpoint["model"]!.GetType().Name}, not a state dictionary; a pickled or traced model cannot be rebuilt");
        }

        if (checkpoint["model_type"] is not string type)
        {
            throw new UserErrorException($"{source}: model_type: expected the name of a class");
        }

        var task = TaskFactory.Create(PickledValues.Node(checkpoint["task"], source, "task"), types);
        return new ModelSnapshot(
            source,
            checkpoint["name"]!.ToString()!,
            ConfigNode.FromPlain(type, source, "model_type"),
            PickledValues.Node(checkpoint["model_params"] ?? new PyDict(), source, "model_params"),
            task,
            types,
            checkpoint["model"]!);
    }

    /// <summary>Loads the weights strictly; a file they are kept in is looked up beside the checkpoint.</summary>
    /// <param name="model">The model; untouched unless everything fits.</param>
    public void LoadWeightsInto(Module model)
    {
        if (Weights is string reference)
        {
            var path = Path.Combine(Path.GetDirectoryName(Source) ?? "", reference);
            if (ScriptNetwork.IsAt(path))
            {
                LoadScriptInto(model, path);
            }
            else
            {
                StateDictionaries.LoadInto(model, path);
            }
        }
        else
        {
            StateDictionaries.LoadInto(model, Weights, Source);
        }
    }

    // An export with a trace keeps the weights in that alone.
    private static void LoadScriptInto(Module model, string path)
    {
        using var scope = torch.NewDisposeScope();
        using var script = torch.jit.load(path);
        var weights = new PyDict();
        foreach (var (name, tensor) in script.state_dict())
        {
            weights[name] = tensor;
        }

        StateDictionaries.LoadInto(model, weights, path);
    }
}
