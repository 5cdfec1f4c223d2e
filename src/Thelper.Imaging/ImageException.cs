namespace Thelper.Imaging;

/// <summary>An image that cannot be read, written or processed as asked. The message names the file or the operation.</summary>
public sealed class ImageException : UserErrorException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong, with which file or operation.</param>
    public ImageException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with the failure that revealed it.</summary>
    /// <param name="message">What is wrong, with which file or operation.</param>
    /// <param name="inner">The underlying failure.</param>
    public ImageException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
