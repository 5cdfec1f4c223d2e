namespace Thelper.Vision.Models;

/// <summary>A network that names the layers whose outputs are the classes, so that they can be replaced for another number of classes.</summary>
public interface INamedHeads
{
    /// <summary>Linear layers and convolutions by their dotted names, the main one first.</summary>
    IReadOnlyList<string> Heads { get; }
}
