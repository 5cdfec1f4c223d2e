namespace Thelper.Metrics.Outputs;

/// <summary>A text for TensorBoard.</summary>
/// <param name="Text">The text.</param>
public sealed record EventText(string Text) : ConsumerOutput;
