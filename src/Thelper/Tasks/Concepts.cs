using System.Reflection;

namespace Thelper.Tasks;

/// <summary>Which kinds of task a class stands for or serves, as <see cref="ConceptAttribute"/> marks it.</summary>
public static class Concepts
{
    /// <summary>Whether a class or an object bears a mark.</summary>
    /// <param name="thing">A type or an object; null bears no marks.</param>
    /// <param name="concept">The mark's name in any case.</param>
    public static bool Supports(object? thing, string concept) =>
        thing is not null && Of(thing as Type ?? thing.GetType()).Contains(concept, StringComparer.OrdinalIgnoreCase);

    /// <summary>All marks of a class, inherited ones included.</summary>
    /// <param name="type">The class.</param>
    public static IReadOnlyList<string> Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return [.. type.GetCustomAttributes<ConceptAttribute>(inherit: true).SelectMany(mark => mark.Names).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>What kind of task a task is: the mark of the most derived class that has one. A detection is one, although it is also a regression.</summary>
    /// <param name="task">The task.</param>
    /// <returns>The mark, or null for a task without any.</returns>
    public static string? Of(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        for (var type = task.GetType(); type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttributes<ConceptAttribute>(inherit: false).FirstOrDefault() is { } mark)
            {
                return mark.Names[0];
            }
        }

        return null;
    }
}
