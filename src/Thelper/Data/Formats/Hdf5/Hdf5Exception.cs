namespace Thelper.Data.Formats.Hdf5;

/// <summary>An HDF5 file that cannot be read or written. The message starts with the file's path.</summary>
public sealed class Hdf5Exception : UserErrorException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">The file, and what is wrong with it.</param>
    /// <param name="inner">The failure that revealed it.</param>
    public Hdf5Exception(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
