namespace Thelper.Vision.Formats;

/// <summary>Why an entry of a folder of data is no sample.</summary>
public enum LeftOutReason
{
    /// <summary>Its name begins with a dot: <c>.DS_Store</c>, <c>._photo.jpg</c>, <c>.ipynb_checkpoints</c>.</summary>
    Hidden,

    /// <summary>An operating system, a file server or an archiver made it: <c>Thumbs.db</c>, <c>__MACOSX</c>, <c>@eaDir</c>.</summary>
    SystemMade,

    /// <summary>Its ending is none of those that are read.</summary>
    OtherEnding,

    /// <summary>It is a picture in a format that is not read, such as <c>.gif</c> or <c>.heic</c>.</summary>
    UnreadFormat,

    /// <summary>It is an image outside all class folders.</summary>
    Stray,

    /// <summary>It is a link to a folder, below the first level; following those could go round in circles.</summary>
    LinkedFolder,

    /// <summary>Its name is not UTF-8, so that it cannot be opened by its name.</summary>
    BadName,
}
