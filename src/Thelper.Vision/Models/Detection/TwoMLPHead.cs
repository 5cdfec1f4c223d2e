using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Two linear layers over the pooled features of a region.</summary>
public sealed class TwoMLPHead : nn.Module<Tensor, Tensor>
{
    private readonly Linear fc6;
    private readonly Linear fc7;

    /// <summary>Builds the head.</summary>
    /// <param name="inChannels">Numbers per region.</param>
    /// <param name="representationSize">Features it makes of them.</param>
    public TwoMLPHead(long inChannels, long representationSize)
    {
        fc6 = nn.Linear(inChannels, representationSize);
        fc7 = nn.Linear(representationSize, representationSize);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        return fc7.call(fc6.call(input.flatten(1)).relu()).relu().MoveToOuterDisposeScope();
    }
}
