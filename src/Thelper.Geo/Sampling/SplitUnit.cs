namespace Thelper.Geo.Sampling;

/// <summary>What goes to one part of a split as a whole.</summary>
public enum SplitUnit
{
    /// <summary>All tiles are in every part: the split is left to the loaders.</summary>
    None,

    /// <summary>Squares of ground.</summary>
    Block,

    /// <summary>Scenes.</summary>
    Scene,
}
