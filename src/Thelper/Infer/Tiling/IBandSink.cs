using static Thelper.Torch.torch;

namespace Thelper.Infer.Tiling;

/// <summary>Takes a result row by row, so that it need not be in memory.</summary>
public interface IBandSink
{
    /// <summary>Takes the next rows. One thread hands them on, of large pictures neither that of the caller of the prediction nor the one that reads windows.</summary>
    /// <param name="band">float32 channels x rows x width, on the CPU; it is the caller's again after the call.</param>
    /// <param name="top">The first of these rows: 0 at first, then where the last band ended.</param>
    void Write(Tensor band, int top);
}
