namespace Thelper.Data.Statistics;

/// <summary>Number, mean and spread of the values of each channel, gathered image by image.</summary>
/// <remarks>Groups are merged by the formula of Chan, Golub and LeVeque (1979), which loses no digits where the mean is large.</remarks>
public sealed class ChannelMoments
{
    private double[] mean = [];
    private double[] squares = [];

    /// <summary>Values per channel.</summary>
    public long Count { get; private set; }

    /// <summary>Number of channels; 0 before the first image.</summary>
    public int Channels => mean.Length;

    /// <summary>Mean of each channel.</summary>
    public IReadOnlyList<double> Mean => mean;

    /// <summary>Standard deviation of each channel (divided by the number of values).</summary>
    public IReadOnlyList<double> Deviation => Array.ConvertAll(squares, sum => Count == 0 ? 0.0 : Math.Sqrt(sum / Count));

    /// <summary>Adds a group of values.</summary>
    /// <param name="count">Values per channel.</param>
    /// <param name="groupMean">Mean of each channel.</param>
    /// <param name="groupSquares">Sum of the squared distances from the mean, of each channel.</param>
    /// <returns>False, and nothing is added, where the number of channels differs from that of the first group.</returns>
    public bool Add(long count, ReadOnlySpan<double> groupMean, ReadOnlySpan<double> groupSquares)
    {
        if (Count == 0)
        {
            (mean, squares) = (new double[groupMean.Length], new double[groupMean.Length]);
        }
        else if (mean.Length != groupMean.Length)
        {
            return false;
        }

        var total = Count + count;
        for (var c = 0; c < mean.Length; c++)
        {
            var delta = groupMean[c] - mean[c];
            mean[c] += delta * count / total;
            squares[c] += groupSquares[c] + (delta * delta * Count * count / total);
        }

        Count = total;
        return true;
    }
}
