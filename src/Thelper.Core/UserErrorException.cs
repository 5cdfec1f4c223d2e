namespace Thelper;

/// <summary>A mistake that belongs to the user: a bad file, name or value. The message names the thing, the place and the way out.</summary>
/// <remarks>The command line prints the message alone and exits with code 2; every other exception is a bug.</remarks>
public class UserErrorException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong, where, and what to do about it.</param>
    public UserErrorException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with the failure that revealed it.</summary>
    /// <param name="message">What is wrong, where, and what to do about it.</param>
    /// <param name="inner">The underlying failure.</param>
    public UserErrorException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
