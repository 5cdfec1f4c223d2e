namespace Thelper;

/// <summary>What a configuration may give to a parameter, beyond the parameter's own type. What does not fit is a mistake before the constructor is called; help and schema say the same.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ConfigValueAttribute : Attribute
{
    /// <summary>Smallest accepted number, included.</summary>
    public double Min { get; set; } = double.NegativeInfinity;

    /// <summary>Largest accepted number, included.</summary>
    public double Max { get; set; } = double.PositiveInfinity;

    /// <summary>Accepted texts; empty accepts any.</summary>
    public string[] Choices { get; set; } = [];

    /// <summary>The types, one of which a value of an open type (<c>object</c>) has; empty for the parameter's own.</summary>
    public Type[] Holds { get; set; } = [];

    /// <summary>A value for examples, as YAML; null to make one up from the type.</summary>
    public string? Example { get; set; }
}
