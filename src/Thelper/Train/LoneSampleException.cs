namespace Thelper.Train;

/// <summary>A model that normalises over the batch was given a batch of one sample.</summary>
/// <param name="message">What is wrong, and the way out.</param>
/// <param name="inner">The model's failure.</param>
internal sealed class LoneSampleException(string message, Exception inner) : UserErrorException(message, inner);
