using System.Runtime.InteropServices;

namespace Thelper.Data.Formats.Hdf5;

/// <summary>Debian's LZ4 library: blocks, and frames around them. Loaded when first used.</summary>
internal static unsafe partial class Lz4
{
    private const string Name = "liblz4.so.1";
    private const uint FrameVersion = 100;

    // A frame with damaged sizes must not take all memory.
    private const int FrameLimit = 1 << 30;

    private static readonly bool Present = NativeLibrary.TryLoad(Name, out _);

    /// <summary>Decodes a block that gives exactly so many bytes.</summary>
    /// <returns>Whether it did.</returns>
    public static bool Decode(ReadOnlySpan<byte> source, Span<byte> target)
    {
        Require();
        fixed (byte* from = source, to = target)
        {
            return DecompressSafe(from, to, source.Length, target.Length) == target.Length;
        }
    }

    /// <summary>Encodes a block.</summary>
    /// <returns>The length of the result; 0 if it does not fit.</returns>
    public static int Encode(ReadOnlySpan<byte> source, Span<byte> target)
    {
        Require();
        fixed (byte* from = source, to = target)
        {
            return CompressDefault(from, to, source.Length, target.Length);
        }
    }

    /// <summary>Encodes a frame, which knows its own length.</summary>
    public static byte[] EncodeFrame(ReadOnlySpan<byte> source, int level = 0)
    {
        Require();
        var preferences = new Preferences { ContentSize = (ulong)source.Length, Level = level };
        var bytes = new byte[checked((int)FrameBound((nuint)source.Length, preferences))];
        fixed (byte* from = source, to = bytes)
        {
            var size = CompressFrame(to, (nuint)bytes.Length, from, (nuint)source.Length, preferences);
            return IsError(size) == 0 ? bytes[..(int)size] : throw new InvalidOperationException("LZ4 cannot encode a frame");
        }
    }

    /// <summary>Decodes a frame.</summary>
    /// <param name="source">The frame.</param>
    /// <param name="expected">The length of the result where it is known, else -1.</param>
    /// <returns>The bytes; null where the frame is damaged or has another length.</returns>
    public static byte[]? DecodeFrame(ReadOnlySpan<byte> source, long expected)
    {
        Require();

        // LZ4 makes at most 255 bytes of one.
        var limit = Math.Min(FrameLimit, (source.Length * 255L) + 64);
        if (expected > limit || IsError(CreateContext(out var context, FrameVersion)) != 0)
        {
            return null;
        }

        try
        {
            var target = new byte[expected >= 0 ? Math.Max(expected, 1) : Math.Min(limit, Math.Max(64, source.Length * 4L))];
            long read = 0, written = 0;
            while (true)
            {
                nuint left = (nuint)(source.Length - read), room = (nuint)(target.Length - written), hint;
                fixed (byte* from = source, to = target)
                {
                    hint = DecompressFrame(context, to + written, ref room, from + read, ref left, 0);
                }

                read += (long)left;
                written += (long)room;
                if (IsError(hint) != 0)
                {
                    return null;
                }

                if (hint == 0)
                {
                    return expected >= 0 && written != expected ? null : written == target.Length ? target : target[..(int)written];
                }

                if (written == target.Length && expected < 0 && target.Length < limit)
                {
                    Array.Resize(ref target, (int)Math.Min(limit, target.Length * 2L));
                }
                else if (left == 0 && room == 0)
                {
                    return null;
                }
            }
        }
        finally
        {
            _ = FreeContext(context);
        }
    }

    private static void Require()
    {
        if (!Present)
        {
            throw new UserErrorException($"{Name} is missing, which LZ4 compression needs: install it with 'apt-get install liblz4-1'");
        }
    }

    [LibraryImport(Name, EntryPoint = "LZ4_decompress_safe")]
    private static partial int DecompressSafe(byte* source, byte* target, int size, int capacity);

    [LibraryImport(Name, EntryPoint = "LZ4_compress_default")]
    private static partial int CompressDefault(byte* source, byte* target, int size, int capacity);

    [LibraryImport(Name, EntryPoint = "LZ4F_compressFrameBound")]
    private static partial nuint FrameBound(nuint size, in Preferences preferences);

    [LibraryImport(Name, EntryPoint = "LZ4F_compressFrame")]
    private static partial nuint CompressFrame(byte* target, nuint capacity, byte* source, nuint size, in Preferences preferences);

    [LibraryImport(Name, EntryPoint = "LZ4F_isError")]
    private static partial uint IsError(nuint code);

    [LibraryImport(Name, EntryPoint = "LZ4F_createDecompressionContext")]
    private static partial nuint CreateContext(out nint context, uint version);

    [LibraryImport(Name, EntryPoint = "LZ4F_freeDecompressionContext")]
    private static partial nuint FreeContext(nint context);

    [LibraryImport(Name, EntryPoint = "LZ4F_decompress")]
    private static partial nuint DecompressFrame(nint context, byte* target, ref nuint targetSize, byte* source, ref nuint sourceSize, nint options);

    // LZ4F_preferences_t.
    [StructLayout(LayoutKind.Sequential)]
    private struct Preferences
    {
        public int BlockSize;
        public int BlockMode;
        public int ContentChecksum;
        public int FrameType;
        public ulong ContentSize;
        public uint Dictionary;
        public int BlockChecksum;
        public int Level;
        public uint AutoFlush;
        public uint FavourDecoding;
        public uint Reserved0;
        public uint Reserved1;
        public uint Reserved2;
    }
}
