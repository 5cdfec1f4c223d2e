using Thelper.Config;
using Thelper.Data;
using Thelper.Tasks;

namespace Thelper.Optim;

/// <summary>The weights of classes in a loss: given by name, or derived from class sizes so that rare classes weigh more.</summary>
internal static class ClassWeighting
{
    /// <summary>The weights by class index.</summary>
    /// <exception cref="UserErrorException">A class or strategy is not known, or the class sizes are not.</exception>
    public static double[] Of(Classification task, LossSection options, Dataset? trainData)
    {
        var distribution = options.WeightDistribution!;
        double[] weights;
        try
        {
            weights = distribution.Kind switch
            {
                ConfigKind.Map => FromMap(task, distribution),
                ConfigKind.String => FromStrategy(task, (string)distribution.Value!, trainData),
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

    private static double[] FromMap(Classification task, ConfigNode map)
    {
        var weights = new double[task.ClassNames.Count];
        weights.AsSpan().Fill(1);
        var errors = new ConfigErrors();
        foreach (var (name, weight) in map.Entries)
        {
            if (!task.ClassIndices.TryGetValue(name, out var index))
            {
                errors.Add(weight, $"there is no class '{name}'{NearestName.Hint(name, task.ClassNames)}");
            }
            else if (ValueBinder.TryConvert(weight, typeof(double), errors, out var value))
            {
                weights[index] = (double)value!;
            }
        }

        errors.ThrowIfAny();
        return weights;
    }

    private static double[] FromStrategy(Classification task, string strategy, Dataset? trainData)
    {
        if (trainData is null || !trainData.HasLabels)
        {
            throw new UserErrorException("the class sizes are not known without loading all samples: give a map from class names to weights");
        }

        var labels = new object?[trainData.Count];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = trainData.LabelOf(i);
        }

        // The bounds and the norm come after the inversion, here for maps and strategies alike.
        var weights = ClassWeights.Compute(task.GetClassSizes(labels), strategy, norm: false, invmax: true);
        return [.. task.ClassNames.Select(name => weights[name])];
    }
}
