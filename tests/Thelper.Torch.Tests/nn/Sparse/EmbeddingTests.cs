using Thelper.Testing;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Tables of vectors against PyTorch, and the options that they refuse.</summary>
[NoLeaks]
public sealed class EmbeddingTests
{
    private static readonly LayerTable Layers = new()
    {
        ["embedding"] = () => Embedding(10, 4, padding_idx: -3),
        ["embedding_norm"] = () => Embedding(10, 4, max_norm: 1.0, norm_type: 1.0, scale_grad_by_freq: true),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name) => Layers.Check(name);

    [Fact]
    public void Options_that_make_no_layer_are_named()
    {
        Refusal.Of(() => Embedding(3, 2, padding_idx: 3)).ShouldBe("Embedding: padding_idx (3) is no row of 3.");
    }
}
