namespace Thelper.Torch.Serialization;

/// <summary>How a weight file went into a model.</summary>
/// <param name="Notes">The entry and the prefix that made it fit, what was left out and passed over; nothing for a file that fits as it is.</param>
/// <param name="IsComplete">Whether every tensor of the model got its values, and no tensor beside them was left out.</param>
/// <param name="Details">Every tensor by name: matched, renamed, left out, missing.</param>
public sealed record WeightReport(IReadOnlyList<string> Notes, bool IsComplete, StateDictReport Details);
