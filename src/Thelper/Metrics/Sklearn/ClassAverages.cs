namespace Thelper.Metrics.Sklearn;

/// <summary>Joins what a function says about each class by itself; scikit-learn's rules for <c>average</c> and <c>multi_class</c>.</summary>
internal static class ClassAverages
{
    /// <summary>A function of one class: memberships, scores, and weights or none.</summary>
    public delegate double Binary(bool[] truth, double[] scores, double[] weights);

    /// <summary>The average over classes, or over samples; each class against all others.</summary>
    /// <param name="batch">Scores of several classes.</param>
    /// <param name="average"><c>micro</c>, <c>macro</c>, <c>weighted</c> or <c>samples</c>.</param>
    /// <param name="weights">Weights of samples, or empty.</param>
    /// <param name="function">The function.</param>
    public static double Of(SklearnBatch batch, string average, double[] weights, Binary function)
    {
        var (rows, columns) = (batch.Count, batch.Columns);
        var members = batch.Input == SklearnInput.ScoreSets ? batch.Members : Members(batch);
        if (average == "micro")
        {
            return function(members, batch.Scores, weights.Length == 0 ? [] : [.. weights.SelectMany(weight => Enumerable.Repeat(weight, columns))]);
        }

        if (average == "samples")
        {
            var ofSamples = new double[rows];
            for (var row = 0; row < rows; row++)
            {
                var range = new Range(row * columns, (row + 1) * columns);
                ofSamples[row] = weights.Length > 0 && weights[row] == 0 ? 0 : function(members[range], batch.Scores[range], []);
            }

            return NumpySum.Average(ofSamples, weights);
        }

        var (ofClasses, support) = (new double[columns], new double[columns]);
        for (var column = 0; column < columns; column++)
        {
            var (truth, scores) = (new bool[rows], new double[rows]);
            for (var row = 0; row < rows; row++)
            {
                (truth[row], scores[row]) = (members[(row * columns) + column], batch.Scores[(row * columns) + column]);
                support[column] += !truth[row] ? 0 : weights.Length == 0 ? 1 : weights[row];
            }

            ofClasses[column] = average == "weighted" && support[column] == 0 ? 0 : function(truth, scores, weights);
        }

        return average != "weighted" ? NumpySum.Average(ofClasses, []) : Math.Abs(NumpySum.Of(support)) <= 1e-8 ? 0 : NumpySum.Average(ofClasses, support);
    }

    /// <summary>The mean over all pairs of classes that occur, each pair seen from both sides (Hand and Till, 2001).</summary>
    /// <param name="batch">True labels and scores of several classes.</param>
    /// <param name="byShare">Whether pairs weigh by their share of the samples.</param>
    /// <param name="function">The function.</param>
    public static double OfPairs(SklearnBatch batch, bool byShare, Binary function)
    {
        long[] classes = [.. batch.Labels.Distinct().Order()];
        List<double> values = [], shares = [];
        for (var i = 0; i < classes.Length; i++)
        {
            for (var j = i + 1; j < classes.Length; j++)
            {
                int[] rows = [.. Enumerable.Range(0, batch.Count).Where(row => batch.Labels[row] == classes[i] || batch.Labels[row] == classes[j])];
                values.Add((Side(classes[i]) + Side(classes[j])) / 2);
                shares.Add((double)rows.Length / batch.Count);

                double Side(long label) => function(
                    Array.ConvertAll(rows, row => batch.Labels[row] == label), Array.ConvertAll(rows, row => batch.Scores[(row * batch.Columns) + label]), []);
            }
        }

        return values.Count == 0 ? double.NaN : NumpySum.Average([.. values], byShare ? [.. shares] : []);
    }

    private static bool[] Members(SklearnBatch batch)
    {
        var members = new bool[batch.Scores.Length];
        for (var row = 0; row < batch.Count; row++)
        {
            members[(row * batch.Columns) + batch.Labels[row]] = true;
        }

        return members;
    }
}
