using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>Scales every channel by a number between 0 and 1 computed from the means of all channels.</summary>
/// <remarks>Hu, Shen, Albanie, Sun, Wu: "Squeeze-and-Excitation Networks", arXiv:1709.01507, figure 3. State-dict keys <c>fc.0.*</c>, <c>fc.2.*</c>.</remarks>
public sealed class SqueezeExcitationLayer : nn.Module<Tensor, Tensor>
{
    private readonly Sequential fc;

    /// <summary>Builds the layer.</summary>
    /// <param name="channels">Channels of the input, at least <paramref name="reduction"/>.</param>
    /// <param name="reduction">Factor between the channels and the hidden layer.</param>
    /// <param name="activation">Name of the hidden activation.</param>
    public SqueezeExcitationLayer(int channels, int reduction = 16, string activation = "relu")
    {
        fc = nn.Sequential(
            nn.Linear(channels, channels / reduction),
            Activation.Create(activation),
            nn.Linear(channels / reduction, channels),
            nn.Sigmoid());
        register_module("fc", fc);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var weights = fc.call(input.mean([2L, 3L]));
        return (input * weights.unsqueeze(-1).unsqueeze(-1)).MoveToOuterDisposeScope();
    }
}
