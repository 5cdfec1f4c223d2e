namespace Thelper.Data.Splitting;

/// <summary>What samples are used for.</summary>
public enum LoaderSet
{
    /// <summary>To fit the model.</summary>
    Train,

    /// <summary>To choose among models.</summary>
    Valid,

    /// <summary>To judge the chosen model.</summary>
    Test,
}
