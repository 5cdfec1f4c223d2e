namespace Thelper.Torch.Serialization;

/// <summary>A file that cannot be read as a checkpoint: damaged, cut short, of another kind, or holding something that is not read.</summary>
public sealed class CheckpointException : UserErrorException
{
    /// <summary>Creates the error; the message is the file's path, a colon, and the problem.</summary>
    /// <param name="file">The path of the file.</param>
    /// <param name="problem">What is wrong with it and what to do about it.</param>
    /// <param name="inner">The underlying failure, if there was one.</param>
    public CheckpointException(string file, string problem, Exception? inner = null)
        : base($"{file}: {problem}", inner)
    {
        File = file;
    }

    /// <summary>The path of the file that was read.</summary>
    public string File { get; }
}
