namespace Thelper.Web.Annotating;

/// <summary>Something cannot be stored: a full disk, a share that is gone. It may be asked for again.</summary>
/// <param name="message">What is wrong, where, and what to do about it.</param>
/// <param name="inner">The underlying failure.</param>
internal sealed class NotStoredException(string message, Exception? inner = null) : UserErrorException(message, inner);
