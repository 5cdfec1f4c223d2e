namespace Thelper.Viz.TensorBoard;

/// <summary>A value out of an event file.</summary>
/// <param name="Tag">Its name, such as <c>epoch/loss</c>.</param>
/// <param name="Step">The iteration or epoch.</param>
/// <param name="Time">When it was written, in seconds since 1970.</param>
/// <param name="Number">The number; null for a picture, text or distribution.</param>
public readonly record struct EventValue(string Tag, long Step, double Time, double? Number);
