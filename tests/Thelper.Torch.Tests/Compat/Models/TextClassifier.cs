using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Compat.Models;

/// <summary>A bag of embeddings and one linear layer (Joulin and others, 2016).</summary>
internal sealed class TextClassifier : Module<Tensor, Tensor, Tensor>
{
    private readonly Torch.Modules.EmbeddingBag embedding;
    private readonly Torch.Modules.Linear fc;

    public TextClassifier(long vocabulary, long width, long classes)
        : base(nameof(TextClassifier))
    {
        embedding = EmbeddingBag(vocabulary, width, sparse: false);
        fc = Linear(width, classes);
        init.uniform_(embedding.weight, -0.5, 0.5);
        init.uniform_(fc.weight, -0.5, 0.5);
        init.zeros_(fc.bias!);
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens, Tensor offsets)
    {
        using var bag = embedding.call(tokens, offsets);
        return fc.call(bag);
    }
}
