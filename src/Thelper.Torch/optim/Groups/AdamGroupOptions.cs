namespace Thelper.Torch.Modules;

/// <summary>Options of a group of Adam or AdamW; null leaves one to the optimizer.</summary>
public abstract class AdamGroupOptions : BetasOptions
{
    /// <summary>The weight decay.</summary>
    public double? weight_decay { get; set; }

    /// <summary>Whether the greatest mean square so far is the divisor.</summary>
    public bool? amsgrad { get; set; }

    /// <summary>Whether the objective is maximized.</summary>
    public bool? maximize { get; set; }

    /// <inheritdoc/>
    protected internal override IEnumerable<(string Key, object? Value)> Given(IReadOnlyDictionary<string, object?> common)
        => [.. base.Given(common), ("weight_decay", weight_decay), ("amsgrad", amsgrad), ("maximize", maximize)];
}
