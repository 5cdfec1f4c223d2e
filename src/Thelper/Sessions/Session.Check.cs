using System.Globalization;
using System.Text;
using Thelper.Config;
using Thelper.Data;
using Thelper.Data.Formats.Hdf5;
using Thelper.Data.Loading;
using Thelper.Logging;
using Thelper.Metrics;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Sessions;

/// <content>Trying out a configuration.</content>
public static partial class Session
{
    /// <summary>
    /// Builds everything that a configuration describes, loads a few samples of each set, trains on one batch and evaluates another with all metrics; writes nothing.
    /// </summary>
    /// <param name="configPath">The configuration file.</param>
    /// <param name="environment">Log and questions.</param>
    /// <param name="overrides">Changes to the configuration, as <c>key.path=value</c>.</param>
    /// <returns>What was built, in lines of text.</returns>
    /// <exception cref="UserErrorException">The configuration cannot be used.</exception>
    public static string Check(string configPath, SessionEnvironment environment, IReadOnlyList<string>? overrides = null)
    {
        using var opening = SessionOpening.Open(
            configPath, overrides, config => config.Model is null && (config.Trainer is null || config.Root.Has("tester")) ? SessionNeeds.Data : SessionNeeds.Training, environment);
        var loaders = opening.OpenData();
        ColorOrderCheck.Warn(opening, loaders);
        Archive.ReadCompression(loaders.Task, opening.Split.Compression);
        BatchCheck.Require(loaders);
        loaders.TrySamples();
        var report = new StringBuilder();
        DescribeData(report, opening.Name, loaders);
        if (opening.Trainer is not null)
        {
            CheckTraining(report, opening, loaders);
        }
        else
        {
            CheckData(report, loaders);
        }

        return report.Append("ok\n").ToString();
    }

    private static void CheckTraining(StringBuilder report, SessionOpening opening, Loaders loaders)
    {
        var environment = opening.Environment;
        using var model = opening.CreateModel(loaders.Task);
        var trainer = opening.Trainer!.Build(new(
            opening.Name, loaders.Task, model, loaders, set => set, environment.Log.For("thelper.train"), null, environment.Stop, IsTrial: true));
        using var optimizer = trainer.Context.Optimizer;
        using var loss = trainer.Loss;
        report.Append(CultureInfo.InvariantCulture, $"model: {model.TypeName}, {model.LearnableParameterCount} learnable parameters\n");
        report.Append(CultureInfo.InvariantCulture, $"device: {trainer.Context.Device}\n");
        trainer.Observers.Add(new TrialReport(report));
        foreach (var set in new[] { trainer.Context.Train, trainer.Context.Valid, trainer.Context.Test })
        {
            if (set is not null)
            {
                trainer.RunPass(set, epoch: 0, training: set == trainer.Context.Train, isFinal: false);
            }
        }

        if (loaders.Train is { } train)
        {
            BatchCheck.TryLast(trainer, train);
        }

        if (trainer.Fault is { } fault)
        {
            report.Append($"warning: {fault}\n");
        }
    }

    // A configuration for split or stats.
    private static void CheckData(StringBuilder report, Loaders loaders)
    {
        using var batches = (loaders.Train ?? loaders.Valid ?? loaders.Test!).GetEnumerator();
        if (batches.MoveNext())
        {
            using var batch = batches.Current;
            TrialReport.DescribeBatch(report, batch);
        }

        report.Append("model: none (the configuration has neither model nor trainer)\n");
    }

    private static void DescribeData(StringBuilder report, string name, Loaders loaders)
    {
        report.Append(CultureInfo.InvariantCulture, $"session: {name}\ntask: {loaders.Task}\n");
        DescribeClasses(report, loaders);
        foreach (var (set, loader) in new[] { ("train", loaders.Train), ("valid", loaders.Valid), ("test", loaders.Test) })
        {
            report.Append(loader is null
                ? $"{set}: none\n"
                : string.Create(CultureInfo.InvariantCulture, $"{set}: {loader.SampleCount} samples in {loader.BatchCount} batches of {loader.BatchSize}\n"));
        }
    }

    private static void DescribeClasses(StringBuilder report, Loaders loaders)
    {
        if (loaders.Task is not Classification task)
        {
            return;
        }

        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var dataset in loaders.Datasets.Values)
        {
            if (dataset.HasLabels)
            {
                var labels = new object?[dataset.Count];
                for (var i = 0; i < labels.Length; i++)
                {
                    labels[i] = dataset.LabelInTask(i);
                }

                foreach (var (name, count) in task.GetClassSizes(labels))
                {
                    counts[name] = counts.GetValueOrDefault(name) + count;
                }
            }
        }

        var listed = task.ClassNames.Select(n => counts.Count == 0 ? n : string.Create(CultureInfo.InvariantCulture, $"{n} ({counts.GetValueOrDefault(n)})"));
        report.Append(CultureInfo.InvariantCulture, $"classes: {task.ClassNames.Count}: {string.Join(", ", listed)}\n");
    }
}
