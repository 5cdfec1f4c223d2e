namespace Thelper.Config;

/// <summary>Names the configuration key that fills a property of an options class (see <see cref="OptionsBinder"/>).</summary>
/// <param name="name">The key.</param>
/// <param name="aliases">Other accepted names; giving two of them at once is an error.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeyAttribute(string name, params string[] aliases) : Attribute
{
    /// <summary>The key.</summary>
    public string Name { get; } = name;

    /// <summary>Other accepted names.</summary>
    public IReadOnlyList<string> Aliases { get; } = aliases;

    /// <summary>Whether leaving the key out is an error.</summary>
    public bool Required { get; set; }

    /// <summary>Smallest accepted number, included.</summary>
    public double Min { get; set; } = double.NegativeInfinity;

    /// <summary>Largest accepted number, included.</summary>
    public double Max { get; set; } = double.PositiveInfinity;

    /// <summary>Accepted texts; empty accepts any.</summary>
    public string[] Choices { get; set; } = [];
}
