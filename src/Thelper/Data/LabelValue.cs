using Thelper.Torch;

namespace Thelper.Data;

/// <summary>Reads the label of a loaded sample as a plain value.</summary>
internal static class LabelValue
{
    /// <param name="label">The value under the label key.</param>
    /// <returns>A class name, an index, a list of these or of 0 and 1, or null.</returns>
    public static object? Plain(object? label)
    {
        if (label is not torch.Tensor tensor)
        {
            return label;
        }

        using var scope = torch.NewDisposeScope();
        var whole = tensor.to(torch.int64).cpu().contiguous();
        return whole.numel() == 1 && whole.dim() == 0
            ? whole.item<long>()
            : whole.DataSpan<long>().ToArray().Select(value => (object?)value).ToList();
    }
}
