using System.Globalization;
using System.Text;
using Thelper.Config;
using Thelper.Data;
using Thelper.Logging;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Sessions;

/// <content>Trying out a configuration.</content>
public static partial class Session
{
    /// <summary>Builds everything that a configuration describes, loads one batch, runs it forward and backward; writes nothing.</summary>
    /// <param name="configPath">The configuration file.</param>
    /// <param name="environment">Log and questions.</param>
    /// <param name="overrides">Changes to the configuration, as <c>key.path=value</c>.</param>
    /// <returns>What was built, in lines of text.</returns>
    /// <exception cref="UserErrorException">The configuration cannot be used.</exception>
    public static string Check(string configPath, SessionEnvironment environment, IReadOnlyList<string>? overrides = null)
    {
        using var scope = torch.NewDisposeScope();
        var config = ConfigLoader.Load(configPath, overrides);
        var plan = SessionPlan.Open(config, environment);
        var loaders = plan.Loaders;
        using var model = ModelFactory.Create(config.Get("model"), loaders.Task, logger: environment.Log.For("thelper.nn.utils"));
        var trainer = plan.Trainer.Build(new(
            plan.Name, loaders.Task, model, loaders, set => set, environment.Log.For("thelper.train"), null, environment.Stop));
        using var optimizer = trainer.Context.Optimizer;
        using var loss = trainer.Context.Loss;
        var report = new StringBuilder();
        report.Append(CultureInfo.InvariantCulture, $"session: {plan.Name}\ntask: {loaders.Task}\n");
        DescribeClasses(report, loaders);
        foreach (var (set, loader) in new[] { ("train", loaders.Train), ("valid", loaders.Valid), ("test", loaders.Test) })
        {
            report.Append(loader is null
                ? $"{set}: none\n"
                : string.Create(CultureInfo.InvariantCulture, $"{set}: {loader.SampleCount} samples in {loader.BatchCount} batches of {loader.BatchSize}\n"));
        }

        report.Append(CultureInfo.InvariantCulture, $"model: {model.TypeName}, {model.LearnableParameterCount} learnable parameters\n");
        report.Append(CultureInfo.InvariantCulture, $"device: {trainer.Context.Device}\n");
        TryBatch(report, trainer, loaders);
        return report.Append("ok\n").ToString();
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
                    labels[i] = dataset.LabelOf(i);
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

    private static void TryBatch(StringBuilder report, Trainer trainer, Loaders loaders)
    {
        var (name, loader) = loaders.Train is { } train ? ("train", train) : loaders.Valid is { } valid ? ("valid", valid) : ("test", loaders.Test!);
        if (loader.Seeds.Torch is { } seed)
        {
            torch.manual_seed(seed);
        }

        trainer.Context.Model.train(loaders.Train is not null);
        loader.SetEpoch(0);
        using var batches = loader.GetEnumerator();
        if (!batches.MoveNext())
        {
            throw new UserErrorException($"The {name} set has no batch.");
        }

        using var batch = batches.Current;
        foreach (var (key, value) in batch)
        {
            report.Append(CultureInfo.InvariantCulture, $"batch['{key}']: {Describe(value)}\n");
        }

        BatchOutcome outcome;
        if (loaders.Train is not null)
        {
            outcome = trainer.TrainStep(batch);
        }
        else
        {
            using var noGrad = torch.no_grad();
            outcome = trainer.EvalStep(batch);
        }

        report.Append(CultureInfo.InvariantCulture, $"prediction: {Describe(outcome.Prediction)}\n");
        if (outcome.Loss is { } lossValue)
        {
            report.Append(CultureInfo.InvariantCulture, $"loss: {lossValue:F6}\n");
        }
    }

    private static string Describe(object? value) => value switch
    {
        null => "none",
        Tensor tensor => $"{tensor.dtype} ({string.Join(", ", tensor.shape)})",
        IReadOnlyList<object?> list => string.Create(CultureInfo.InvariantCulture, $"list of {list.Count}{(list.Count > 0 ? $", first: {Describe(list[0])}" : "")}"),
        _ => PythonRepr.Of(value),
    };
}
