using Thelper.Metrics;

namespace Thelper.Train;

/// <summary>Decides which epoch is the best so far: the one with the strictly best value of what is monitored, the first on ties.</summary>
/// <param name="name"><c>loss</c> or a metric's name.</param>
/// <param name="goal">The direction in which the value improves.</param>
public sealed class MonitorPolicy(string name, MetricGoal goal)
{
    /// <summary>The name in a configuration that stands for the loss instead of a metric.</summary>
    public const string Loss = "loss";

    /// <summary>The name in a configuration that stands for the loss of the validation set.</summary>
    public const string ValidLoss = "valid_loss";

    /// <summary>What is monitored.</summary>
    public string Name { get; } = name;

    /// <summary>The direction in which the value improves.</summary>
    public MetricGoal Goal { get; } = goal;

    /// <summary>The best value; the worst possible one before the first epoch.</summary>
    public double Best { get; private set; } = Worst(goal);

    /// <summary>Index of the epoch with the best value; -1 before the first.</summary>
    public int BestEpoch { get; private set; } = -1;

    /// <summary>Whether a name in a configuration stands for a loss.</summary>
    /// <param name="name">The name.</param>
    public static bool IsLoss(string name) => name is Loss or ValidLoss;

    /// <summary>The value that any other improves on.</summary>
    /// <param name="goal">The direction.</param>
    /// <returns>Plus or minus infinity.</returns>
    public static double Worst(MetricGoal goal) => goal == MetricGoal.Minimize ? double.PositiveInfinity : double.NegativeInfinity;

    /// <summary>Goes on from a stored best.</summary>
    /// <param name="best">Its value.</param>
    /// <param name="epoch">Its epoch.</param>
    public void Restore(double best, int epoch) => (Best, BestEpoch) = (best, epoch);

    /// <summary>Takes in the value of an epoch.</summary>
    /// <param name="epoch">Index of the epoch.</param>
    /// <param name="value">Its value; not-a-number never is the best, nor is an infinite loss.</param>
    /// <returns>Whether it is the best so far.</returns>
    public bool Observe(int epoch, double value)
    {
        var better = (Goal == MetricGoal.Minimize ? value < Best : value > Best) && (double.IsFinite(value) || !IsLoss(Name));
        if (better)
        {
            (Best, BestEpoch) = (value, epoch);
        }

        return better;
    }
}
