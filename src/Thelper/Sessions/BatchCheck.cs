using System.Globalization;
using Thelper.Data.Loading;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Sessions;

/// <summary>Foresees what the sizes of the batches do to a session, before its first epoch or at the end of it.</summary>
internal static class BatchCheck
{
    /// <summary>Refuses sets without a batch: nothing would be learnt or measured, and nothing said.</summary>
    /// <param name="loaders">The data.</param>
    /// <exception cref="UserErrorException">A set has no batch.</exception>
    public static void Require(Loaders loaders)
    {
        foreach (var (set, loader) in new[] { ("train", loaders.Train), ("valid", loaders.Valid), ("test", loaders.Test) })
        {
            if (loader is { BatchCount: 0 })
            {
                throw new UserErrorException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The {set} set has no batch: its {loader.SampleCount} samples are fewer than the batch_size {loader.BatchSize}, and loaders.drop_last leaves smaller batches out. Choose a batch_size of at most {loader.SampleCount}, or set drop_last to false."));
            }
        }
    }

    /// <summary>Trains on a batch of one sample where the last batch of an epoch will be one: a model that normalises over the batch cannot.</summary>
    /// <param name="trainer">A trainer that is thrown away afterwards.</param>
    /// <param name="loader">The training data.</param>
    /// <exception cref="UserErrorException">The model cannot take it; the message has the way out.</exception>
    public static void TryLast(Trainer trainer, DataLoader loader)
    {
        if (loader.BatchCount < 2 || (long)loader.BatchCount * loader.BatchSize - loader.SampleCount != loader.BatchSize - 1)
        {
            return;
        }

        trainer.Context.Model.train(true);
        using var batches = loader.GetEnumerator();
        if (batches.MoveNext())
        {
            using var batch = batches.Current;
            using var scope = NewDisposeScope();
            try
            {
                trainer.TrainStep(First(batch, loader.BatchSize));
            }
            catch (UserErrorException error)
            {
                throw new UserErrorException(string.Create(
                    CultureInfo.InvariantCulture, $"The last of the {loader.BatchCount} training batches has one sample ({loader.SampleCount} samples in batches of {loader.BatchSize}). {error.Message}"), error);
            }
        }
    }

    // Views of the batch's tensors, in the current dispose scope.
    private static Sample First(Sample batch, int batchSize)
    {
        var first = new Sample();
        var size = batch.Values.OfType<Tensor>().FirstOrDefault(tensor => tensor.dim() > 0)?.shape[0] ?? batchSize;
        foreach (var (key, value) in batch)
        {
            first[key] = FirstOf(value, size);
        }

        return first;
    }

    private static object? FirstOf(object? value, long size) => value switch
    {
        Tensor tensor => tensor.dim() > 0 ? tensor.narrow(0, 0, 1) : tensor,
        IReadOnlyList<object?> list when list.Count == size => new List<object?> { list[0] },
        IReadOnlyList<object?> copies => copies.Select(copy => FirstOf(copy, size)).ToList(),
        _ => value,
    };
}
