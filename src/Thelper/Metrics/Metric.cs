using Thelper.Metrics.Outputs;
using Thelper.Tasks;

namespace Thelper.Metrics;

/// <summary>A consumer that sums up the predictions in one number, with a direction in which it improves.</summary>
public abstract class Metric : IConsumer
{
    /// <summary>The direction in which the value improves.</summary>
    public abstract MetricGoal Goal { get; }

    /// <summary>Whether the value is cheap enough to be computed after every iteration.</summary>
    public virtual bool LiveEval => true;

    /// <inheritdoc/>
    public virtual void CheckTask(Task task)
    {
    }

    /// <inheritdoc/>
    public abstract void Update(IterationData iteration);

    /// <inheritdoc/>
    public abstract void Reset();

    /// <summary>The value over the iterations of the current window.</summary>
    /// <returns>The value, or null when it does not exist yet.</returns>
    /// <exception cref="UserErrorException">The iterations together do not fit the settings.</exception>
    public abstract double? Eval();

    /// <inheritdoc/>
    public virtual IEnumerable<ConsumerOutput> Outputs() => [];
}
