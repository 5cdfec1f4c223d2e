namespace Thelper.Data;

/// <summary>The fields that the samples of a data set have, for help.</summary>
/// <param name="names">Names; one in braces is the parameter that says the name, and one that ends with <c>?</c> is there in some samples.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SampleFieldsAttribute(params string[] names) : Attribute
{
    /// <summary>The names.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}
