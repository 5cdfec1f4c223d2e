using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Ops;

/// <summary>Adds two convolved levels, <c>p6</c> and <c>p7</c> (arXiv:1708.02002, section 4).</summary>
public sealed class LastLevelP6P7 : ExtraFPNBlock
{
    private readonly Conv2d p6;
    private readonly Conv2d p7;
    private readonly bool fromPyramid;

    /// <summary>Builds the block.</summary>
    /// <param name="inChannels">Channels of the map it starts from: the pyramid's coarsest if equal to <paramref name="outChannels"/>, else the backbone's.</param>
    /// <param name="outChannels">Channels of the pyramid.</param>
    public LastLevelP6P7(int inChannels, int outChannels)
    {
        p6 = nn.Conv2d(inChannels, outChannels, 3, stride: 2, padding: 1);
        p7 = nn.Conv2d(outChannels, outChannels, 3, stride: 2, padding: 1);
        fromPyramid = inChannels == outChannels;
        RegisterComponents();
        foreach (var conv in new[] { p6, p7 })
        {
            nn.init.kaiming_uniform_(conv.weight, a: 1);
            nn.init.zeros_(conv.bias!);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Names => ["p6", "p7"];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> forward(IReadOnlyList<Tensor> input1, IReadOnlyList<Tensor> input2)
    {
        var first = p6.call((fromPyramid ? input1 : input2)[^1]);
        return [first, p7.call(nn.functional.relu(first))];
    }
}
