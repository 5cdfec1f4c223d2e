using Thelper.Imaging;
using Thelper.Torch;

namespace Thelper.Data.Formats.Hdf5;

/// <summary>Writes one field of the samples of an archive, batch by batch.</summary>
internal sealed class ArchiveFieldWriter
{
    private readonly string key;
    private readonly ArchiveEncoding encoding;
    private readonly Hdf5ArrayWriter array;
    private readonly Hdf5Type? type;
    private readonly long[] shape = [];
    private readonly string typeName;

    /// <param name="writer">The file.</param>
    /// <param name="key">The field.</param>
    /// <param name="encoding">How it is stored.</param>
    /// <param name="limit">The most samples there can be.</param>
    /// <param name="batch">The first batch's values.</param>
    public ArchiveFieldWriter(Hdf5Writer writer, string key, ArchiveEncoding encoding, long limit, object? batch)
    {
        (this.key, this.encoding) = (key, encoding);
        switch (batch)
        {
            case torch.Tensor tensor when tensor.dim() > 0:
                type = Hdf5Type.Of(tensor.dtype) ?? throw new UserErrorException($"the field '{key}' has values of type {tensor.dtype}, which an HDF5 archive does not hold; convert them with a transform");
                shape = tensor.shape[1..];
                typeName = type.NumpyName;
                break;
            case IReadOnlyList<object?> list when list.All(value => value is string):
                typeName = FormattableString.Invariant($"<U{list.Max(value => ((string)value!).EnumerateRunes().Count())}");
                break;
            default:
                throw new UserErrorException($"the field '{key}' {(batch is null ? "is null" : "holds neither tensors, numbers nor texts")}, which cannot be packed into an HDF5 archive; drop it from the task's keys, or convert it with a transform");
        }

        if (encoding.IsImage && !(type == Hdf5Type.UInt8 && shape.Length is 2 or 3 && (shape.Length == 2 || shape[2] is 1 or 3 or 4)))
        {
            throw new UserErrorException($"the field '{key}' cannot be stored as {encoding.Type}: that needs uint8 images of height x width x channels (1, 3 or 4), not {typeName} of shape ({string.Join(", ", shape)}); use lz4 or chunk_lz4, or move conversions out of base_transforms");
        }

        if (shape.Length == 0 && encoding.Type != "none")
        {
            throw new UserErrorException($"the field '{key}' holds single values or texts, which are not compressed; remove it from the compression settings");
        }

        Encoding = encoding.IsImage && encoding.Mode is null ? encoding with { Mode = ArchiveEncoding.ModeOf(shape) } : encoding;
        var variable = type is null || encoding.Flatten || encoding.IsImage || encoding.Type == "lz4";
        var filter = variable ? null : encoding.Type switch
        {
            "chunk_lz4" => Hdf5Filter.Lz4Chunks,
            "gzip" => Hdf5Filter.Gzip(encoding.Parameters is [var level] ? level : 4),
            _ => null,
        };
        array = new(writer, variable ? Hdf5Type.VariableBytes : type!, variable ? [] : shape, limit, filter);
    }

    /// <summary>How the field is stored, with what follows from its first batch.</summary>
    public ArchiveEncoding Encoding { get; }

    /// <summary>Writes the values of a batch.</summary>
    /// <returns>How many there were.</returns>
    public int Add(object? batch)
    {
        if (type is null)
        {
            var texts = batch as IReadOnlyList<object?> ?? throw Changed();
            foreach (var text in texts)
            {
                array.Add(System.Text.Encoding.UTF8.GetBytes(text as string ?? throw Changed()));
            }

            return texts.Count;
        }

        if (batch is not torch.Tensor given || given.dim() == 0 || Hdf5Type.Of(given.dtype) != type || !given.shape.AsSpan(1).SequenceEqual(shape))
        {
            throw Changed();
        }

        using var scope = torch.NewDisposeScope();
        var tensor = given.cpu().contiguous();
        var count = (int)tensor.shape[0];
        for (var i = 0; i < count; i++)
        {
            if (encoding.IsImage)
            {
                using var image = tensor[i];
                array.Add(ImageCodec.Encode(image, $".{encoding.Type}", encoding.Parameters));
            }
            else
            {
                var row = Row(tensor, i);
                array.Add(encoding.Type == "lz4" ? Lz4.EncodeFrame(row, encoding.Parameters is [var level] ? level : 0) : row);
            }
        }

        return count;
    }

    /// <summary>Writes the header.</summary>
    /// <returns>Its address.</returns>
    public long Finish() => array.Finish(
    [
        new("orig_shape", shape),
        new("orig_dtype", typeName),
        new("compression", encoding.Type),
    ]);

    private static unsafe ReadOnlySpan<byte> Row(torch.Tensor tensor, int row)
    {
        var size = checked((int)(tensor.numel() / tensor.shape[0] * tensor.dtype.ElementSize()));
        return new ReadOnlySpan<byte>((byte*)tensor.DataPointer + ((long)row * size), size);
    }

    private UserErrorException Changed() =>
        new($"the field '{key}' changes its type or shape from one batch to the next, which an HDF5 archive cannot hold; bring all samples to one size, for example with thelper.transforms.Resize");
}
