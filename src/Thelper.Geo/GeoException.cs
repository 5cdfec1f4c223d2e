namespace Thelper.Geo;

/// <summary>A raster, a vector file or a reference system that cannot be used: damaged, of a kind that is not read, or not where it should be. The message names it.</summary>
public sealed class GeoException : UserErrorException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What is wrong, where, and what to do about it.</param>
    public GeoException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with the failure that revealed it.</summary>
    /// <param name="message">What is wrong, where, and what to do about it.</param>
    /// <param name="inner">The underlying failure.</param>
    public GeoException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
