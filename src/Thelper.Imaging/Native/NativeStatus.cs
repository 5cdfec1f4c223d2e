namespace Thelper.Imaging.Native;

/// <summary>What a native image function reports: the counterpart of <c>th_status</c>.</summary>
internal enum NativeStatus
{
    Ok = 0,
    Failed = 1,
    Truncated = 2,
    Unreadable = 3,
    Refused = 4,
    LeftToOpenCV = 5,
    Costly = 6,
}
