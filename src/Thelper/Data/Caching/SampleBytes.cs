using System.Buffers.Binary;
using System.Text;
using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Data.Caching;

/// <summary>A loaded sample as one block of bytes, and back. Objects without native memory (boxes) are kept beside it, not copied.</summary>
internal static class SampleBytes
{
    private enum Tag : byte
    {
        Null,
        Tensor,
        Text,
        Whole,
        Real,
        True,
        False,
        List,
        Map,
        Other,
    }

    /// <summary>Size of the block; null if the sample cannot be kept: it holds native objects other than tensors in main memory, or 2 GB.</summary>
    public static long? Measure(Sample sample)
    {
        var writer = new Writer(null);
        return writer.Map(sample) && writer.Length <= Array.MaxLength ? writer.Length : null;
    }

    /// <summary>Writes a sample.</summary>
    /// <param name="sample">A sample that <see cref="Measure"/> accepts.</param>
    /// <param name="length">Its size.</param>
    public static (byte[] Bytes, object[] Others) Write(Sample sample, int length)
    {
        var writer = new Writer(GC.AllocateUninitializedArray<byte>(length));
        writer.Map(sample);
        return (writer.Bytes!, [.. writer.Others]);
    }

    /// <summary>Makes a new sample.</summary>
    /// <param name="bytes">The block; what follows it is not looked at.</param>
    /// <param name="others">The objects beside it.</param>
    public static Sample Read(byte[] bytes, object[] others)
    {
        var reader = new Reader(bytes, others);
        var sample = new Sample();
        reader.Map(sample);
        return sample;
    }

    private sealed class Writer(byte[]? bytes)
    {
        public byte[]? Bytes => bytes;

        public long Length { get; private set; }

        public List<object> Others { get; } = [];

        public bool Map(IReadOnlyDictionary<string, object?> map)
        {
            Whole(map.Count);
            foreach (var (key, value) in map)
            {
                Text(key);
                if (!Value(value))
                {
                    return false;
                }
            }

            return true;
        }

        private bool Value(object? value)
        {
            switch (value)
            {
                case null:
                    Put(Tag.Null);
                    return true;
                case torch.Tensor tensor:
                    Put(Tag.Tensor);
                    return Tensor(tensor);
                case string text:
                    Put(Tag.Text);
                    Text(text);
                    return true;
                case long whole:
                    Put(Tag.Whole);
                    Whole(whole);
                    return true;
                case double real:
                    Put(Tag.Real);
                    Whole(BitConverter.DoubleToInt64Bits(real));
                    return true;
                case bool flag:
                    Put(flag ? Tag.True : Tag.False);
                    return true;
                case IReadOnlyDictionary<string, object?> map:
                    Put(Tag.Map);
                    return Map(map);
                case IReadOnlyList<object?> list:
                    Put(Tag.List);
                    Whole(list.Count);
                    return list.All(Value);
                case IDisposable:
                    return false;
                default:
                    Put(Tag.Other);
                    Whole(Others.Count);
                    Others.Add(value);
                    return true;
            }
        }

        private unsafe bool Tensor(torch.Tensor tensor)
        {
            if (tensor.device_type != DeviceType.CPU || tensor.layout != Layout.Strided)
            {
                return false;
            }

            var shape = tensor.shape;
            Whole((long)tensor.dtype);
            Whole(shape.Length);
            foreach (var size in shape)
            {
                Whole(size);
            }

            var count = tensor.numel() * tensor.dtype.ElementSize();
            if (bytes is not null)
            {
                using var copy = tensor.is_contiguous() ? null : tensor.contiguous();
                new ReadOnlySpan<byte>((void*)(copy ?? tensor).DataPointer, (int)count).CopyTo(bytes.AsSpan((int)Length));
            }

            Length += count;
            return true;
        }

        private void Text(string text)
        {
            var count = Encoding.UTF8.GetByteCount(text);
            Whole(count);
            if (bytes is not null)
            {
                Encoding.UTF8.GetBytes(text, bytes.AsSpan((int)Length));
            }

            Length += count;
        }

        private void Whole(long value)
        {
            if (bytes is not null)
            {
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan((int)Length), value);
            }

            Length += sizeof(long);
        }

        private void Put(Tag tag)
        {
            if (bytes is not null)
            {
                bytes[Length] = (byte)tag;
            }

            Length++;
        }
    }

    private sealed class Reader(byte[] bytes, object[] others)
    {
        private int position;

        public void Map(IDictionary<string, object?> map)
        {
            for (var count = Whole(); count > 0; count--)
            {
                var key = Text();
                map.Add(key, Value());
            }
        }

        private object? Value()
        {
            switch ((Tag)bytes[position++])
            {
                case Tag.Null:
                    return null;
                case Tag.Tensor:
                    return Tensor();
                case Tag.Text:
                    return Text();
                case Tag.Whole:
                    return Whole();
                case Tag.Real:
                    return BitConverter.Int64BitsToDouble(Whole());
                case Tag.True:
                    return true;
                case Tag.False:
                    return false;
                case Tag.List:
                    var list = new List<object?>();
                    for (var count = Whole(); count > 0; count--)
                    {
                        list.Add(Value());
                    }

                    return list;
                case Tag.Map:
                    var map = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
                    Map(map);
                    return map;
                default:
                    return others[(int)Whole()];
            }
        }

        private unsafe torch.Tensor Tensor()
        {
            var type = (torch.ScalarType)Whole();
            var shape = new long[Whole()];
            for (var i = 0; i < shape.Length; i++)
            {
                shape[i] = Whole();
            }

            var tensor = torch.empty(shape, type);
            var count = (int)(tensor.numel() * type.ElementSize());
            bytes.AsSpan(position, count).CopyTo(new Span<byte>((void*)tensor.DataPointer, count));
            position += count;
            return tensor;
        }

        private string Text()
        {
            var count = (int)Whole();
            var text = Encoding.UTF8.GetString(bytes, position, count);
            position += count;
            return text;
        }

        private long Whole()
        {
            var value = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(position));
            position += sizeof(long);
            return value;
        }
    }
}
