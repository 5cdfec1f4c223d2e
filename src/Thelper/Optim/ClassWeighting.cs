using Thelper.Config;
using Thelper.Data;
using Thelper.Data.Sampling;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Optim;

/// <summary>The weights of classes in a loss: given by name, or derived from class sizes so that rare classes weigh more.</summary>
internal static class ClassWeighting
{
    /// <summary>The weights by class index.</summary>
    /// <exception cref="UserErrorException">The task has no classes, a class or strategy is not known, or the class sizes are not.</exception>
    public static double[] Of(Task task, LossSection options, Dataset? trainData)
    {
        var distribution = options.WeightDistribution!;
        double[] weights;
        try
        {
            var names = task is IClassTask classes and not Detection
                ? classes.ClassNames
                : throw new UserErrorException($"weights of classes need a classification or segmentation task, not {task.TypeName}");
            weights = distribution.Kind switch
            {
                ConfigKind.Map => FromMap(names, distribution),
                ConfigKind.String => FromStrategy(task, names, (string)distribution.Value!, trainData),
                _ => throw new UserErrorException("expected a map from class names to weights, or the name of a strategy"),
            };
        }
        catch (UserErrorException error)
        {
            throw new UserErrorException(ConfigErrors.Prefix(distribution, error.Message), error);
        }

        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = Math.Min(Math.Max(weights[i], options.WeightMin), options.WeightMax);
        }

        if (options.WeightNorm ?? distribution.Value is "uniform")
        {
            var sum = weights.Sum();
            weights = Array.ConvertAll(weights, weight => weight / sum);
        }

        return weights;
    }

    private static double[] FromMap(IReadOnlyList<string> names, ConfigNode map)
    {
        var weights = new double[names.Count];
        weights.AsSpan().Fill(1);
        var errors = new ConfigErrors();
        foreach (var (name, weight) in map.Entries)
        {
            var index = names.ToList().IndexOf(name);
            if (index < 0)
            {
                errors.Add(weight, $"there is no class '{name}'{NearestName.Hint(name, names)}");
            }
            else if (ValueBinder.TryConvert(weight, typeof(double), errors, out var value))
            {
                weights[index] = (double)value!;
            }
        }

        errors.ThrowIfAny();
        return weights;
    }

    private static double[] FromStrategy(Task task, IReadOnlyList<string> names, string strategy, Dataset? trainData)
    {
        if (trainData is null)
        {
            throw new UserErrorException("there is no training data to count the classes in: give a map from class names to weights");
        }

        // The bounds and the norm come after the inversion, here for maps and strategies alike.
        var weights = task is Segmentation segmentation
            ? ClassWeights.Compute(segmentation.GetClassSizes(LabelMaps(segmentation, trainData)), strategy, norm: false, invmax: true)
            : ClassWeights.Compute(SampleCounts((Classification)task, trainData), strategy, norm: false, invmax: true);
        return [.. names.Select(name => weights[name])];
    }

    private static IReadOnlyDictionary<string, int> SampleCounts(Classification task, Dataset trainData)
    {
        if (!trainData.HasLabels)
        {
            throw new UserErrorException("the class sizes are not known without loading all samples: give a map from class names to weights");
        }

        var labels = new object?[trainData.Count];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = trainData.LabelOf(i);
        }

        return task.GetClassSizes(labels);
    }

    // Every sample of the data set is loaded once.
    private static IEnumerable<torch.Tensor> LabelMaps(Segmentation task, Dataset data)
    {
        for (var i = 0; i < data.Count; i++)
        {
            using var sample = data.GetItem(i, TransformRandom.For(0, 0, i));
            var value = sample.GetValueOrDefault(task.LabelMapKey);
            foreach (var labels in (value is IReadOnlyList<object?> copies ? copies : [value]).OfType<torch.Tensor>())
            {
                yield return labels;
            }
        }
    }
}
