namespace Thelper.Export;

/// <summary>How an exported file answered beside the model.</summary>
/// <param name="File">The file.</param>
/// <param name="Engine">What ran it.</param>
/// <param name="Shapes">The inputs' shapes.</param>
/// <param name="Maximum">The greatest difference, relative to the greatest number of the model's answer (or to 1).</param>
/// <param name="Mean">The mean difference, relative likewise.</param>
/// <param name="SameClass">The share of places (samples, pixels) with the same greatest score, or of objects with the same label.</param>
/// <param name="Allowed">The greatest difference that was allowed: the tolerance, or of a detector what rounding makes of its answers.</param>
/// <param name="Undecided">Inputs that were left out: the answers of a detector differed there, and its own do as much for next to nothing.</param>
/// <param name="Empty">Inputs in which a detector and its file found nothing, so that no number was compared.</param>
internal sealed record EngineCheck(string File, string Engine, IReadOnlyList<long[]> Shapes, double Maximum, double Mean, double SameClass, double Allowed, int Undecided, int Empty)
{
    /// <summary>Whether numbers were compared at all.</summary>
    public bool HasCompared => Empty < Shapes.Count;
}
