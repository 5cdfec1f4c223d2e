using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn.Common;

/// <summary>The normalisations and activations that the bricks of <c>thelper.nn.common</c> know by name.</summary>
internal static class BlockParts
{
    private static readonly string[] Norms = ["batch", "instance"];
    private static readonly string[] Activations = ["relu", "prelu", "lrelu", "tanh", "sigmoid"];

    /// <summary>Checks the parameters of a brick, before any layer is made.</summary>
    /// <param name="norm">Name of the normalisation, or null.</param>
    /// <param name="activation">Name of the activation, or null.</param>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="groups">Groups of the layer.</param>
    /// <exception cref="UserErrorException">A name is not known, or the groups do not divide the channels.</exception>
    public static void Check(string? norm, string? activation, int inputs, int outputs, int groups = 1)
    {
        if (groups < 1 || inputs % groups != 0 || outputs % groups != 0)
        {
            throw new UserErrorException($"groups: {groups} does not divide the {inputs} and {outputs} channels of a convolution");
        }

        Check("norm", norm, Norms);
        Check("activation", activation, Activations);
    }

    /// <summary>The normalisation of a map with so many channels; null for none.</summary>
    public static nn.Module<Tensor, Tensor>? Norm2d(string? name, int channels) => name switch
    {
        "batch" => nn.BatchNorm2d(channels),
        "instance" => nn.InstanceNorm2d(channels),
        _ => null,
    };

    /// <summary>The normalisation of a vector with so many features; null for none.</summary>
    public static nn.Module<Tensor, Tensor>? Norm1d(string? name, int features) => name switch
    {
        "batch" => nn.BatchNorm1d(features),
        "instance" => nn.InstanceNorm1d(features),
        _ => null,
    };

    /// <summary>The activation; null for none.</summary>
    public static nn.Module<Tensor, Tensor>? Activation(string? name) => name switch
    {
        "relu" => nn.ReLU(inplace: true),
        "prelu" => nn.PReLU(1),
        "lrelu" => nn.LeakyReLU(0.2, inplace: true),
        "tanh" => nn.Tanh(),
        "sigmoid" => nn.Sigmoid(),
        _ => null,
    };

    /// <summary>Registers the parts that there are.</summary>
    public static void Register(nn.Module block, params ReadOnlySpan<(string Name, nn.Module<Tensor, Tensor>? Part)> parts)
    {
        foreach (var (name, part) in parts)
        {
            if (part is not null)
            {
                block.register_module(name, part);
            }
        }
    }

    private static void Check(string parameter, string? name, string[] known)
    {
        if (name is not null && !known.Contains(name))
        {
            throw new UserErrorException($"{parameter}: '{name}' is not known (known: {string.Join(", ", known)}, null)");
        }
    }
}
