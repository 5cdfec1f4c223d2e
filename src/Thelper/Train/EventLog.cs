using System.Text;
using Thelper.Config;
using Thelper.Metrics;
using Thelper.Torch;
using Thelper.Viz.TensorBoard;

namespace Thelper.Train;

/// <summary>The TensorBoard files of a session: one per set, opened when the set is first run. The layers' graph is that of the first batch.</summary>
/// <param name="config">The session's configuration, stored with every file.</param>
/// <param name="histogramEvery">Weight histograms are written before every epoch whose index is a multiple of this; 0 for none.</param>
public sealed class EventLog(ConfigNode config, int histogramEvery) : ITrainingObserver, IDisposable
{
    private readonly Dictionary<string, EventWriter> writers = new(StringComparer.Ordinal);
    private LayerGraph? graph;
    private bool hasGraph;
    private bool hasEnded;

    /// <summary>The file of a set.</summary>
    /// <param name="set">The set.</param>
    /// <returns>The writer, which stays open until the session ends.</returns>
    public EventWriter Of(SetRun set)
    {
        if (!writers.TryGetValue(set.Name, out var writer))
        {
            Directory.CreateDirectory(set.OutputPath);
            writers[set.Name] = writer = new EventWriter(set.OutputPath);
            var json = ConfigWriter.ToJson(config.ToPlain());
            writer.AddText("config", json, 0);
            File.WriteAllText(Path.Combine(set.OutputPath, "config.json"), json, new UTF8Encoding(false));
            var metrics = set.Consumers.Where(consumer => consumer.Value is Metric).Select(consumer => $"epoch/{consumer.Key}").Prepend("epoch/loss");
            writer.AddHyperparameters(Settings(config), [.. metrics]);
        }

        return writer;
    }

    /// <inheritdoc/>
    public void EpochStarts(Trainer trainer, int epoch)
    {
        graph ??= new LayerGraph(trainer.Context.Model);
        if (histogramEvery == 0 || epoch % histogramEvery != 0)
        {
            return;
        }

        var writer = Of(trainer.Context.Train!);
        foreach (var (name, parameter) in trainer.Context.Model.named_parameters())
        {
            if (name.Contains("bn", StringComparison.Ordinal))
            {
                continue;
            }

            var tag = name.Replace('.', '/');
            tag = tag.StartsWith("module/", StringComparison.Ordinal) ? tag[7..] : tag;
            tag = tag.StartsWith("model/", StringComparison.Ordinal) ? tag[6..] : tag;
            AddHistogram(writer, tag, parameter, epoch);
            if (parameter.grad is { } gradient)
            {
                AddHistogram(writer, $"{tag}/grad", gradient, epoch);
            }
        }
    }

    /// <inheritdoc/>
    public void PassEnded(Trainer trainer, PassSummary pass)
    {
        var writer = Of(pass.Set);
        hasEnded = pass.IsFinal || pass.Epoch == trainer.Context.EpochCount - 1;
        if (pass.AnyLoss is { } loss)
        {
            writer.AddScalar("epoch/loss", loss, pass.Epoch);
        }

        if (pass.LearningRate is { } rate)
        {
            writer.AddScalar("epoch/lr", rate, pass.Epoch);
        }

        foreach (var (name, value) in pass.Outputs.Scalars)
        {
            writer.AddScalar($"epoch/{name}", value, pass.Epoch);
        }

        foreach (var (name, text) in pass.Outputs.Texts)
        {
            writer.AddText($"epoch/{name}", text, pass.Epoch);
        }

        foreach (var (name, file) in pass.Outputs.Pictures)
        {
            writer.AddImage($"epoch/{name}/image", file.Picture, pass.Epoch);
        }

        writer.Flush();
    }

    /// <summary>Adds the loss and every metric that is cheap enough; for other sets than train after the last batch only.</summary>
    /// <inheritdoc/>
    public void BatchEnded(Trainer trainer, SetRun source, IterationData iteration)
    {
        if (source.Name != "train" && iteration.IterationIndex < iteration.IterationCount - 1)
        {
            return;
        }

        var writer = Of(source);
        if (!hasGraph && graph is not null)
        {
            hasGraph = true;
            graph.Dispose();
            writer.AddGraph(graph.Nodes);
        }

        if (iteration.Loss is { } loss)
        {
            writer.AddScalar("iter/loss", loss, trainer.Iteration);
        }

        foreach (var (name, consumer) in source.Consumers)
        {
            if (consumer is Metric { LiveEval: true } metric && metric.Eval() is { } value)
            {
                writer.AddScalar($"iter/{name}", value, trainer.Iteration);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        graph?.Dispose();
        foreach (var writer in writers.Values)
        {
            writer.EndHyperparameters(isGood: hasEnded);
            writer.Dispose();
        }
    }

    // What a table of runs can show: single values, by their path.
    private static Dictionary<string, object> Settings(ConfigNode node, string at = "") => node switch
    {
        { Kind: ConfigKind.Map } => node.Entries.SelectMany(entry => Settings(entry.Value, at.Length == 0 ? entry.Key : $"{at}.{entry.Key}")).DistinctBy(setting => setting.Key).ToDictionary(),
        { Kind: ConfigKind.List } => node.Items.SelectMany((item, i) => Settings(item, FormattableString.Invariant($"{at}[{i}]"))).ToDictionary(),
        { Value: string or bool or long or double } => new() { [at] = node.Value },
        _ => [],
    };

    private static void AddHistogram(EventWriter writer, string tag, torch.Tensor values, int epoch)
    {
        using var scope = torch.NewDisposeScope();
        writer.AddHistogram(tag, values.detach().cpu().to(torch.ScalarType.Float32).contiguous().DataSpan<float>(), epoch);
    }
}
