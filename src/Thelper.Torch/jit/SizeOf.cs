namespace Thelper.Torch;

/// <summary>A number that is a size of a tensor: <c>size(value, dimension) * times / by</c>.</summary>
/// <param name="Value">The tensor's number in the graph.</param>
/// <param name="Dimension">Which of its sizes.</param>
/// <param name="Times">Factor.</param>
/// <param name="By">Divisor, without a remainder.</param>
public sealed record SizeOf(long Value, long Dimension, long Times = 1, long By = 1);
