using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>One layer for each feature map that makes so many numbers for each of its default boxes.</summary>
public sealed class SSDScoringHead : nn.Module<IReadOnlyList<Tensor>, Tensor>
{
    private readonly Func<long, nn.Module<Tensor, Tensor>>? norm;
    private readonly ModuleList<nn.Module<Tensor, Tensor>> module_list;

    /// <summary>Builds the head and initialises it from libtorch's generator.</summary>
    /// <param name="inChannels">Channels of each feature map.</param>
    /// <param name="numAnchors">Boxes at a pixel of each.</param>
    /// <param name="numColumns">Numbers of a box.</param>
    /// <param name="norm">Makes the normalisation of SSDlite's layers; null for SSD.</param>
    public SSDScoringHead(IReadOnlyList<int> inChannels, IReadOnlyList<int> numAnchors, int numColumns, Func<long, nn.Module<Tensor, Tensor>>? norm = null)
    {
        this.norm = norm;
        NumColumns = numColumns;
        module_list = nn.ModuleList<nn.Module<Tensor, Tensor>>([.. inChannels.Zip(numAnchors, (channels, anchors) => Layer(channels, anchors * numColumns))]);
        Initialise(module_list);
        register_module("module_list", module_list);
    }

    /// <summary>Numbers of a box.</summary>
    public int NumColumns { get; private set; }

    /// <inheritdoc/>
    public override Tensor forward(IReadOnlyList<Tensor> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        return cat([.. input.Select((map, i) => DenseOutputs.Rows(module_list[i].call(map), NumColumns))], 1).MoveToOuterDisposeScope();
    }

    /// <summary>Gives every map a last layer for another number of columns.</summary>
    internal void Replace(int columns)
    {
        for (var i = 0; i < module_list.Count; i++)
        {
            var old = Last(module_list[i]);
            var (count, kernel) = (old.weight.shape[0] / NumColumns * columns, old.weight.shape[2]);
            var fresh = nn.Conv2d(old.weight.shape[1], count, kernel, padding: kernel / 2);
            Initialise(fresh);
            fresh.train(training);
            if (module_list[i] is Sequential layers)
            {
                layers[layers.Count - 1] = fresh;
            }
            else
            {
                module_list[i] = fresh;
            }

            old.Dispose();
        }

        NumColumns = columns;
    }

    private static Conv2d Last(nn.Module<Tensor, Tensor> layer) => (Conv2d)(layer is Sequential layers ? layers[layers.Count - 1] : layer);

    // SSDlite looks at each channel by itself, then mixes them.
    private nn.Module<Tensor, Tensor> Layer(int channels, int columns) => norm is null
        ? nn.Conv2d(channels, columns, 3, padding: 1)
        : nn.Sequential(new Conv2dNormActivation(channels, channels, 3, groups: channels, norm: norm, activation: static () => nn.ReLU6(inplace: true)), nn.Conv2d(channels, columns, 1));

    private void Initialise(nn.Module part)
    {
        foreach (var layer in part.modules().OfType<Conv2d>())
        {
            _ = norm is null ? nn.init.xavier_uniform_(layer.weight) : nn.init.normal_(layer.weight, 0, 0.03);
            if (layer.bias is { } bias)
            {
                nn.init.zeros_(bias);
            }
        }
    }
}
