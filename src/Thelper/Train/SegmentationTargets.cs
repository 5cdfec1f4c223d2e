using static Thelper.Torch.torch;

namespace Thelper.Train;

/// <summary>Turns the label maps of a batch into the tensor that a loss function takes.</summary>
internal static class SegmentationTargets
{
    /// <summary>Reads label maps.</summary>
    /// <param name="labels">A tensor (batch, height, width) or (batch, 1, height, width) of any type.</param>
    /// <returns>An int64 tensor (batch, height, width), so that negative values for "no class" work too.</returns>
    public static Tensor Read(Tensor labels)
    {
        labels = labels.to(ScalarType.Int64);
        return labels.dim() == 4 && labels.shape[1] == 1 ? labels.squeeze(1) : labels;
    }
}
