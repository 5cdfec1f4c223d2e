namespace Thelper.Metrics.Outputs;

/// <summary>A file for the folder of a set's outputs. Its name gets the epoch's number.</summary>
/// <param name="Extension">The extension of its name, without a dot.</param>
public abstract record OutputFile(string Extension) : ConsumerOutput
{
    /// <summary>What it is, for the log.</summary>
    public abstract string Kind { get; }

    /// <summary>Writes it.</summary>
    /// <param name="path">Where to; the folder exists.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public abstract void Save(string path);
}
