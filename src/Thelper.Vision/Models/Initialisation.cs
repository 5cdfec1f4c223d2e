using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>First weights that several networks draw, layer by layer in the order of their registration, which is the order of torchvision's draws.</summary>
internal static class Initialisation
{
    /// <summary>Draws the weights of convolutions and linear layers.</summary>
    /// <param name="model">The network.</param>
    /// <param name="convolution">Draws a convolution's weight; null to leave convolutions as they are.</param>
    /// <param name="linear">Draws a linear layer's weight; null to leave linear layers as they are.</param>
    /// <param name="zeroBias">Whether the biases of those become zero.</param>
    public static void Draw(nn.Module model, Action<Conv2d>? convolution, Action<Linear>? linear, bool zeroBias = true)
    {
        foreach (var module in model.modules())
        {
            switch (module)
            {
                case Conv2d conv when convolution is not null:
                    convolution(conv);
                    Zero(zeroBias ? conv.bias : null);
                    break;
                case Linear layer when linear is not null:
                    linear(layer);
                    Zero(zeroBias ? layer.bias : null);
                    break;
            }
        }
    }

    /// <summary>A normal distribution that keeps the variance of gradients (arXiv:1502.01852).</summary>
    /// <param name="conv">The convolution.</param>
    public static void KaimingFanOut(Conv2d conv) => nn.init.kaiming_normal_(conv.weight, mode: nn.init.FanInOut.FanOut);

    /// <summary>A normal distribution of a small deviation.</summary>
    /// <param name="layer">The layer.</param>
    public static void SmallNormal(Linear layer) => nn.init.normal_(layer.weight, 0, 0.01);

    /// <summary>Uniform weights (Glorot) and nearly no bias: what perceptrons of transformers start from.</summary>
    /// <param name="perceptron">The layers.</param>
    public static void Perceptron(nn.Module perceptron)
    {
        foreach (var layer in perceptron.modules().OfType<Linear>())
        {
            nn.init.xavier_uniform_(layer.weight);
            nn.init.normal_(layer.bias!, 0, 1e-6);
        }
    }

    private static void Zero(Parameter? bias)
    {
        if (bias is not null)
        {
            nn.init.zeros_(bias);
        }
    }
}
