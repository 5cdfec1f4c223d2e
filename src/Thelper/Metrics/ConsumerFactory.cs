using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Tasks;

namespace Thelper.Metrics;

/// <summary>Reads the <c>metrics</c> sections of a trainer: a map from names to <c>{type, params}</c>.</summary>
public static class ConsumerFactory
{
    /// <summary>Checks a section without making anything. Make the consumers of each set separately, with <see cref="Make"/>.</summary>
    /// <param name="section">The section; null for none.</param>
    /// <param name="types">Finds the consumers.</param>
    /// <param name="errors">Receives every mistake.</param>
    /// <returns>The consumers in file order, without those that have mistakes.</returns>
    public static IReadOnlyList<(string Name, BoundType Type)> Create(ConfigNode? section, TypeRegistry types, ConfigErrors errors)
    {
        ArgumentNullException.ThrowIfNull(types);
        ArgumentNullException.ThrowIfNull(errors);
        if (section is null || section.Kind == ConfigKind.Null)
        {
            return [];
        }

        if (section.Kind != ConfigKind.Map)
        {
            errors.Add(section, $"expected a map from names to metrics, got {section.Describe()}");
            return [];
        }

        List<(string, BoundType)> consumers = [];
        foreach (var (name, entry) in section.Entries)
        {
            if (Bind(entry, types, errors) is { } type)
            {
                consumers.Add((name, type));
            }
        }

        return consumers;
    }

    /// <summary>Makes a consumer for one set and checks it against the task.</summary>
    /// <param name="name">The consumer's name, for messages.</param>
    /// <param name="type">Its bound type.</param>
    /// <param name="task">The task; null to check later.</param>
    /// <param name="logger">Receives the consumer's warnings.</param>
    /// <returns>A consumer that shares nothing with others.</returns>
    /// <exception cref="UserErrorException">Its settings do not fit; the message names the place.</exception>
    public static IConsumer Make(string name, BoundType type, Task? task, ILogger? logger)
    {
        ArgumentNullException.ThrowIfNull(type);
        var consumer = type.Type == typeof(PredictionCallback) ? new PredictionCallback(type) : (IConsumer)type.Create(logger);
        try
        {
            if (task is not null)
            {
                CheckConcept(consumer.GetType(), type, task);
                consumer.CheckTask(task);
            }
        }
        catch (UserErrorException error)
        {
            throw new UserErrorException($"{type.Place.Where}: metric '{name}': {error.Message}", error);
        }

        return consumer;
    }

    /// <summary>Whether a session can monitor a consumer: it must be a metric, since others have no value.</summary>
    /// <param name="type">The bound type.</param>
    public static bool CanMonitor(BoundType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return typeof(Metric).IsAssignableFrom(type.Type);
    }

    // What bears no mark, such as a user's own metric or task, is left to itself.
    private static void CheckConcept(Type consumer, BoundType bound, Task task)
    {
        var concepts = Concepts.Of(consumer);
        if (concepts.Count == 0 || Concepts.Of(task) is not { } concept || concepts.Contains(concept, StringComparer.OrdinalIgnoreCase))
        {
            return;
        }

        var kind = typeof(Metric).IsAssignableFrom(consumer) ? typeof(Metric) : typeof(IConsumer);
        var fitting = bound.Types.Names(kind).Where(other => Concepts.Supports(bound.Types.Resolve(other), concept));
        throw new UserErrorException($"{bound.Name} is for {string.Join(" and ", concepts)}, but the task is {concept}; for that there are {string.Join(", ", fitting)}");
    }

    private static BoundType? Bind(ConfigNode entry, TypeRegistry types, ConfigErrors errors)
    {
        if (entry.Kind != ConfigKind.Map)
        {
            errors.Add(entry, $"expected a map with 'type' and 'params', got {entry.Describe()}");
            return null;
        }

        var before = errors.Count;
        var options = OptionsBinder.Bind<TypedSection>(entry, errors);
        if (errors.Count != before || options.Type is null)
        {
            return null;
        }

        var type = types.Bind(options.Type, options.Params, typeof(IConsumer), errors, typeof(ILogger));
        if (type is null)
        {
            return null;
        }

        try
        {
            // The constructors check values, which is worth knowing together with all other mistakes.
            type.Create((ILogger?)null);
            return type;
        }
        catch (UserErrorException error)
        {
            errors.Add(type.Place, error);
            return null;
        }
    }
}
