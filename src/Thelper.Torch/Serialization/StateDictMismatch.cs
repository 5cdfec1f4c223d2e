namespace Thelper.Torch.Serialization;

/// <summary>A tensor of a model whose namesake in a file does not fit.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="SourceName">The name in the file.</param>
/// <param name="Reason">What differs, such as the shapes.</param>
public sealed record StateDictMismatch(string Name, string SourceName, string Reason);
