using Thelper.Imaging.Plots;
using Thelper.Tasks;

namespace Thelper.Metrics;

/// <summary>Receives every iteration's predictions, and turns them into reports or charts at the end of an epoch.</summary>
/// <remarks>
/// A consumer keeps plain managed values, never tensors of the iteration: those are freed as soon as all consumers have seen them.
/// Train, validation and test sets each have consumers of their own.
/// </remarks>
public interface IConsumer
{
    /// <summary>The extension of the file that holds <see cref="Report"/>, without a dot.</summary>
    string ReportExtension => "txt";

    /// <summary>Checks the consumer's settings against the task, before the session starts.</summary>
    /// <param name="task">The task of the session.</param>
    /// <exception cref="UserErrorException">The settings do not fit, for example because they name a class that does not exist.</exception>
    void CheckTask(Task task)
    {
    }

    /// <summary>Takes in one iteration.</summary>
    /// <param name="iteration">What the model was given and what it answered.</param>
    void Update(IterationData iteration);

    /// <summary>Forgets all iterations seen so far.</summary>
    void Reset()
    {
    }

    /// <summary>The text to write to a file at the end of an epoch.</summary>
    /// <returns>The text, or null when there is nothing to report.</returns>
    string? Report() => null;

    /// <summary>Further values to write at the end of an epoch.</summary>
    /// <returns>
    /// Values by key: a number or text alone goes to TensorBoard; the last part of a longer key says what becomes of its value. <c>name/image</c> is a
    /// picture (a <see cref="PlotImage"/>, or a tensor uint8 H×W×3), <c>name/json</c> a text or plain value, <c>name/text</c> a text, <c>name/pickle</c>
    /// the bytes of a file; <c>name/extension</c> beside them changes the file's extension. Nulls are skipped.
    /// </returns>
    IEnumerable<KeyValuePair<string, object?>> Outputs() => [];

    /// <summary>The chart to write at the end of an epoch.</summary>
    /// <returns>A chart that renders once it is saved, or null when there is nothing to draw.</returns>
    PlotImage? Render() => null;
}
