namespace Thelper.Infer;

/// <summary>A class and how sure the model is of it.</summary>
/// <param name="Name">The class.</param>
/// <param name="Index">Its index among the task's classes.</param>
/// <param name="Score">From 0 to 1: of one label a picture, the share of a softmax; of several, what the model answers.</param>
public readonly record struct ClassScore(string Name, int Index, float Score);
