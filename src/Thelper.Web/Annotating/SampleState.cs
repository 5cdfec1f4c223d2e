namespace Thelper.Web.Annotating;

/// <summary>What was done to a sample.</summary>
internal enum SampleState
{
    /// <summary>Nothing.</summary>
    Untouched,

    /// <summary>It was looked at or edited; its file does not hold all of it.</summary>
    Begun,

    /// <summary>It is saved.</summary>
    Saved,
}
