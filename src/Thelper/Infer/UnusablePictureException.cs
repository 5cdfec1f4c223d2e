namespace Thelper.Infer;

/// <summary>There can be no prediction on a picture, or none be drawn on it; another picture may do. What cannot be written is an error of another type.</summary>
/// <param name="message">The picture, and why.</param>
/// <param name="inner">The failure behind it; null for none.</param>
internal sealed class UnusablePictureException(string message, Exception? inner = null) : UserErrorException(message, inner);
