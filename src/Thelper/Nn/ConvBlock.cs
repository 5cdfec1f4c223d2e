using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>A convolution, optionally with batch normalisation and a rectifier: the brick of the super-resolution networks. Keys <c>conv.*</c>, <c>bn.*</c>.</summary>
internal sealed class ConvBlock : nn.Module<Tensor, Tensor>
{
    private static readonly string[] Norms = ["batch", "instance"];
    private static readonly string[] Activations = ["relu", "prelu", "lrelu", "tanh", "sigmoid"];
    private readonly Conv2d conv;
    private readonly nn.Module<Tensor, Tensor>? norm;
    private readonly nn.Module<Tensor, Tensor>? activation;

    public ConvBlock(int inputs, int outputs, int kernel, int padding, int groups, bool bias, string? normalization, string? activation)
        : base(nameof(ConvBlock))
    {
        if (groups < 1 || inputs % groups != 0 || outputs % groups != 0)
        {
            throw new UserErrorException($"groups: {groups} does not divide the {inputs} and {outputs} channels of a convolution");
        }

        Check("norm", normalization, Norms);
        Check("activation", activation, Activations);
        conv = nn.Conv2d(inputs, outputs, kernel, padding: padding, groups: groups, bias: bias);
        register_module("conv", conv);
        norm = normalization switch
        {
            "batch" => nn.BatchNorm2d(outputs),
            "instance" => nn.InstanceNorm2d(outputs),
            _ => null,
        };
        this.activation = activation switch
        {
            "relu" => nn.ReLU(inplace: true),
            "prelu" => nn.PReLU(1),
            "lrelu" => nn.LeakyReLU(0.2, inplace: true),
            "tanh" => nn.Tanh(),
            "sigmoid" => nn.Sigmoid(),
            _ => null,
        };
        if (norm is not null)
        {
            register_module("bn", norm);
        }

        if (this.activation is not null)
        {
            register_module("act", this.activation);
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = conv.call(input);
        x = norm?.call(x) ?? x;
        x = activation?.call(x) ?? x;
        return x.MoveToOuterDisposeScope();
    }

    private static void Check(string parameter, string? name, string[] known)
    {
        if (name is not null && !known.Contains(name))
        {
            throw new UserErrorException($"{parameter}: '{name}' is not known (known: {string.Join(", ", known)}, null)");
        }
    }
}
