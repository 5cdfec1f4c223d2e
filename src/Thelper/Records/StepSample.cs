using Thelper.Data;

namespace Thelper.Records;

/// <summary>A sample of a training step.</summary>
/// <param name="Name">What messages call it: its path, or its number in the data set.</param>
/// <param name="Index">Its number in the set's data.</param>
/// <param name="Dataset">The data set that it is from.</param>
/// <param name="Number">Its number there.</param>
/// <param name="Label">The class that it has; null where that is not one.</param>
/// <param name="Prediction">The class that the model chose; null where it does not choose one.</param>
/// <param name="Loss">Its own loss; null where the trainer has none of single samples.</param>
/// <param name="Ground">Where it lies on the ground; null where that is not known.</param>
/// <param name="Picture">A PNG file: the sample as the model got it, with masks, boxes and predictions.</param>
public sealed record StepSample(string Name, int Index, string Dataset, int Number, string? Label, string? Prediction, double? Loss, SampleGround? Ground, byte[] Picture);
