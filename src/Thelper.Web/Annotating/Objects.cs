using System.Text.Json.Serialization;

namespace Thelper.Web.Annotating;

/// <summary>What is said of a sample besides its mask.</summary>
/// <param name="Boxes">Its boxes, in the order in which they were drawn.</param>
/// <param name="Class">The label of the whole image; null for none.</param>
internal sealed record Objects(IReadOnlyList<BoxLabel> Boxes, int? Class = null)
{
    /// <summary>Nothing.</summary>
    public static Objects None { get; } = new([]);

    /// <summary>Whether nothing is said.</summary>
    [JsonIgnore]
    public bool IsEmpty => Boxes.Count == 0 && Class is null;

    /// <inheritdoc/>
    public bool Equals(Objects? other) => other is not null && Class == other.Class && Boxes.SequenceEqual(other.Boxes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Class, Boxes.Count);
}
