namespace Thelper.Config;

/// <summary>How a checkpoint's version stands to this program's.</summary>
public enum VersionMatch
{
    /// <summary>Same, or only the patch number differs: it can be used as it is.</summary>
    Same,

    /// <summary>The minor number differs: worth a warning; migrate it.</summary>
    MinorDiffers,

    /// <summary>The major number differs: an error unless the user insists; migrate it.</summary>
    MajorDiffers,

    /// <summary>The checkpoint has no version and counts as 0.0.0; migrate it.</summary>
    Missing,
}
