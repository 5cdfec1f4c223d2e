using Thelper.Config;
using Thelper.Draw;
using Thelper.Imaging;
using Thelper.Logging;
using Thelper.Metrics.Outputs;
using Thelper.Nn;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Transforms;
using Thelper.Viz;
using static Thelper.Torch.torch;

namespace Thelper.Train;

/// <summary>Projects the embeddings of a set after each validation, and in evaluations (<c>thelper.viz</c>): the set is gone through once more, and the files join the outputs of the pass.</summary>
/// <param name="options">What is projected.</param>
/// <param name="task">The task of the session.</param>
/// <param name="places">Where the configuration has what messages are about.</param>
/// <exception cref="UserErrorException">The task's predictions are no tensor of numbers for each sample.</exception>
public sealed class Projections(ProjectionsOptions options, Tasks.Task task, ConfigPlaces places) : ITrainingObserver
{
    private const int MostThumbnails = 10_000;
    private const string TSneName = "tsne";

    private readonly Tasks.Task task = task is Detection
        ? throw new UserErrorException($"{places.Of("trainer.viz", "trainer.visualization", "trainer.visualizations", "trainer")}: what a detector answers is not projected; remove the key")
        : task;

    private bool hasWarned;
    private bool hasWarnedOfSizes;

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">The model cannot say the embeddings of a batch.</exception>
    public void PassEnded(Trainer trainer, PassSummary pass)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(pass);
        if (pass.Set.Name == "train")
        {
            return;
        }

        var log = trainer.Context.Log;
        foreach (var settings in new ProjectionSettings?[] { options.TSne, options.Umap }.OfType<ProjectionSettings>())
        {
            using var scope = NewDisposeScope();
            if (Read(trainer, pass.Set, settings) is not { } samples)
            {
                continue;
            }

            log.Debug($"projecting {samples.Count} samples of the {pass.Set.Name} set");
            var outputs = settings is TSneVisualization tsne
                ? ProjectionOutputs.TSne(tsne, samples, task, log)
                : ProjectionOutputs.Umap((UmapVisualization)settings, samples, task, log, options.TSne is null ? TSneName : "umap");
            foreach (var (name, output) in outputs)
            {
                pass.Outputs.Add(name, output);
            }
        }
    }

    // In the current scope; null where samples differ in the length of what is projected. The model is as the pass left it: it evaluates, and keeps no gradients.
    private EmbeddedSamples? Read(Trainer trainer, SetRun set, ProjectionSettings settings)
    {
        var context = trainer.Context;
        var keys = settings.ReturnMeta switch
        {
            { Value: true } => task.MetaKeys,
            { Kind: ConfigKind.List } list => [.. list.Items.Select(item => (string)item.Value!).Distinct(StringComparer.Ordinal)],
            _ => [],
        };
        var (parts, labels, predictions, batches, thumbs) = (new List<Tensor>(), new List<long>(), new List<long>(), new List<int>(), new List<Tensor>());
        var meta = keys.ToDictionary(key => key, _ => new List<object?>(), StringComparer.Ordinal);
        var classes = task is Classification { MultiLabel: false } single ? single : null;
        var index = 0;
        foreach (var batch in set.Loader)
        {
            using (batch)
            using (NewDisposeScope())
            {
                // Of copies that an augmentation made, the first.
                var isCopied = batch[task.InputKey] is IReadOnlyList<object?>;
                var value = First(batch[task.InputKey], isCopied);
                var input = Tensors.Input(value, context).to(ScalarType.Float32);
                var answer = trainer.Ask(input, given => context.Model.call(given));
                var embedding = context.Model is IEmbedding embeds ? trainer.Ask(input, given => embeds.GetEmbedding(given)) : Whole(trainer, answer);
                var count = (int)input.shape[0];
                var rows = embedding.detach().cpu().to(ScalarType.Float32).reshape(count, -1).contiguous();
                if (parts.Count > 0 && parts[0].shape[1] != rows.shape[1])
                {
                    WarnOfSizes(trainer, set, parts[0].shape[1], rows.shape[1]);
                    return null;
                }

                parts.Add(rows.MoveToOuterDisposeScope());
                batches.AddRange(Enumerable.Repeat(index, count));
                if (classes is not null)
                {
                    if (batch.GetValueOrDefault(classes.LabelKey) is { } truth)
                    {
                        labels.AddRange(ClassificationTargets.Read(First(truth, isCopied)!, classes).to(ScalarType.Int64).contiguous().DataSpan<long>().ToArray());
                    }

                    predictions.AddRange(aten.argmax(answer.reshape(count, answer.shape[1], -1), 1).select(1, 0).cpu().contiguous().DataSpan<long>().ToArray());
                }

                foreach (var (key, values) in meta)
                {
                    values.AddRange(Values(batch.GetValueOrDefault(key), count));
                }

                if (settings.Thumbnails && input.dim() == 4 && batches.Count <= MostThumbnails)
                {
                    thumbs.AddRange(Thumbnails(input, set.Loader.Colors == ChannelOrder.Bgr));
                }
            }

            context.Stop.ThrowIfRequested();
            if (++index == settings.MaxSamples)
            {
                break;
            }
        }

        return new(
            parts.Count == 0 ? zeros(0, 1) : cat([.. parts]), labels.Count == batches.Count ? labels : [], predictions, batches, meta,
            thumbs.Count == batches.Count ? thumbs : [], set.Loader.SampleCount);
    }

    private static object? First(object? value, bool isCopied) => isCopied && value is IReadOnlyList<object?> { Count: > 0 } copies ? copies[0] : value;

    private Tensor Whole(Trainer trainer, Tensor answer)
    {
        if (!hasWarned)
        {
            hasWarned = true;
            trainer.Context.Log.Warn($"the model '{trainer.Context.Model.TypeName}' has no embeddings; its answers are projected");
        }

        return answer;
    }

    private void WarnOfSizes(Trainer trainer, SetRun set, long one, long other)
    {
        if (!hasWarnedOfSizes)
        {
            hasWarnedOfSizes = true;
            trainer.Context.Log.Warn($"{set.Name}: samples whose embeddings have different lengths ({one} and {other} numbers) are not projected; images of one size have embeddings of one length");
        }
    }

    private static IEnumerable<object?> Values(object? value, int count) => value switch
    {
        Tensor tensor when tensor.dim() > 0 && tensor.shape[0] == count => Enumerable.Range(0, count).Select(i => Plain(tensor[i])),
        IReadOnlyList<object?> list when list.Count == count => list.Select(Plain),
        _ => Enumerable.Repeat(Plain(value), count),
    };

    private static object? Plain(object? value) => value switch
    {
        Tensor tensor when tensor.numel() == 1 => tensor.is_floating_point() ? tensor.ToDouble() : tensor.ToInt64(),
        Tensor tensor => tensor.cpu().to(ScalarType.Float64).reshape(-1).contiguous().DataSpan<double>().ToArray(),
        null or string or bool or int or long or double or float => value,
        _ => value.ToString(),
    };

    // Outside of the scope of the batch.
    private static List<Tensor> Thumbnails(Tensor input, bool isBgr) =>
        [.. InputImages.Read(input, new DrawOptions { FlipBgr = isBgr }).Select(image =>
            ImageOps.Resize(Displayable.Image(image), ProjectionOutputs.ThumbnailSize, ProjectionOutputs.ThumbnailSize, Interpolation.Area).MoveToOuterDisposeScope())];
}
