using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Data.Loading;
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

    /// <summary>Tries the last batch of an epoch on a model of its own, before anything is trained; the random numbers of the session do not know of it.</summary>
    /// <param name="opening">The session.</param>
    /// <param name="task">What the model learns.</param>
    /// <param name="loaders">The data.</param>
    /// <param name="create">Makes the model.</param>
    /// <exception cref="UserErrorException">The model cannot take a batch of one sample, or what it is trained with does not fit it.</exception>
    public static void TryLast(SessionOpening opening, Tasks.Task task, Loaders loaders, Func<Nn.Module> create)
    {
        if (loaders.Train is not { } loader || !EndsWithOne(loader))
        {
            return;
        }

        using var generators = random.fork_rng();
        using var model = create();
        var trainer = opening.Trainer!.Build(new(
            opening.Name, task, model, loaders, set => set, NullLogger.Instance, null, opening.Environment.Stop, IsTrial: true));
        using var optimizer = trainer.Context.Optimizer;
        using var loss = trainer.Loss;
        TryLast(trainer, loader);
    }

    /// <summary>Trains on a batch of one sample where the last batch of an epoch will be one: a model that normalises over the batch cannot.</summary>
    /// <param name="trainer">A trainer that is thrown away afterwards.</param>
    /// <param name="loader">The training data.</param>
    /// <exception cref="UserErrorException">The model cannot take it; the message has the way out.</exception>
    public static void TryLast(Trainer trainer, DataLoader loader)
    {
        if (!EndsWithOne(loader))
        {
            return;
        }

        trainer.Context.Model.train(true);
        using var scope = NewDisposeScope();
        using var batch = loader.LoadOne();
        try
        {
            if (batch is not null)
            {
                trainer.TrainStep(batch);
            }
        }
        catch (UserErrorException error) when (error is LoneSampleException || trainer.Iteration > 0)
        {
            // Anything else is wrong with larger batches too, unless one has been trained on.
            throw new UserErrorException(string.Create(
                CultureInfo.InvariantCulture, $"The last of the {loader.BatchCount} training batches has one sample ({loader.SampleCount} samples in batches of {loader.BatchSize}). {error.Message}"), error);
        }
    }

    private static bool EndsWithOne(DataLoader loader) =>
        loader.BatchCount > 1 && (long)loader.BatchCount * loader.BatchSize - loader.SampleCount == loader.BatchSize - 1;
}
