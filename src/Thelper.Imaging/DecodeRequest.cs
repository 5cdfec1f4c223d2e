using Thelper.Torch;

namespace Thelper.Imaging;

/// <summary>Makes the tensors into which a decoder writes, and keeps the one that holds the image in the end.</summary>
internal sealed class DecodeRequest(long maxPixels, long fileBytes) : IDisposable
{
    private const int UInt16Depth = 2;

    // Deflate makes at most 1032 bytes of one, each of which is at most 8 pixels; smaller images may claim what they like.
    private const long PixelsPerByte = 10_000;
    private const long FreePixels = 1L << 24;
    private readonly List<(torch.Tensor Tensor, nint Address, int Depth)> blocks = [];

    /// <summary>Why no memory was given.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>The failure behind <see cref="Refusal"/>, if there was one.</summary>
    public Exception? Cause { get; private set; }

    /// <summary>Why an image of this size is not decoded; null if it is.</summary>
    public static string? Refuse(int width, int height, long maxPixels, long fileBytes) => ((long)height * width) switch
    {
        var pixels when pixels > maxPixels => FormattableString.Invariant($"it claims {width}×{height} pixels, more than the limit of {maxPixels} ({Limits.Pixels.Hint})"),
        var pixels when pixels > Math.Max(FreePixels, PixelsPerByte * fileBytes) => FormattableString.Invariant($"it claims {width}×{height} pixels, which a file of {fileBytes} bytes cannot hold"),
        _ => null,
    };

    /// <summary>Gives memory for an image, or zero if it is too large. Called from native code: nothing may be thrown.</summary>
    public unsafe nint Allocate(int height, int width, int channels, int depth)
    {
        if (Refuse(width, height, maxPixels, fileBytes) is { } reason)
        {
            Refusal = reason;
            return 0;
        }

        torch.ScalarType? type = depth switch
        {
            0 => torch.ScalarType.Byte,
            UInt16Depth => torch.ScalarType.Int32, // twice the room that the decoder needs: widened in place afterwards
            3 => torch.ScalarType.Int16,
            5 => torch.ScalarType.Float32,
            6 => torch.ScalarType.Float64,
            _ => null,
        };
        if (type is null)
        {
            Refusal = $"its element type (OpenCV's depth {depth}) is not supported";
            return 0;
        }

#pragma warning disable CA1031 // No exception may leave for native code; this one goes on in the caller of Decode.
        try
        {
            var tensor = channels == 1 ? torch.empty([height, width], type.Value, torch.CPU) : torch.empty([height, width, channels], type.Value, torch.CPU);
            blocks.Add((tensor, tensor.DataPointer, depth));
            return tensor.DataPointer;
        }
        catch (Exception e)
        {
            Refusal = e is TorchException or OutOfMemoryException ? $"no memory for {width}×{height} pixels" : e.Message;
            Cause = e;
            return 0;
        }
#pragma warning restore CA1031
    }

    /// <summary>Hands over the tensor with the given memory.</summary>
    public torch.Tensor Take(nint address)
    {
        var index = blocks.FindIndex(block => block.Address == address);
        if (index < 0)
        {
            throw new InvalidOperationException("the decoder returned memory that it was not given");
        }

        var (tensor, _, depth) = blocks[index];
        blocks.RemoveAt(index);
        if (depth == UInt16Depth)
        {
            Widen(address, tensor.numel());
        }

        return tensor;
    }

    /// <summary>Frees the tensors that were not taken.</summary>
    public void Dispose()
    {
        foreach (var block in blocks)
        {
            block.Tensor.Dispose();
        }

        blocks.Clear();
    }

    // From the back: element i lies at byte 2i and goes to byte 4i, which is never before an element still to be read.
    private static unsafe void Widen(nint address, long count)
    {
        var narrow = (ushort*)address;
        var wide = (int*)address;
        for (var i = count - 1; i >= 0; i--)
        {
            wide[i] = narrow[i];
        }
    }
}
