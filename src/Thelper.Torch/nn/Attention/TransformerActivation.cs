using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The nonlinearity inside of an encoder or decoder layer.</summary>
/// <param name="Function">The function.</param>
/// <param name="Kind">Which one, if it is one that the fused operator knows.</param>
internal sealed record TransformerActivation(Func<Tensor, Tensor> Function, nn.Activations? Kind)
{
    public static TransformerActivation Of(nn.Activations kind) => kind switch
    {
        nn.Activations.ReLU => new(aten.relu, kind),
        nn.Activations.GELU => new(input => aten.gelu(input), kind),
        _ => throw new UserErrorException($"A transformer's activation is ReLU or GELU, not {kind}; give a function for others."),
    };

    public static TransformerActivation Of(Func<Tensor, Tensor> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new(function, null);
    }
}
