using Thelper.Metrics.Outputs;
using Thelper.Tasks;

namespace Thelper.Metrics;

/// <summary>Receives every iteration's predictions, and turns them into reports or charts at the end of an epoch.</summary>
/// <remarks>
/// A consumer keeps plain managed values, never tensors of the iteration: those are freed as soon as all consumers have seen them.
/// Train, validation and test sets each have consumers of their own.
/// </remarks>
public interface IConsumer
{
    /// <summary>Checks the consumer's settings against the task, before the session starts.</summary>
    /// <param name="task">The task of the session.</param>
    /// <exception cref="UserErrorException">The settings do not fit, for example because they name a class that does not exist.</exception>
    void CheckTask(Task task)
    {
    }

    /// <summary>Takes in one iteration.</summary>
    /// <param name="iteration">What the model was given and what it answered.</param>
    /// <exception cref="UserErrorException">The iteration does not fit the consumer: no class scores, no boxes, a shape that is not the truth's.</exception>
    void Update(IterationData iteration);

    /// <summary>Forgets all iterations seen so far.</summary>
    void Reset()
    {
    }

    /// <summary>Reports, charts and other files of the iterations seen so far; asked once, at the end of a pass.</summary>
    /// <returns>What there is to write; empty for nothing.</returns>
    /// <exception cref="UserErrorException">The iterations together do not fit the settings, for example there are not as many samples as weights.</exception>
    IEnumerable<ConsumerOutput> Outputs() => [];
}
