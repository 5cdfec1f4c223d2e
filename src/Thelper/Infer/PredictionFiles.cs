namespace Thelper.Infer;

/// <summary>The files that were written for a picture; null for those that were not.</summary>
/// <param name="Map">Its label map.</param>
/// <param name="Restored">The restored image.</param>
/// <param name="Picture">The picture with the prediction drawn on.</param>
internal readonly record struct PredictionFiles(string? Map = null, string? Restored = null, string? Picture = null);
