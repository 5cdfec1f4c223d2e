namespace Thelper.Metrics.Outputs;

/// <summary>A number for TensorBoard, beside the value that a metric has anyway.</summary>
/// <param name="Value">The number.</param>
public sealed record EventScalar(double Value) : ConsumerOutput;
