using System.Reflection;
using Thelper.Config;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn.Layered;

/// <summary>Makes one layer for the shape of what it reads.</summary>
/// <param name="types">Finds the types that are not PyTorch's.</param>
internal sealed class LayerMaker(TypeRegistry types)
{
    private static readonly string[] OfChannels = ["in_channels", "num_features", "num_channels", "input_size", "num_filter"];
    private static readonly string[] Outputs = ["out_features", "out_channels", "output_size"];
    private const string OfFeatures = "in_features";

    /// <summary>Checks that there is a layer of this type.</summary>
    /// <param name="type">The node with its name.</param>
    /// <param name="errors">Receives the mistake.</param>
    public void CheckType(ConfigNode type, ConfigErrors errors)
    {
        if (type.Value is not string name)
        {
            errors.Add(type, $"expected the name of a layer, got {type.Describe()}");
            return;
        }

        try
        {
            if (LayerCatalog.Find(name) is not null || LayerJoin.All.Any(join => join.Name == name))
            {
                return;
            }

            var found = types.Resolve(name);
            if (found is null || !typeof(nn.Module<Tensor, Tensor>).IsAssignableFrom(found) || typeof(Module).IsAssignableFrom(found))
            {
                var reason = found is null ? "unknown layer" : typeof(Module).IsAssignableFrom(found) ? "a whole model for a task is no layer" : "this is no layer";
                errors.Add(type, $"'{name}': {reason}{NearestName.Hint(name, LayerCatalog.Names.Concat(LayerJoin.All.Select(join => join.Name)))}; the page on models without code lists the layers");
            }
        }
        catch (UserErrorException error)
        {
            errors.Add(type, error);
        }
    }

    /// <summary>Makes a layer.</summary>
    /// <param name="entry">Its description, whose type was checked.</param>
    /// <param name="source">Name of the layer that it reads.</param>
    /// <param name="shape">Shape of what it reads, the batch first.</param>
    /// <param name="classes">Outputs of a layer that does not say how many; null where the task does not either.</param>
    /// <returns>The layer, and whether its outputs are the task's classes.</returns>
    /// <exception cref="UserErrorException">A parameter is wrong or contradicts the shape.</exception>
    public (nn.Module<Tensor, Tensor> Layer, bool IsHead) Make(LayerOptions entry, string source, long[] shape, int? classes)
    {
        var type = entry.Type!;
        var name = (string)type.Value!;
        var maker = LayerCatalog.Find(name);
        var known = maker is null ? types.ParametersOf(name, typeof(Tasks.Task)) : ParameterBinder.NamesOf(maker, []);
        var given = entry.Params is { Kind: ConfigKind.Map } map ? map : ConfigNode.Map([], type.File, type.Line, ConfigNode.Join(Parent(type), "params"));
        if (known.FirstOrDefault(parameter => parameter == OfFeatures || OfChannels.Contains(parameter)) is { } inputs)
        {
            given = WithInputs(given, inputs, source, shape, type);
        }

        // A pooling's output_size is another thing: it is no number of channels.
        var outputs = Outputs.FirstOrDefault(parameter => known.Contains(parameter) && (maker is null || parameter != "output_size"));
        var isHead = outputs is not null && !given.Has(outputs);
        if (isHead)
        {
            given = given.With(outputs!, ConfigNode.Scalar((long)(classes ?? throw new UserErrorException(
                $"{type.Where}: {name} needs '{outputs}': the task has no classes that could say how many")), type.File, type.Line, ConfigNode.Join(given.Path, outputs!)));
        }

        var errors = new ConfigErrors();
        var bound = maker is null
            ? types.Bind(type, given, typeof(nn.Module<Tensor, Tensor>), errors, typeof(Tasks.Task))
            : ParameterBinder.Bind(types, typeof(nn.Module<Tensor, Tensor>), name, maker, type, WithLists(given, maker), [], errors);
        errors.ThrowIfAny();
        try
        {
            return ((nn.Module<Tensor, Tensor>)bound!.Create(), isHead);
        }
        catch (TorchException error)
        {
            throw new UserErrorException($"{type.Where}: {name} cannot be made with these parameters: {error.Reason.Split('\n')[0]}", error);
        }
    }

    /// <summary>A shape in words: the batch has no number.</summary>
    /// <param name="shape">The shape.</param>
    public static string Text(long[] shape) => $"({string.Join(", ", shape.Skip(1).Select(side => PythonRepr.Of(side)).Prepend("batch"))})";

    private static string Parent(ConfigNode node) => node.Path[..Math.Max(0, node.Path.LastIndexOf('.'))];

    private static ConfigNode WithInputs(ConfigNode given, string parameter, string source, long[] shape, ConfigNode type)
    {
        var isLinear = parameter == OfFeatures;
        if (isLinear && shape.Length != 2)
        {
            throw new UserErrorException($"{type.Where}: '{source}' gives maps {Text(shape)}, {type.Value} reads vectors; put a Flatten (or an AdaptiveAvgPool2d and a Flatten) between them");
        }

        if (!isLinear && shape.Length < 2)
        {
            throw new UserErrorException($"{type.Where}: '{source}' gives {Text(shape)}, which has no channels");
        }

        if (given.Get(parameter) is not { } node)
        {
            return given.With(parameter, ConfigNode.Scalar(shape[1], type.File, type.Line, ConfigNode.Join(given.Path, parameter)));
        }

        return node.Value is long number && number != shape[1]
            ? throw new UserErrorException($"{node.Where}: {type.Value} reads {number}, but '{source}' gives {Text(shape)}; leave '{parameter}' out, or set it to {shape[1]}")
            : given;
    }

    // One number for all directions.
    private static ConfigNode WithLists(ConfigNode given, MethodInfo maker)
    {
        foreach (var parameter in maker.GetParameters().Where(parameter => parameter.ParameterType.IsGenericType && parameter.ParameterType.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)))
        {
            if (given.Get(parameter.Name!) is { Kind: not (ConfigKind.List or ConfigKind.Null) } number)
            {
                given = given.With(parameter.Name!, ConfigNode.List([number], number.File, number.Line, number.Path));
            }
        }

        return given;
    }
}
