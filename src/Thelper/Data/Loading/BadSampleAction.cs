namespace Thelper.Data.Loading;

/// <summary>What to do with a sample that cannot be loaded.</summary>
public enum BadSampleAction
{
    /// <summary>Ends the run with the sample's error.</summary>
    Fail,

    /// <summary>Leaves the sample out: its batch is smaller by one.</summary>
    Skip,

    /// <summary>Takes another sample of the same set instead, the same one for any number of workers.</summary>
    Substitute,
}
