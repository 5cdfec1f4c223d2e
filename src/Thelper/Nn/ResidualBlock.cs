using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>A residual block of <see cref="ResNet"/>: a branch of normalised convolutions added to a shortcut, then the activation.</summary>
/// <remarks>He, Zhang, Ren, Sun: "Deep Residual Learning for Image Recognition", arXiv:1512.03385, figure 5.</remarks>
public abstract class ResidualBlock : nn.Module<Tensor, Tensor>
{
    private readonly Sequential? downsample;
    private readonly nn.Module<Tensor, Tensor> activation;
    private readonly List<(Conv2d Conv, BatchNorm2d Norm)> stages = [];
    private nn.Module<Tensor, Tensor>? tail;

    /// <summary>Starts a block; the subclass adds its stages, then <see cref="Close"/> ends it.</summary>
    /// <param name="activation">Name of the activation, see <see cref="ResNet"/>.</param>
    /// <param name="downsample">Projection of the shortcut, or null. It is the first part of a block: initial weights are drawn in this order, and optimizers number their states by it.</param>
    protected ResidualBlock(string activation, Sequential? downsample)
    {
        this.activation = Activation.Create(activation);
        this.downsample = downsample;
        if (downsample is not null)
        {
            register_module("downsample", downsample);
        }
    }

    /// <summary>Adds a convolution without bias and its normalisation as <c>conv1</c>, <c>bn1</c>, <c>conv2</c>, ...</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="kernel">Side of the kernel; the size is kept at stride 1.</param>
    /// <param name="stride">Stride.</param>
    protected void AddStage(int inputs, int outputs, int kernel, int stride = 1)
    {
        var stage = (nn.Conv2d(inputs, outputs, kernel, stride: stride, padding: kernel / 2, bias: false), nn.BatchNorm2d(outputs));
        stages.Add(stage);
        register_module($"conv{stages.Count}", stage.Item1);
        register_module($"bn{stages.Count}", stage.Item2);
    }

    /// <summary>Registers what follows the stages.</summary>
    /// <param name="tailName">Attribute name of <paramref name="last"/>.</param>
    /// <param name="last">A layer between the last normalisation and the sum, or null.</param>
    protected void Close(string tailName = "", nn.Module<Tensor, Tensor>? last = null)
    {
        register_module("activation", activation);
        if (last is not null)
        {
            tail = last;
            register_module(tailName, last);
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = input;
        for (var i = 0; i < stages.Count; i++)
        {
            x = stages[i].Norm.call(stages[i].Conv.call(i == 0 ? x : activation.call(x)));
        }

        x = tail?.call(x) ?? x;
        return activation.call(x.add_(downsample?.call(input) ?? input)).MoveToOuterDisposeScope();
    }

    /// <summary>Makes the block start as the identity: the weight of the last normalisation becomes 0.</summary>
    internal void ZeroResidual() => nn.init.zeros_(stages[^1].Norm.weight!);
}
