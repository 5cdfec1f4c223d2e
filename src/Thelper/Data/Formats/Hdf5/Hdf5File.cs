namespace Thelper.Data.Formats.Hdf5;

/// <summary>Opens HDF5 files of the form that HDF5 writes unless told otherwise, without libhdf5.</summary>
/// <remarks>
/// Why not libhdf5: its global lock lets one thread read at a time, and version 1.10 crashes or hangs on about one in fifty damaged files.
/// Not read: layouts of <c>libver='latest'</c>, groups or headers with very many entries, files inside other files, old layouts from before 1.6.
/// </remarks>
internal static class Hdf5File
{
    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10, 26, 10];

    /// <summary>Reads the head of a file.</summary>
    /// <returns>The root group.</returns>
    public static Hdf5Node Root(Hdf5Input input)
    {
        if (input.Length == 0)
        {
            throw new Hdf5Exception($"{input.Path}: the file is empty; it is no HDF5 archive");
        }

        var head = input.Block(0, Math.Min(input.Length, 128));
        if (head.Left < 9 || !head.Bytes(8).SequenceEqual(Magic))
        {
            throw new Hdf5Exception($"{input.Path}: is no HDF5 file");
        }

        var version = head.U8();
        if (version > 3)
        {
            throw input.Unsupported(FormattableString.Invariant($"version {version} of HDF5's file format"));
        }

        head.Skip(version < 2 ? 4 : 0);
        if (head.U8() != 8 || head.U8() != 8)
        {
            throw input.Unsupported("addresses that are not 8 bytes long");
        }

        head.Skip(version switch { 0 => 9, 1 => 13, _ => 1 });
        var start = head.I64();
        head.Skip(8);
        var end = head.I64();
        head.Skip(version < 2 ? 16 : 0);
        if (start != 0)
        {
            throw input.Unsupported("a start that is not the file's");
        }

        if (end > input.Length)
        {
            throw new Hdf5Exception(FormattableString.Invariant($"{input.Path}: the HDF5 file is truncated: it has {input.Length} of {end} bytes"));
        }

        return new Hdf5Node(input, head.I64());
    }
}
