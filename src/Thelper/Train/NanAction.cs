namespace Thelper.Train;

/// <summary>What to do where a loss is NaN or infinite. Either way it is said at once, such an epoch is never the best, and the session does not end as a success.</summary>
public enum NanAction
{
    /// <summary>Goes on, as thelper 0.6.2 does.</summary>
    Warn,

    /// <summary>Stops before the step that would put it into the weights.</summary>
    Stop,
}
