namespace Thelper.Logging;

/// <summary>Shows how far a pass over a set has come.</summary>
public interface IProgressDisplay
{
    /// <summary>A pass begins.</summary>
    /// <param name="label">What is going on, for example <c>train epoch 1/3</c>.</param>
    /// <param name="batches">Batches in the pass; -1 where nobody knows.</param>
    /// <param name="unit">What is counted.</param>
    /// <returns>Ends the display of the pass when disposed, whether or not the pass is complete.</returns>
    IDisposable Begin(string label, int batches, string unit = "images");

    /// <summary>A batch is done. Called once per step, so it must cost next to nothing.</summary>
    /// <param name="images">Samples in the batch.</param>
    void Advance(int images);
}
