namespace Thelper.Train;

/// <summary>A model, its task or an option of the command do not fit each other, whatever is in a sample: to leave out samples is no remedy.</summary>
/// <param name="message">What is wrong, and the way out.</param>
internal sealed class UnfitModelException(string message) : UserErrorException(message);
