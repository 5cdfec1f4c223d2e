using System.Runtime.InteropServices;
using System.Text;

namespace Thelper.Viz;

/// <summary>Writes an array as Python's <c>pickle</c> reads it: protocol 3, as <c>numpy.ndarray.__reduce__</c> describes itself.</summary>
internal static class NumpyPickle
{
    /// <summary>The file's bytes.</summary>
    /// <param name="values">The numbers, row by row.</param>
    /// <param name="columns">How many a row has.</param>
    public static byte[] Of(ReadOnlySpan<float> values, int columns)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.Latin1);
        void Text(string text) => writer.Write(Encoding.Latin1.GetBytes(text));
        void Number(int number)
        {
            // The shortest form, as pickle writes it.
            switch (number)
            {
                case >= 0 and <= byte.MaxValue:
                    Text("K");
                    writer.Write((byte)number);
                    break;
                case >= 0 and <= ushort.MaxValue:
                    Text("M");
                    writer.Write((ushort)number);
                    break;
                default:
                    Text("J");
                    writer.Write(number);
                    break;
            }
        }

        // An empty array, made by _reconstruct(ndarray, (0,), b"b") ...
        writer.Write((ReadOnlySpan<byte>)[0x80, 3]);
        Text("cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\u0085C\u0001b\u0087R");

        // ... and its state: version, shape, type, not in Fortran's order, and bytes.
        Text("(K\u0001");
        Number(values.Length / columns);
        Number(columns);
        Text("\u0086cnumpy\ndtype\nX\u0002\0\0\0f4\u0089\u0088\u0087R(K\u0003X\u0001\0\0\0<NNN");
        Number(-1);
        Number(-1);
        Text("K\0tb\u0089");
        var length = values.Length * sizeof(float);
        if (length <= byte.MaxValue)
        {
            Text("C");
            writer.Write((byte)length);
        }
        else
        {
            Text("B");
            writer.Write(length);
        }

        writer.Write(MemoryMarshal.AsBytes(values));
        Text("tb.");
        writer.Flush();
        return stream.ToArray();
    }
}
