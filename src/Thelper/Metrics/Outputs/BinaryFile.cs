namespace Thelper.Metrics.Outputs;

/// <summary>A file of any other format.</summary>
/// <param name="Bytes">Its content.</param>
/// <param name="Extension">The extension of its name, without a dot.</param>
public sealed record BinaryFile(byte[] Bytes, string Extension) : OutputFile(Extension)
{
    /// <inheritdoc/>
    public override string Kind => "bytes";

    /// <inheritdoc/>
    public override void Save(string path) => File.WriteAllBytes(path, Bytes);
}
