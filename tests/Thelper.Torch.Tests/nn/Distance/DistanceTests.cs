using Thelper.Testing;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Distances against PyTorch.</summary>
[NoLeaks]
public sealed class DistanceTests
{
    private static readonly LayerTable Layers = new()
    {
        ["cosine_similarity"] = () => CosineSimilarity(),
        ["cosine_similarity_options"] = () => CosineSimilarity(dim: 0, eps: 1e-3),
        ["pairwise_distance"] = () => PairwiseDistance(),
        ["pairwise_distance_options"] = () => PairwiseDistance(1.5, eps: 1e-3, keepdim: true),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name) => Layers.Check(name);
}
