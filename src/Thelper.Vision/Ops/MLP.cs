using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Ops;

/// <summary>Linear layers in a row, each but the last with its normalisation and activation, all with dropout: the perceptron of torchvision's transformers.</summary>
public sealed class MLP : Sequential
{
    /// <summary>Builds the layers.</summary>
    /// <param name="inChannels">Values in.</param>
    /// <param name="hiddenChannels">Values out of each layer.</param>
    /// <param name="norm">Makes the normalisation of so many values; null for none.</param>
    /// <param name="activation">Makes the activation; ReLU unless given.</param>
    /// <param name="bias">Whether the layers have a bias.</param>
    /// <param name="dropout">Share of the values that are dropped after each layer while training.</param>
    /// <param name="inplace">Whether dropout overwrites its input.</param>
    /// <exception cref="UserErrorException">There are no layers.</exception>
    public MLP(
        int inChannels,
        IReadOnlyList<int> hiddenChannels,
        Func<long, nn.Module<Tensor, Tensor>>? norm = null,
        Func<nn.Module<Tensor, Tensor>>? activation = null,
        bool bias = true,
        double dropout = 0,
        bool inplace = false)
    {
        ArgumentNullException.ThrowIfNull(hiddenChannels);
        if (hiddenChannels.Count == 0)
        {
            throw new UserErrorException("a perceptron needs at least one layer");
        }

        activation ??= static () => nn.ReLU();
        for (var i = 0; i < hiddenChannels.Count; i++)
        {
            append(nn.Linear(i == 0 ? inChannels : hiddenChannels[i - 1], hiddenChannels[i], bias));
            if (i < hiddenChannels.Count - 1)
            {
                if (norm is not null)
                {
                    append(norm(hiddenChannels[i]));
                }

                append(activation());
            }

            append(nn.Dropout(dropout, inplace));
        }
    }

    /// <inheritdoc/>
    public override string GetName() => nameof(MLP);

    /// <summary>Version of its layout: 2 for the perceptrons of vision transformers, whose layers had names once.</summary>
    internal long Version { get; init; } = 1;

    /// <inheritdoc/>
    protected override long StateVersion => Version;
}
