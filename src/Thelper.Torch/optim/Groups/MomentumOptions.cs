namespace Thelper.Torch.Modules;

/// <summary>Options of a group that moves with a momentum; null leaves one to the optimizer.</summary>
public abstract class MomentumOptions : OptimizerOptions
{
    /// <summary>The share of the last step that is kept.</summary>
    public double? momentum { get; set; }

    /// <inheritdoc/>
    protected internal override IEnumerable<(string Key, object? Value)> Given(IReadOnlyDictionary<string, object?> common)
        => [.. base.Given(common), ("momentum", momentum)];
}
