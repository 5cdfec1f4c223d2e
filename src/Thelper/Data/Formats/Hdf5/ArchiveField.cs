using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Thelper.Imaging;
using Thelper.Torch;

namespace Thelper.Data.Formats.Hdf5;

/// <summary>Reads one field of the samples of an archive; several threads at once.</summary>
internal sealed class ArchiveField
{
    private const int TextLimit = 64 << 20;

    private readonly Hdf5Input input;
    private readonly string name;
    private readonly Hdf5Array array;
    private readonly ArchiveEncoding encoding;
    private readonly long[] shape;
    private readonly Hdf5Type? type;

    public ArchiveField(Hdf5Input input, string name, string key, Hdf5Node node, Hdf5Array array, ArchiveEncoding? settings)
    {
        (this.input, this.name, this.array, Key) = (input, name, array, key);
        var stored = ArchiveEncoding.Canonical(node.Attributes.GetValueOrDefault("compression") as string);
        encoding = (settings ?? ArchiveEncoding.None) with { Type = stored };
        if (!encoding.IsFilter && stored is not ("none" or "lz4" or "jpg" or "png"))
        {
            throw new Hdf5Exception($"{input.Path}: '{name}' is compressed with '{stored}', which is not supported");
        }

        if (array.Type.IsVariable)
        {
            if (array.Dims.Length != 1)
            {
                throw new Hdf5Exception($"{input.Path}: '{name}' has values of variable length in more than one dimension");
            }

            type = Hdf5Type.OfNumpy(node.Attributes.GetValueOrDefault("orig_dtype") as string ?? "");
            shape = [.. (node.Attributes.GetValueOrDefault("orig_shape") as List<object?> ?? []).Select(dim => dim is >= 0L ? (long)dim : throw input.Damaged($"'{name}' has an impossible shape"))];
            if (type is not null && Hdf5Space.Bytes(input, shape, type.Size) > Array.MaxLength)
            {
                throw input.Damaged($"'{name}' has an impossible shape");
            }
        }
        else
        {
            type = array.Type.IsNumber ? array.Type : throw new Hdf5Exception($"{input.Path}: '{name}' holds values of a type that is not supported");
            shape = array.Dims[1..];
        }
    }

    /// <summary>The field's name.</summary>
    public string Key { get; }

    /// <summary>Reads the value of a sample.</summary>
    public object Read(int row)
    {
        if (array.Type.IsVariable)
        {
            return Decode(array.ReadVariable(row), row);
        }

        if (shape.Length > 0 && type!.IsPlain)
        {
            return Tensor(type, shape, (array, (long)row), static (source, bytes) => source.array.ReadRow(source.Item2, bytes));
        }

        var buffer = ArrayPool<byte>.Shared.Rent((int)array.RowBytes);
        try
        {
            var bytes = buffer.AsSpan(0, (int)array.RowBytes);
            array.ReadRow(row, bytes);
            return Value(bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private object Decode(byte[] bytes, int row)
    {
        if (encoding.IsImage)
        {
            return Image(bytes, row);
        }

        if (encoding.Type == "lz4")
        {
            bytes = Lz4.DecodeFrame(bytes, type is null ? -1 : Hdf5Space.Bytes(input, shape, type.Size)) ?? throw Bad(row, "cannot be decompressed");
        }

        if (type is null)
        {
            return bytes.Length <= TextLimit ? Encoding.UTF8.GetString(bytes) : throw Bad(row, "is too long for a text");
        }

        return bytes.Length == Hdf5Space.Bytes(input, shape, type.Size) ? Value(bytes) : throw Bad(row, "has not the size that its shape asks for");
    }

    private torch.Tensor Image(byte[] bytes, int row)
    {
        var mode = encoding.Mode ?? ArchiveEncoding.ModeOf(shape);
        var image = ImageCodec.Decode(bytes, mode, FormattableString.Invariant($"{input.Path}: {name} of sample {row}"));
        if (image.shape.AsSpan().SequenceEqual(shape))
        {
            return image;
        }

        // A grey image has lost the dimension of its channels; an image decoded with other flags keeps its own shape.
        return image.numel() == Hdf5Space.Bytes(input, shape, 1) ? image.reshape(shape) : image;
    }

    private object Value(ReadOnlySpan<byte> bytes)
    {
        if (shape.Length == 0)
        {
            return type!.Number(bytes);
        }

        var owner = bytes.ToArray();
        return Tensor(type!, shape, owner, (source, target) =>
        {
            if (type!.IsPlain)
            {
                source.CopyTo(target);
                return;
            }

            var size = (int)type.Element.ElementSize();
            Span<byte> word = stackalloc byte[8];
            for (var i = 0; i < source.Length / type.Size; i++)
            {
                BinaryPrimitives.WriteInt64LittleEndian(word, type.Bits(source.AsSpan(i * type.Size, type.Size)));
                word[..size].CopyTo(target[(i * size)..]);
            }
        });
    }

    private static unsafe torch.Tensor Tensor<T>(Hdf5Type type, long[] shape, T source, Filler<T> fill)
    {
        var tensor = torch.empty(shape, type.Element);
        var bytes = (int)(tensor.numel() * type.Element.ElementSize());
        try
        {
            fill(source, new Span<byte>((void*)tensor.DataPointer, bytes));
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    private Hdf5Exception Bad(int row, string what) => input.Damaged(FormattableString.Invariant($"the value of '{name}' of sample {row} {what}"));

    private delegate void Filler<T>(T source, Span<byte> target);
}
