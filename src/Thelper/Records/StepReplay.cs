using System.Globalization;
using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Draw;
using Thelper.Imaging;
using Thelper.Metrics;
using Thelper.Nn;
using Thelper.Random;
using Thelper.Sessions;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using Thelper.Train;
using Thelper.Train.Construction;

namespace Thelper.Records;

/// <summary>From a point of a loss curve to its cause: makes the batch of a training step again, bit for bit, and asks the model about each sample.</summary>
/// <remarks>
/// Orders come from seeds, and every operation draws from a stream keyed by seed, epoch, sample and operation, so that nothing but the number of the step is needed. Weights are kept
/// at the ends of epochs alone: predictions and losses are those of the nearest checkpoint before the step, in evaluation.
/// </remarks>
public static class StepReplay
{
    /// <summary>Makes the batch of a step again. The session's folder and data are read, never written.</summary>
    /// <param name="folder">The session's folder.</param>
    /// <param name="iteration">The step, counted over the session from 0.</param>
    /// <param name="environment">Whether code of the session may run, and who is asked.</param>
    /// <param name="changes">Corrected truths, which take the place of those that are read; null for none.</param>
    /// <param name="look">Which bands of the images are drawn, and how they are stretched; null for the usual ones.</param>
    /// <returns>The batch.</returns>
    /// <exception cref="UserErrorException">There is no such step; or its data, order or checkpoint is not there any more.</exception>
    public static StepBatch At(string folder, long iteration, SessionEnvironment environment, IReadOnlyList<TruthChange>? changes = null, DrawOptions? look = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentOutOfRangeException.ThrowIfNegative(iteration);
        using var scope = torch.NewDisposeScope();
        var files = FilesOf(folder);
        var first = CheckpointReader.Read(files.Values[0], Checkpoints.Load(files.Values[0]), Questions.Bypassed);
        using var opening = Open(folder, first, environment);
        var loaders = opening.OpenData(new KeptSplit([Path.Combine(folder, "logs")], AllowsChanges: true, SetOfNew: null));
        Correct(loaders, changes ?? []);
        var loader = loaders.Train ?? throw new UserErrorException($"{folder}: the session trains on nothing");
        if (loader.BatchCount == 0)
        {
            throw new UserErrorException($"{folder}: the training set has no batch");
        }

        var (epoch, place) = ((int)Math.Min(int.MaxValue, iteration / loader.BatchCount), (int)(iteration % loader.BatchCount));
        var (finished, file) = files.LastOrDefault(known => known.Key < epoch) is { Value: not null } before ? (before.Key, before.Value) : (files.Keys[0], files.Values[0]);
        var checkpoint = file == files.Values[0] ? first : CheckpointReader.Read(file, Checkpoints.Load(file), Questions.Bypassed);
        using var model = opening.CreateModel(loaders.Task, checkpoint.Content, file);
        var trainer = opening.Trainer!.Build(new(opening.Name, loaders.Task, model, loaders, set => set, opening.Environment.Log.For("thelper.train"), null, opening.Environment.Stop, IsTrial: true));
        using var optimizer = trainer.Context.Optimizer;
        using var loss = trainer.Loss;
        var (batch, indices) = loader.Again(epoch, place);
        using (batch)
        {
            model.eval();
            using var noGrad = torch.no_grad();
            var names = loaders.Datasets.ToDictionary(entry => entry.Value, entry => entry.Key);
            var metrics = trainer.Context.Train!.Consumers.Where(consumer => consumer.Value is Metric).Select(consumer => KeyValuePair.Create(consumer.Key, (Metric)consumer.Value)).ToList();
            var samples = indices.Select((index, i) => Look(trainer, loader, batch, index, i, indices.Count, names, metrics, look)).ToList();
            var values = metrics.ToDictionary(metric => metric.Key, metric => metric.Value.Eval());
            var channels = batch.GetValueOrDefault(loaders.Task.InputKey) switch { torch.Tensor { ndim: 4 } images => (int)images.shape[1], IReadOnlyList<object?> and [torch.Tensor { ndim: 4 } copy, ..] => (int)copy.shape[1], _ => 0 };
            return new(iteration, epoch, place, string.Create(CultureInfo.InvariantCulture, $"{(finished < epoch ? "after" : "later, after")} epoch {finished}"), channels, samples, values);
        }
    }

    private static void Correct(Loaders loaders, IReadOnlyList<TruthChange> changes)
    {
        foreach (var ofOne in changes.GroupBy(change => change.Dataset))
        {
            if (!loaders.Datasets.TryGetValue(ofOne.Key, out var dataset) || dataset.Task.GtKey is not { } key)
            {
                throw new UserErrorException($"the session has no data set '{ofOne.Key}' whose samples have a truth");
            }

            var known = ofOne.ToDictionary(change => change.Number, change => change.Change);
            dataset.Amend = (number, sample) =>
            {
                if (known.TryGetValue(number, out var change))
                {
                    sample[key] = change(sample.GetValueOrDefault(key));
                }
            };
        }
    }

    // A trial's environment: what opens data logs to nobody, and asks nobody.
    private static SessionOpening Open(string folder, Checkpoint checkpoint, SessionEnvironment environment)
    {
        var quiet = SessionEnvironment.Quiet() with { Trust = environment.Trust, Stop = environment.Stop };
        var config = ConfigSections.ReadStored(checkpoint.Config, folder);
        return SessionOpening.Open(config, SessionNeeds.Data | SessionNeeds.Trainer, quiet, torch.CPU, checkpoint.Seeds);
    }

    /// <summary>The first checkpoint of a session: what it was begun with.</summary>
    /// <param name="folder">The session's folder.</param>
    /// <exception cref="UserErrorException">There is none, or it cannot be read.</exception>
    internal static Checkpoint FirstOf(string folder)
    {
        var file = FilesOf(folder).Values[0];
        return CheckpointReader.Read(file, Checkpoints.Load(file), Questions.Bypassed);
    }

    private static SortedList<int, string> FilesOf(string folder)
    {
        var files = new SortedList<int, string>();
        var checkpoints = Path.Combine(folder, "checkpoints");
        foreach (var file in Directory.Exists(checkpoints) ? Directory.GetFiles(checkpoints, "ckpt.*.pth").Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
        {
            if (Path.GetFileName(file).Split('.') is [_, var epoch, ..] && int.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                files[number] = file;
            }
        }

        return files.Count > 0 ? files : throw new UserErrorException($"{folder}: has no checkpoint, so that nothing tells the seeds and the model");
    }

    private static StepSample Look(
        Trainer trainer, DataLoader loader, Sample batch, int index, int place, int count, Dictionary<Data.Dataset, string> names, List<KeyValuePair<string, Metric>> metrics, DrawOptions? look)
    {
        using var scope = torch.NewDisposeScope();
        var single = new Sample();
        foreach (var (key, value) in batch)
        {
            single[key] = Part(value, place, count);
        }

        var outcome = trainer.EvalStep(single);
        var iteration = new IterationData
        {
            Task = trainer.Context.Task,
            Input = outcome.Input,
            InputIsBgr = loader.Colors == Transforms.ChannelOrder.Bgr,
            Prediction = outcome.Prediction,
            PredictedBoxes = outcome.Boxes,
            NamedOutputs = outcome.Outputs,
            Target = outcome.Target,
            Sample = single,
            Loss = outcome.EvaluationLoss ?? outcome.Loss,
            IterationIndex = place,
            IterationCount = count,
        };
        metrics.ForEach(metric => metric.Value.Update(iteration));
        var (home, number) = loader.Dataset.Locate(index);
        var (label, prediction) = trainer.Context.Task is Classification { MultiLabel: false } task ? (Named(task, outcome.Target as torch.Tensor), Chosen(task, outcome.Prediction)) : (null, null);
        var picture = ImageOps.ConvertColor(TaskDrawing.Create(iteration, look), ColorConversion.BgrToRgb);
        return new(loader.Dataset.Describe(index), index, names[home], number, label, prediction, iteration.Loss, home.GroundOf(number), ImageCodec.Encode(picture, ".png"));
    }

    // Copies that an augmentation made are a list of batches.
    private static object? Part(object? value, int place, int count) => value switch
    {
        torch.Tensor tensor when tensor.dim() > 0 && tensor.shape[0] == count => tensor.narrow(0, place, 1),
        IReadOnlyList<object?> copies when copies.Count > 0 && copies.All(copy => copy is torch.Tensor { ndim: > 0 } tensor && tensor.shape[0] == count) && copies.Count != count =>
            copies.Select(copy => Part(copy, place, count)).ToList(),
        IReadOnlyList<object?> list when list.Count == count => new List<object?> { list[place] },
        _ => value,
    };

    private static string? Named(Classification task, torch.Tensor? target) =>
        target is not null && target.numel() == 1 && target.ToInt64() is >= 0 and var index && index < task.ClassNames.Count ? task.ClassNames[(int)index] : null;

    private static string? Chosen(Classification task, torch.Tensor? prediction) =>
        prediction is { ndim: 2 } && aten.argmax(prediction).ToInt64() is var index && index < task.ClassNames.Count ? task.ClassNames[(int)index] : null;
}
