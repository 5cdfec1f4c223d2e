namespace Thelper.Torch.Serialization;

/// <summary>A tensor of a model that a file has values for.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="SourceName">The name in the file.</param>
/// <param name="Type">The type of its elements in the model.</param>
/// <param name="SourceType">The type in the file; values are converted if it differs.</param>
public sealed record StateDictMatch(string Name, string SourceName, torch.ScalarType Type, torch.ScalarType SourceType)
{
    /// <summary>Whether the values are converted to another type.</summary>
    public bool Converts => Type != SourceType;

    /// <summary>Whether the name differs between file and model.</summary>
    public bool Renamed => Name != SourceName;
}
