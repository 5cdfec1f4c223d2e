using Thelper.Config;

namespace Thelper.Nn;

/// <summary>A model that another one is made of: a section with <c>type</c> and <c>params</c>, checked before anything is built.</summary>
public sealed class ModelPlan : IConfigSection<ModelPlan>
{
    private readonly ModelSection section;
    private readonly TypeRegistry types;

    private ModelPlan(ModelSection section, TypeRegistry types)
    {
        this.section = section;
        this.types = types;
    }

    /// <summary>Makes the model; without published weights where a checkpoint's follow.</summary>
    /// <param name="task">What it is to predict.</param>
    /// <returns>The model; the caller disposes it.</returns>
    /// <exception cref="UserErrorException">It does not fit the task, or a parameter has a wrong value.</exception>
    public Module Create(Tasks.Task task) => ModelFactory.CreateInner(section.Type!, section.Params, task, types);

    /// <summary>Checks a section.</summary>
    /// <inheritdoc/>
    public static ModelPlan? Bind(ConfigNode section, TypeRegistry types, ConfigErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var before = errors.Count;
        var options = OptionsBinder.Bind<ModelSection>(section, errors);
        return errors.Count == before && ModelFactory.Bind(options.Type!, options.Params, types, errors) is not null ? new(options, types) : null;
    }
}
