using System.Runtime.InteropServices;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Scenes;

/// <summary>The class of each pixel of a scene, and its shares, while they are being found.</summary>
/// <param name="Labels">One band: 0 for no data, and a class by its index and 1, of 1 or 2 bytes.</param>
/// <param name="Shares">float32, a band for each class; null where nobody wants them.</param>
internal sealed record ClassRasters(RawRaster Labels, RawRaster? Shares)
{
    /// <summary>The rasters of a scene in its folder.</summary>
    /// <param name="scratch">The folder.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="legend">The classes.</param>
    /// <param name="withShares">Whether shares are wanted.</param>
    public static ClassRasters Open(SceneScratch scratch, int width, int height, ClassLegend legend, bool withShares) => new(
        scratch.Open("labels.raw", width, height, 1, legend.Size),
        withShares ? scratch.Open("shares.raw", width, height, legend.Names.Count, sizeof(float)) : null);

    /// <summary>Writes numbers of classes.</summary>
    /// <param name="numbers">Whole numbers rows x width.</param>
    /// <param name="valid">rows x width, 0 where there are no data.</param>
    /// <param name="left">The first column.</param>
    /// <param name="top">The first row.</param>
    public void WriteLabels(Tensor numbers, Tensor valid, int left, int top)
    {
        using var scope = NewDisposeScope();
        var (rows, width) = ((int)numbers.shape[0], (int)numbers.shape[1]);
        var kept = numbers * valid;
        var bytes = Labels.Size == 1
            ? kept.to(ScalarType.Byte).contiguous().DataSpan<byte>()
            : MemoryMarshal.AsBytes(Array.ConvertAll(kept.to(ScalarType.Int32).contiguous().DataSpan<int>().ToArray(), number => (ushort)number).AsSpan());
        for (var y = 0; y < rows; y++)
        {
            Labels.Write(0, top + y, left, bytes.Slice(y * width * Labels.Size, width * Labels.Size));
        }
    }

    /// <summary>Reads numbers of classes.</summary>
    /// <param name="top">The first row.</param>
    /// <param name="left">The first column.</param>
    /// <param name="numbers">Gets the numbers of a part of the row.</param>
    public void ReadLabels(int top, int left, Span<int> numbers)
    {
        Span<byte> bytes = new byte[numbers.Length * Labels.Size];
        Labels.Read(0, top, left, bytes);
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = Labels.Size == 1 ? bytes[i] : MemoryMarshal.Cast<byte, ushort>(bytes)[i];
        }
    }
}
