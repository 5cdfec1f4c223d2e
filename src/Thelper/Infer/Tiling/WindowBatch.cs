using static Thelper.Torch.torch;

namespace Thelper.Infer.Tiling;

/// <summary>Some windows that go through the network at once.</summary>
/// <param name="Indexes">Their numbers in the plan, increasing.</param>
/// <param name="Inputs">Their pixels, or what was made of them; owned here.</param>
internal sealed record WindowBatch(IReadOnlyList<int> Indexes, IReadOnlyList<Tensor> Inputs) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var input in Inputs)
        {
            input.Dispose();
        }
    }
}
