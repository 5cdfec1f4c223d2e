namespace Thelper.Tasks;

/// <summary>Marks a task, or what serves only some tasks, with the kinds of task it stands for. Derived classes inherit the marks.</summary>
/// <param name="names">Any of <c>classification</c>, <c>segmentation</c>, <c>detection</c> and <c>regression</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ConceptAttribute(params string[] names) : Attribute
{
    /// <summary>The kinds of task.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}
