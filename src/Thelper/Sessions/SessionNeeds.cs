namespace Thelper.Sessions;

/// <summary>The sections of a configuration that a verb cannot do without. Of the others it checks the keys, where they are given.</summary>
[Flags]
internal enum SessionNeeds
{
    /// <summary><c>datasets</c> and <c>loaders</c>.</summary>
    Data = 1,

    /// <summary><c>model</c>.</summary>
    Model = 2,

    /// <summary><c>trainer</c>.</summary>
    Trainer = 4,

    /// <summary><c>datasets</c>; the loaders are left alone.</summary>
    Datasets = 8,

    /// <summary><c>annotator</c>.</summary>
    Annotator = 16,

    /// <summary>All that a new session needs.</summary>
    Training = Data | Model | Trainer,
}
