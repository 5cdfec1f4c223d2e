namespace Thelper.Bundles;

/// <summary>The stages from a picture's bytes to a decision, in their order.</summary>
internal enum BundleStage
{
    /// <summary>Bytes of a file become pixels.</summary>
    Decode,

    /// <summary>Pixels are brought to the network's size.</summary>
    Resize,

    /// <summary>Pixels become the numbers that the network takes.</summary>
    Normalise,

    /// <summary>The network answers.</summary>
    Graph,

    /// <summary>The answer becomes a decision: a class, a map, boxes.</summary>
    PostProcessing,

    /// <summary>All of it at once.</summary>
    EndToEnd,

    /// <summary>The files that say what is expected.</summary>
    Answers,
}
