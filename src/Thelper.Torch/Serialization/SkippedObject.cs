namespace Thelper.Torch.Serialization;

/// <summary>Stands for an object of a Python class that is not read (<see cref="LoadLimits.SkipsObjects"/>): its class is known, nothing of it was made.</summary>
/// <param name="Class">The full name of its class, or of the function that was to make it.</param>
public sealed record SkippedObject(string Class);
