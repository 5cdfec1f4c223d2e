namespace Thelper.Metrics.Sklearn;

/// <summary>The functions of <c>sklearn.metrics</c> that compare predicted with true numbers.</summary>
internal static class RegressionMetrics
{
    private const double Least = 2.220446049250313e-16;

    /// <summary>The functions by name, each made from its parameters.</summary>
    public static IReadOnlyDictionary<string, Func<MetricParameters, Func<SklearnBatch, double>>> All { get; } =
        new Dictionary<string, Func<MetricParameters, Func<SklearnBatch, double>>>(StringComparer.Ordinal)
        {
            ["mean_absolute_error"] = parameters => Mean(parameters, (y, p) => Math.Abs(p - y)),
            ["mean_squared_error"] = parameters => Mean(parameters, (y, p) => (y - p) * (y - p), root: !parameters.Flag("squared", true)),
            ["mean_squared_log_error"] = SquaredLog,
            ["mean_absolute_percentage_error"] = parameters => Mean(parameters, (y, p) => Math.Abs(p - y) / Math.Max(Math.Abs(y), Least)),
            ["mean_pinball_loss"] = parameters => Mean(parameters, Pinball(Alpha(parameters))),
            ["median_absolute_error"] = Median,
            ["max_error"] = MaxError,
            ["r2_score"] = parameters => Explained(parameters, centred: false),
            ["explained_variance_score"] = parameters => Explained(parameters, centred: true),
            ["mean_tweedie_deviance"] = parameters => Deviance(parameters, parameters.Number("power", 0)),
            ["mean_poisson_deviance"] = parameters => Deviance(parameters, 1),
            ["mean_gamma_deviance"] = parameters => Deviance(parameters, 2),
            ["d2_tweedie_score"] = D2Tweedie,
            ["d2_pinball_score"] = parameters => D2Pinball(parameters, Alpha(parameters)),
            ["d2_absolute_error_score"] = parameters => D2Pinball(parameters, 0.5),
        };

    private static double Alpha(MetricParameters parameters)
    {
        var alpha = parameters.Number("alpha", 0.5);
        return alpha is >= 0 and <= 1 ? alpha : throw parameters.Wrong("alpha", alpha, "a number in [0, 1]");
    }

    private static Func<double, double, double> Pinball(double alpha) => (y, p) => y >= p ? alpha * (y - p) : (1 - alpha) * (p - y);

    private static Func<SklearnBatch, double> Mean(MetricParameters parameters, Func<double, double, double> error, bool root = false)
    {
        var outputs = new OutputAverage(parameters, allowVariance: false);
        return batch => outputs.Average(batch, (y, p, weights) =>
        {
            var mean = Mean(y, p, weights, error);
            return root ? Math.Sqrt(mean) : mean;
        });
    }

    private static double Mean(double[] y, double[] p, double[] weights, Func<double, double, double> error)
    {
        var errors = new double[y.Length];
        for (var i = 0; i < errors.Length; i++)
        {
            errors[i] = error(y[i], p[i]);
        }

        return NumpySum.Average(errors, weights);
    }

    private static Func<SklearnBatch, double> SquaredLog(MetricParameters parameters)
    {
        var mean = Mean(parameters, (y, p) => Math.Pow(LogOnePlus(y) - LogOnePlus(p), 2), root: !parameters.Flag("squared", true));
        return batch => Array.Exists(batch.Values, value => value < 0) || Array.Exists(batch.Scores, value => value < 0)
            ? throw new UserErrorException($"'{parameters.Metric}' needs numbers of 0 and more, in truth and predictions")
            : mean(batch);
    }

    // Exact near 0, where adding 1 first would lose digits.
    private static double LogOnePlus(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }

    private static Func<SklearnBatch, double> Median(MetricParameters parameters)
    {
        var outputs = new OutputAverage(parameters, allowVariance: false);
        return batch => outputs.Average(batch, (y, p, weights) =>
        {
            var errors = new double[y.Length];
            for (var i = 0; i < errors.Length; i++)
            {
                errors[i] = Math.Abs(p[i] - y[i]);
            }

            return Quantile(errors, weights, 0.5);
        });
    }

    /// <summary>A quantile: interpolated between neighbours without weights, the lowest value that reaches it with weights.</summary>
    private static double Quantile(double[] values, double[] weights, double share)
    {
        var sorted = (double[])values.Clone();
        if (weights.Length == 0)
        {
            Array.Sort(sorted);
            var place = share * (sorted.Length - 1);
            var below = (int)Math.Floor(place);
            var above = Math.Min(below + 1, sorted.Length - 1);
            return sorted[below] + ((sorted[above] - sorted[below]) * (place - below));
        }

        var given = (double[])weights.Clone();
        Array.Sort(sorted, given);
        for (var i = 1; i < given.Length; i++)
        {
            given[i] += given[i - 1];
        }

        var wanted = share * 100 / 100 * given[^1];
        wanted = wanted == 0 ? double.Epsilon : wanted;
        var found = Array.FindIndex(given, sum => sum >= wanted);
        return sorted[found < 0 ? sorted.Length - 1 : found];
    }

    private static Func<SklearnBatch, double> MaxError(MetricParameters parameters) => batch =>
    {
        RefuseSeveral(parameters, batch);
        var largest = 0.0;
        for (var i = 0; i < batch.Values.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(batch.Values[i] - batch.Scores[i]));
        }

        return largest;
    };

    private static Func<SklearnBatch, double> Explained(MetricParameters parameters, bool centred)
    {
        var outputs = new OutputAverage(parameters, allowVariance: true);
        var forceFinite = parameters.Flag("force_finite", true);
        return batch => !centred && batch.Count < 2
            ? double.NaN
            : outputs.AverageOfShares(batch, (y, p, weights) =>
            {
                var offset = centred ? Mean(y, p, weights, (a, b) => a - b) : 0;
                var mean = NumpySum.Average(y, weights);
                return (Mean(y, p, weights, (a, b) => (a - b - offset) * (a - b - offset)), Mean(y, p, weights, (a, _) => (a - mean) * (a - mean)));
            }, forceFinite);
    }

    private static Func<SklearnBatch, double> Deviance(MetricParameters parameters, double power)
    {
        CheckPower(parameters, power);
        var weights = parameters.Numbers("sample_weight");
        return batch =>
        {
            CheckRanges(parameters, batch, power);
            parameters.CheckWeights(weights, batch.Count);
            return Mean(batch.Values, batch.Scores, weights, (y, p) => Deviation(y, p, power));
        };
    }

    private static Func<SklearnBatch, double> D2Tweedie(MetricParameters parameters)
    {
        var power = parameters.Number("power", 0);
        CheckPower(parameters, power);
        var weights = parameters.Numbers("sample_weight");
        return batch =>
        {
            CheckRanges(parameters, batch, power);
            parameters.CheckWeights(weights, batch.Count);
            if (batch.Count < 2)
            {
                return double.NaN;
            }

            var mean = NumpySum.Average(batch.Values, weights);
            return 1 - (Mean(batch.Values, batch.Scores, weights, (y, p) => Deviation(y, p, power)) / Mean(batch.Values, batch.Values, weights, (y, _) => Deviation(y, mean, power)));
        };
    }

    private static Func<SklearnBatch, double> D2Pinball(MetricParameters parameters, double alpha)
    {
        var outputs = new OutputAverage(parameters, allowVariance: false);
        return batch => batch.Count < 2
            ? double.NaN
            : outputs.AverageOfShares(batch, (y, p, weights) =>
            {
                var quantile = Quantile(y, weights, alpha);
                return (Mean(y, p, weights, Pinball(alpha)), Mean(y, y, weights, (a, _) => Pinball(alpha)(a, quantile)));
            }, forceFinite: true);
    }

    // The unit deviance of a Tweedie distribution (Jørgensen, 1987).
    private static double Deviation(double y, double p, double power) => power switch
    {
        0 => (y - p) * (y - p),
        1 => 2 * ((y == 0 ? 0 : y * Math.Log(y / p)) - y + p),
        2 => 2 * (Math.Log(p / y) + (y / p) - 1),
        _ => 2 * ((Math.Pow(power < 0 ? Math.Max(y, 0) : y, 2 - power) / ((1 - power) * (2 - power))) - (y * Math.Pow(p, 1 - power) / (1 - power)) + (Math.Pow(p, 2 - power) / (2 - power))),
    };

    private static void CheckPower(MetricParameters parameters, double power)
    {
        if (!(power <= 0 || power >= 1))
        {
            throw parameters.Wrong("power", power, "0 or less, or 1 or more");
        }
    }

    private static void CheckRanges(MetricParameters parameters, SklearnBatch batch, double power)
    {
        RefuseSeveral(parameters, batch);
        if (power != 0 && Array.Exists(batch.Scores, value => !(value > 0)))
        {
            throw new UserErrorException($"'{parameters.Metric}' needs predictions above 0");
        }

        if (power >= 1 && Array.Exists(batch.Values, value => !(value > 0 || (value == 0 && power < 2))))
        {
            throw new UserErrorException($"'{parameters.Metric}' needs true numbers {(power < 2 ? "of 0 and more" : "above 0")}");
        }
    }

    private static void RefuseSeveral(MetricParameters parameters, SklearnBatch batch)
    {
        if (batch.Columns > 1)
        {
            throw new UserErrorException($"'{parameters.Metric}' compares one number per sample, not {PythonRepr.Of((long)batch.Columns)}");
        }
    }
}
