namespace Thelper.Sessions;

/// <summary>What a model says of a sample.</summary>
/// <param name="Loss">The configured loss of the sample alone; null where there is none.</param>
/// <param name="Confidence">How sure the model is, from 0 to 1: the share of the likeliest class (the mean over the pixels of a map), or the best box's score; null where there is none.</param>
/// <param name="Answer">What it predicts: the likeliest class's name; null where the answer is no class.</param>
public sealed record SampleScore(double? Loss, double? Confidence, string? Answer);
