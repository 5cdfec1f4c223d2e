using System.Reflection;
using Thelper.Config;
using Thelper.Data;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Optim;

/// <summary>A loss section, checked as far as it can be without data and model.</summary>
public sealed class LossPlan : IConfigSection<LossPlan>
{
    private readonly ConfigNode section;
    private readonly TypeRegistry types;
    private readonly LossSection options;
    private readonly BoundType? type;

    private LossPlan(ConfigNode section, TypeRegistry types, LossSection options, BoundType? type)
    {
        this.section = section;
        this.types = types;
        this.options = options;
        this.type = type;
    }

    private bool Weighs => options.WeightDistribution is not null && options.WeightClasses != false;

    /// <summary>Makes the loss.</summary>
    /// <param name="task">The task.</param>
    /// <param name="model">The model, which makes the loss if the section says so.</param>
    /// <param name="device">Where predictions are.</param>
    /// <param name="trainData">The data whose class sizes weigh the classes; null where there is none.</param>
    /// <exception cref="UserErrorException">The section does not fit the task or the model; the message names the place.</exception>
    public nn.Module<Tensor, Tensor, Tensor> Create(Task task, nn.Module model, Device device, Dataset? trainData)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(model);
        var loss = options.ModelGetter is not null ? FromModel(model, task, trainData)
            : Made(Adapted(type!.Arguments.Keys, task, trainData));
        loss.to(device);
        return loss;
    }

    /// <summary>Checks a loss section: <c>type</c> or <c>model_getter</c>, <c>params</c>, and the keys that weigh classes.</summary>
    /// <inheritdoc/>
    public static LossPlan? Bind(ConfigNode section, TypeRegistry types, ConfigErrors errors)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(errors);
        var before = errors.Count;
        var options = OptionsBinder.Bind<LossSection>(section, errors);
        if (options.Type is null == options.ModelGetter is null)
        {
            errors.Add(section, "a loss needs either the key 'type' or the key 'model_getter'");
        }

        if (options.WeightClasses == true && options.WeightDistribution is null)
        {
            errors.Add(section, "'weight_classes' needs 'weight_distribution': a map from class names to weights, or a strategy such as 'uniform', 'linear' or 'root2'");
        }

        BoundType? type = null;
        if (options.Type is { } name && errors.Count == before)
        {
            type = types.Bind(name, options.Params, typeof(nn.Module<Tensor, Tensor, Tensor>), errors);
            if (type is not null && options.WeightDistribution is { } distribution && !type.Arguments.ContainsKey(options.WeightParamName))
            {
                errors.Add(distribution, $"'{type.Name}' has no parameter '{options.WeightParamName}' that could take the weights of classes");
            }
        }

        return errors.Count == before ? new LossPlan(section, types, options, type) : null;
    }

    // The parameters of the constructor or method that follow from the task and the data.
    private List<(string Name, object Value)> Adapted(IEnumerable<string> parameters, Task task, Dataset? trainData)
    {
        var values = new List<(string, object)>();
        if (Weighs)
        {
            var weights = ClassWeighting.Of(task, options, trainData);
            values.Add((options.WeightParamName, weights.Select(weight => (object?)weight).ToList()));
        }

        if (task is Segmentation segmentation && parameters.Contains(options.IgnoreIndexParamName) && IgnoredLabel(segmentation) is { } label)
        {
            values.Add((options.IgnoreIndexParamName, label));
        }

        return values;
    }

    private long? IgnoredLabel(Segmentation task)
    {
        if (options.IgnoreIndexLabelName == Segmentation.DontCareName)
        {
            return task.DontCare;
        }

        var names = task.ClassNames.ToList();
        return names.IndexOf(options.IgnoreIndexLabelName) is >= 0 and var index
            ? index
            : throw new UserErrorException($"{section.Get("ignore_index_label_name")!.Where}: there is no class '{options.IgnoreIndexLabelName}'{NearestName.Hint(options.IgnoreIndexLabelName, names)}");
    }

    private nn.Module<Tensor, Tensor, Tensor> Made(List<(string Name, object Value)> values)
    {
        if (values.Count == 0)
        {
            return (nn.Module<Tensor, Tensor, Tensor>)type!.Create();
        }

        var errors = new ConfigErrors();
        var bound = types.Bind(options.Type!, With(values), typeof(nn.Module<Tensor, Tensor, Tensor>), errors);
        errors.ThrowIfAny();
        return (nn.Module<Tensor, Tensor, Tensor>)bound!.Create();
    }

    private ConfigNode With(List<(string Name, object Value)> values)
    {
        var arguments = options.Params is { Kind: ConfigKind.Map } given ? given : ConfigNode.Map([], section.File, section.Line, section.Path);
        foreach (var (name, value) in values)
        {
            arguments = arguments.With(name, ConfigNode.FromPlain(value, section.File, section.Path));
        }

        return arguments;
    }

    private nn.Module<Tensor, Tensor, Tensor> FromModel(nn.Module model, Task task, Dataset? trainData)
    {
        var wanted = options.ModelGetter!.Replace("_", "", StringComparison.Ordinal);
        MethodInfo[] getters =
        [
            .. model.GetType().GetMethods(BindingFlags.Public | BindingFlags.Instance)
                .Where(method => typeof(nn.Module<Tensor, Tensor, Tensor>).IsAssignableFrom(method.ReturnType) && !method.IsGenericMethod),
        ];
        var getter = Array.Find(getters, method => method.Name.Replace("_", "", StringComparison.Ordinal).Equals(wanted, StringComparison.OrdinalIgnoreCase));
        if (getter is null)
        {
            throw new UserErrorException(
                $"{section.Where}.model_getter: the model {model.GetType().Name} has no public method '{options.ModelGetter}' that returns a loss{NearestName.Hint(options.ModelGetter, getters.Select(method => method.Name))}");
        }

        var parameters = ParameterBinder.NamesOf(getter, []);
        if (Weighs && !parameters.Contains(options.WeightParamName))
        {
            throw new UserErrorException(ConfigErrors.Prefix(
                options.WeightDistribution!, $"the model's method '{options.ModelGetter}' has no parameter '{options.WeightParamName}' that could take the weights of classes{NearestName.Hint(options.WeightParamName, parameters)}"));
        }

        var values = Adapted(parameters, task, trainData);
        var errors = new ConfigErrors();
        var bound = ParameterBinder.Bind(types, getter.ReturnType, options.ModelGetter, getter, section, values.Count == 0 ? options.Params : With(values), [], errors);
        errors.ThrowIfAny();
        return (nn.Module<Tensor, Tensor, Tensor>)bound!.CreateOn(model);
    }
}
