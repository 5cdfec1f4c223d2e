namespace Thelper.Zoo;

/// <summary>What one layer of a network costs.</summary>
/// <param name="Path">Its dotted name; empty for the network itself.</param>
/// <param name="Kind">Name of its class.</param>
/// <param name="Shape">Sizes of what it answered with first; empty where that is no tensor.</param>
/// <param name="Parameters">Numbers that it can learn, those of the layers within not counted.</param>
/// <param name="Macs">Multiplications, each with its addition, in all its calls.</param>
/// <param name="Bytes">Memory of what it answered with, in all its calls.</param>
public sealed record LayerCost(string Path, string Kind, IReadOnlyList<long> Shape, long Parameters, long Macs, long Bytes);
