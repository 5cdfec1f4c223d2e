using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>The activations that residual networks offer by name.</summary>
internal static class Activation
{
    /// <summary>Makes the layer, which works in place.</summary>
    /// <param name="name"><c>relu</c> or <c>leaky_relu</c> (slope 0.01).</param>
    public static nn.Module<Tensor, Tensor> Create(string name) => Nonlinearity(name) == nn.init.NonlinearityType.ReLU
        ? nn.ReLU(inplace: true)
        : nn.LeakyReLU(0.01, inplace: true);

    /// <summary>The function's name for weight initialisation.</summary>
    /// <param name="name">As for <see cref="Create"/>.</param>
    /// <exception cref="UserErrorException">The name is not known.</exception>
    public static nn.init.NonlinearityType Nonlinearity(string name) => name switch
    {
        "relu" => nn.init.NonlinearityType.ReLU,
        "leaky_relu" => nn.init.NonlinearityType.LeakyReLU,
        _ => throw new UserErrorException($"activation: '{name}' is not known (known: relu, leaky_relu)"),
    };
}
