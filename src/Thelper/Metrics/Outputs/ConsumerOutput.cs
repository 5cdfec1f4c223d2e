namespace Thelper.Metrics.Outputs;

/// <summary>What a consumer hands over at the end of a pass: a file, or a number or text for TensorBoard.</summary>
public abstract record ConsumerOutput
{
    /// <summary>Its name, of which files and tags are made; null for the consumer's.</summary>
    public string? Name { get; init; }
}
