using static Thelper.Torch.torch;

namespace Thelper.Infer.Tiling;

/// <summary>An <see cref="IBandSink"/> that needs of each pixel the channel with the greatest number alone, so that many channels need not be in memory.</summary>
public interface ILabelSink
{
    /// <summary>Takes the next rows.</summary>
    /// <param name="rows">int32 rows x width, contiguous, on the CPU; it is the caller's again after the call.</param>
    /// <param name="top">The first of these rows: 0 at first, then where the last ones ended.</param>
    void WriteLabels(Tensor rows, int top);
}
