namespace Thelper.Web.Viewing;

/// <summary>In which order samples are stepped through.</summary>
internal enum SampleOrder
{
    /// <summary>That of the set.</summary>
    Index = 0,

    /// <summary>The greatest loss first.</summary>
    Loss,

    /// <summary>The least confidence first.</summary>
    Confidence,
}
