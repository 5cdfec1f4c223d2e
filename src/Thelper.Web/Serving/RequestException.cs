namespace Thelper.Web.Serving;

/// <summary>A request that cannot be answered: the browser gets the message.</summary>
/// <param name="status">The status, such as 400 for a bad value, 404 for what is not there, 409 for a conflict.</param>
/// <param name="message">What is wrong.</param>
internal sealed class RequestException(int status, string message) : Exception(message)
{
    /// <summary>The status.</summary>
    public int Status { get; } = status;

    /// <summary>A parameter or a body that is not what it must be.</summary>
    /// <param name="message">What is wrong.</param>
    public static RequestException Bad(string message) => new(400, message);

    /// <summary>Something that is not there.</summary>
    /// <param name="message">What is missing.</param>
    public static RequestException Missing(string message) => new(404, message);

    /// <summary>Something that has ended and can be begun again; nothing has changed, and what was asked for may be asked for again then.</summary>
    /// <param name="message">What has ended, and how it is begun.</param>
    public static RequestException Ended(string message) => new(410, message);

    /// <summary>A change that would undo somebody else's.</summary>
    /// <param name="message">What it meets.</param>
    public static RequestException Conflict(string message) => new(409, message);

    /// <summary>A change that cannot be stored; nothing has changed, and it may be asked for again.</summary>
    /// <param name="message">Why.</param>
    public static RequestException NotStored(string message) => new(507, message);
}
