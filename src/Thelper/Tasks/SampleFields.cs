namespace Thelper.Tasks;

/// <summary>Which fields of a sample move with its image.</summary>
/// <param name="ImageKey">The field of the image.</param>
/// <param name="Kinds">What the other fields are; those that are missing here are <see cref="FieldKind.Other"/>.</param>
public sealed record SampleFields(string ImageKey, IReadOnlyDictionary<string, FieldKind> Kinds)
{
    /// <summary>The value of label maps where nothing of the image is.</summary>
    public double Fill { get; init; }

    /// <summary>Places of points that change their names in a mirror: left eye and right eye, counted from 0.</summary>
    public IReadOnlyList<(int Left, int Right)> Pairs { get; init; } = [];

    /// <summary>The fields that must move with the image.</summary>
    public IEnumerable<string> Moving => Kinds.Where(entry => entry.Value is not (FieldKind.Other or FieldKind.Image)).Select(entry => entry.Key);

    /// <summary>What a field is.</summary>
    /// <param name="key">Its name.</param>
    public FieldKind Of(string key) => key == ImageKey ? FieldKind.Image : Kinds.GetValueOrDefault(key);
}
