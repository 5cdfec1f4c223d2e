using System.Globalization;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn.Inception;

/// <summary>Several ways to look at a map, side by side: the channels of the results follow one another. Keys <c>branch0.*</c>, <c>branch1.*</c>, ...</summary>
internal class InceptionMix : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor>[] branches;

    /// <summary>Puts branches side by side.</summary>
    /// <param name="branches">The layers of each branch; one layer is the branch itself, several a sequence.</param>
    public InceptionMix(params nn.Module<Tensor, Tensor>[][] branches)
    {
        this.branches = [.. branches.Select(layers => layers is [var only] ? only : nn.Sequential(layers))];
        for (var i = 0; i < branches.Length; i++)
        {
            register_module(string.Create(CultureInfo.InvariantCulture, $"branch{i}"), this.branches[i]);
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return cat([.. branches.Select(branch => branch.call(input))], 1).MoveToOuterDisposeScope();
    }
}
