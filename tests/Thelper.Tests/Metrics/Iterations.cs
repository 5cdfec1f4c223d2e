using System.Text.Json;
using Thelper.Metrics;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Metrics;

/// <summary>Feeds consumers with batches, as a trainer does.</summary>
internal static class Iterations
{
    public static Classification Classes(params string[] names) => new(names, "image", "label");

    /// <summary>Feeds one iteration of scores [N, C]; labels may be null.</summary>
    public static void Feed(IConsumer consumer, Thelper.Tasks.Task task, float[,] scores, long[]? labels, int index = 0, int count = 1, params (string Key, object? Value)[] metadata)
    {
        using var scope = NewDisposeScope();
        using var sample = new Sample();
        foreach (var (key, value) in metadata)
        {
            sample[key] = value;
        }

        consumer.Update(new IterationData
        {
            Task = task,
            Prediction = tensor(scores.Cast<float>().ToArray(), [scores.GetLength(0), scores.GetLength(1)]),
            Target = labels is null ? null : tensor(labels),
            Sample = sample,
            IterationIndex = index,
            IterationCount = count,
        });
    }

    /// <summary>Feeds tensors of any shape.</summary>
    public static void Feed(IConsumer consumer, Thelper.Tasks.Task task, Func<Tensor> prediction, Func<Tensor> target, int index = 0, int count = 1)
    {
        using var scope = NewDisposeScope();
        using var sample = new Sample();
        consumer.Update(new IterationData
        {
            Task = task,
            Prediction = prediction(),
            Target = target(),
            Sample = sample,
            IterationIndex = index,
            IterationCount = count,
        });
    }

    /// <summary>Scores that put each sample into one class of <paramref name="classes"/>.</summary>
    public static float[,] Choose(int classes, params long[] labels)
    {
        var scores = new float[labels.Length, classes];
        for (var i = 0; i < labels.Length; i++)
        {
            scores[i, labels[i]] = 5;
        }

        return scores;
    }

    /// <summary>The test set of the original's session on digits, in its batches of 32.</summary>
    public static void FeedDigits(IConsumer consumer)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Reference.PathOf("digits.json")));
        var labels = document.RootElement.At("labels").Longs();
        string[] paths = [.. document.RootElement.At("paths").EnumerateArray().Select(path => path.GetString()!)];
        double[][] scores = [.. document.RootElement.At("scores").EnumerateArray().Select(row => row.Doubles())];
        var task = Classes("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        consumer.CheckTask(task);
        var count = (labels.Length + 31) / 32;
        for (var index = 0; index < count; index++)
        {
            var range = new Range(index * 32, Math.Min(labels.Length, (index + 1) * 32));
            var rows = scores[range];
            var batch = new float[rows.Length, 10];
            for (var i = 0; i < rows.Length; i++)
            {
                for (var j = 0; j < 10; j++)
                {
                    batch[i, j] = (float)rows[i][j];
                }
            }

            Feed(consumer, task, batch, labels[range], index, count, ("path", paths[range].Select(path => (object?)path).ToList()));
        }
    }

    /// <summary>Feeds boxes: a list for each sample.</summary>
    public static void Feed(
        IConsumer consumer, Detection task, IReadOnlyList<IReadOnlyList<BoundingBox>> found, IReadOnlyList<IReadOnlyList<BoundingBox>>? truth, int index = 0, int count = 1)
    {
        using var sample = new Sample();
        consumer.Update(new IterationData
        {
            Task = task,
            PredictedBoxes = found,
            Target = truth,
            Sample = sample,
            IterationIndex = index,
            IterationCount = count,
        });
    }
}
