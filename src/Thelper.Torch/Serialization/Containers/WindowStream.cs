namespace Thelper.Torch.Serialization.Containers;

/// <summary>The rest of a stream, from where it stands, as a stream that begins at 0; the stream itself stays open.</summary>
internal sealed class WindowStream : Stream
{
    private readonly Stream inner;
    private readonly long start;

    /// <summary>Begins at the present position of a stream that can seek.</summary>
    public WindowStream(Stream inner)
    {
        this.inner = inner;
        start = inner.Position;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => inner.Length - start;

    /// <inheritdoc/>
    public override long Position
    {
        get => inner.Position - start;
        set => inner.Position = start + value;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => inner.Read(buffer);

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) =>
        origin == SeekOrigin.Begin ? inner.Seek(start + offset, SeekOrigin.Begin) - start : inner.Seek(offset, origin) - start;

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
