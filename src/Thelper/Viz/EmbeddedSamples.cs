using static Thelper.Torch.torch;

namespace Thelper.Viz;

/// <summary>What a model made of samples: their embeddings, and what is known of each. The lists are empty where it is not known.</summary>
/// <param name="Embeddings">float32 (samples, width) on the CPU; owned by the caller.</param>
/// <param name="Labels">The index of each sample's class; -1 for one that the task does not know.</param>
/// <param name="Predictions">The index of the class that the model chose.</param>
/// <param name="Batches">The batch that each sample came in, from 0.</param>
/// <param name="Meta">Metadata by key, a value for each sample.</param>
/// <param name="Thumbnails">Small pictures, uint8 H×W×3, red, green, blue; owned by the caller.</param>
/// <param name="Total">How many samples the set has.</param>
internal sealed record EmbeddedSamples(
    Tensor Embeddings,
    IReadOnlyList<long> Labels,
    IReadOnlyList<long> Predictions,
    IReadOnlyList<int> Batches,
    IReadOnlyDictionary<string, List<object?>> Meta,
    IReadOnlyList<Tensor> Thumbnails,
    int Total)
{
    /// <summary>How many samples there are.</summary>
    public int Count => Batches.Count;
}
