using Thelper.Torch;
using Thelper.Torch.Serialization;

namespace Thelper.Vision.Models;

/// <summary>What a network of torchvision starts from: how many outputs it has, and perhaps published weights, which are fetched before anything slow is done.</summary>
/// <param name="Classes">Number of outputs.</param>
/// <param name="Weights">The weights that the parameters ask for; null for none.</param>
/// <param name="Path">Their file; null for none, and where a checkpoint's follow anyway (<see cref="WeightsLoading"/>).</param>
internal sealed record NetworkStart(int Classes, ModelWeights? Weights, string? Path)
{
    /// <summary>Outputs of ImageNet's networks.</summary>
    private const int ImageNet = 1000;

    /// <summary>Reads the parameters that all functions have, and fetches the weights.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="pretrained">The old switch for weights.</param>
    /// <param name="weights">Their name; null for none.</param>
    /// <param name="progress">Whether a download shows its progress.</param>
    /// <param name="classes">Number of outputs; null for the weights', or ImageNet's.</param>
    /// <param name="otherwise">Outputs where neither weights nor the parameter say how many.</param>
    /// <exception cref="UserErrorException">The weights are unknown, or cannot be had, or have another number of outputs.</exception>
    public static NetworkStart Of(string function, bool pretrained, string? weights, bool progress, int? classes, int otherwise = ImageNet)
    {
        var chosen = PublishedModels.Choose(function, pretrained, weights);
        if (chosen?.Classes is { } own && classes is { } asked && asked != own)
        {
            throw new UserErrorException(
                $"num_classes: the pretrained weights of {function} have {own} classes, not {asked}; leave num_classes out, the head is replaced for the task afterwards");
        }

        if (classes < 1)
        {
            throw new UserErrorException($"num_classes: {classes} is not a number of classes (at least 1)");
        }

        return new(classes ?? chosen?.Classes ?? otherwise, chosen, Fetch(chosen, progress));
    }

    /// <summary>Builds the network and loads the weights.</summary>
    /// <typeparam name="T">The network's type.</typeparam>
    /// <param name="make">Makes it.</param>
    /// <param name="prepare">Does what the weights need before they fit; null for nothing.</param>
    public T Build<T>(Func<NetworkStart, T> make, Action<T, PyDict>? prepare = null)
        where T : torch.nn.Module
    {
        var model = make(this);
        if (Path is not null)
        {
            var loaded = false;
            try
            {
                PublishedWeights.LoadInto(model, Path, prepare is null ? null : entries => prepare(model, entries));
                loaded = true;
            }
            finally
            {
                if (!loaded)
                {
                    model.Dispose();
                }
            }
        }

        return model;
    }

    private static string? Fetch(ModelWeights? weights, bool progress) =>
        weights is null || WeightsLoading.IsSkipped ? null : WeightsLoading.Instead ?? WeightsCache.Default.Fetch(weights.Address, progress);
}
