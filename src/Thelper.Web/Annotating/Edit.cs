using System.Text.Json.Serialization;

namespace Thelper.Web.Annotating;

/// <summary>Something that a user does to a sample. Edits are what windows send and what the journal keeps.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "do")]
[JsonDerivedType(typeof(Stroke), "stroke")]
[JsonDerivedType(typeof(Flood), "flood")]
[JsonDerivedType(typeof(FillAll), "fill")]
[JsonDerivedType(typeof(FillRings), "polygon")]
[JsonDerivedType(typeof(Replace), "replace")]
[JsonDerivedType(typeof(SetObjects), "objects")]
[JsonDerivedType(typeof(Undo), "undo")]
[JsonDerivedType(typeof(Redo), "redo")]
internal abstract record Edit
{
    private const int MaxPoints = 1 << 13;
    private const int MaxRings = 1 << 10;
    private const int MaxBoxes = 1 << 14;
    private const int Reach = 1 << 14;

    /// <summary>Edits in a row that share this are one for undo; null for one of its own.</summary>
    [JsonIgnore]
    public virtual string? Unit => null;

    /// <summary>How far from the origin points of a stroke may lie, in pixels of the mask: beyond it there is nothing to paint, however far a window is zoomed out.</summary>
    /// <param name="width">Width of the mask.</param>
    /// <param name="height">Its height.</param>
    public static int ReachOf(int width, int height) => Math.Max(Reach, 2 * Math.Max(width, height));

    /// <summary>Why the edit cannot be made; null if it can.</summary>
    /// <param name="mask">The sample's mask.</param>
    /// <param name="labels">Ids that may be used, the background's included.</param>
    public string? FaultIn(LabelMask mask, IReadOnlySet<int> labels) => this switch
    {
        Stroke stroke => stroke.Points is not { Length: >= 2 and <= MaxPoints } || stroke.Points.Length % 2 != 0 ? $"a stroke has 1 to {MaxPoints / 2} points at a time"
            : !stroke.Points.All(place => Math.Abs((long)place) <= ReachOf(mask.Width, mask.Height)) ? "a point lies far outside the image"
            : stroke.Radius is < 0 or > Disc.MaxRadius ? $"the radius is 0 to {Disc.MaxRadius} pixels"
            : string.IsNullOrEmpty(stroke.Id) || stroke.Id.Length > 64 ? "a stroke has an id of at most 64 letters"
            : UnknownIn(stroke.Label, labels),
        Flood flood => UnknownIn(flood.Label, labels),
        FillAll fill => UnknownIn(fill.Label, labels),
        FillRings polygon => polygon.Rings is not { Count: >= 1 and <= MaxRings } || polygon.Rings.Any(ring => ring is not { Length: >= 6 and <= MaxPoints } || ring.Length % 2 != 0) ? "a polygon has rings of at least three points"
            : polygon.Rings.Any(ring => ring.Any(place => !(Math.Abs(place) <= 1e6))) ? "a point lies far outside the image"
            : UnknownIn(polygon.Label, labels),
        Replace replace => replace.Runs is null || replace.Runs.Length % 2 != 0 || Total(replace.Runs) != mask.Pixels.Length ? "runs are pairs of count and label that cover the mask"
            : Unknown(replace.Runs.Where((_, i) => i % 2 == 1).Distinct(), labels),
        SetObjects { Objects: var objects } => objects?.Boxes is not { Count: <= MaxBoxes } ? $"there can be up to {MaxBoxes} boxes"
            : objects.Boxes.Any(box => box is null || !(0 <= box.Left && box.Left < box.Right && box.Right <= mask.Width && 0 <= box.Top && box.Top < box.Bottom && box.Bottom <= mask.Height)) ? "a box is empty, or reaches beyond the image"
            : Unknown(objects.Boxes.Select(box => box.Label).Concat(objects.Class is { } label ? [label] : []), labels),
        _ => null,
    };

    private static string? UnknownIn(int label, IReadOnlySet<int> labels) => labels.Contains(label) ? null : FormattableString.Invariant($"there is no label with the id {label}");

    private static string? Unknown(IEnumerable<int> used, IReadOnlySet<int> labels) => used.Select(label => UnknownIn(label, labels)).FirstOrDefault(fault => fault is not null);

    private static long Total(int[] runs)
    {
        long total = 0;
        for (var i = 0; i < runs.Length; i += 2)
        {
            total = runs[i] > 0 ? total + runs[i] : long.MinValue / 2;
        }

        return total;
    }

    /// <summary>A piece of a stroke; the next piece begins with its last point.</summary>
    /// <param name="Id">What pieces of one stroke share.</param>
    /// <param name="Label">The label; the background's erases.</param>
    /// <param name="Radius">Radius in pixels of the mask.</param>
    /// <param name="Points">x, y, x, y, ... in pixels of the mask.</param>
    internal sealed record Stroke(string Id, int Label, int Radius, int[] Points) : Edit
    {
        /// <inheritdoc/>
        [JsonIgnore]
        public override string? Unit => Id;
    }

    /// <summary>Fills the area around a pixel.</summary>
    /// <param name="X">The pixel's column.</param>
    /// <param name="Y">Its row.</param>
    /// <param name="Label">The label.</param>
    internal sealed record Flood(int X, int Y, int Label) : Edit;

    /// <summary>Fills the whole mask.</summary>
    /// <param name="Label">The label.</param>
    internal sealed record FillAll(int Label) : Edit;

    /// <summary>Fills polygons (see <see cref="Fills.Polygon"/>).</summary>
    /// <param name="Rings">The rings.</param>
    /// <param name="Label">The label.</param>
    internal sealed record FillRings(IReadOnlyList<double[]> Rings, int Label) : Edit;

    /// <summary>Puts another mask in the place of the mask: a prediction, or that of another window.</summary>
    /// <param name="Runs">Count, label, count, label, ... row by row.</param>
    internal sealed record Replace(int[] Runs) : Edit;

    /// <summary>Puts other boxes and another class in the place of those that are there.</summary>
    /// <param name="Objects">All of them.</param>
    internal sealed record SetObjects(Objects Objects) : Edit;

    /// <summary>Takes the last edit back.</summary>
    internal sealed record Undo : Edit;

    /// <summary>Makes the edit again that was taken back last.</summary>
    internal sealed record Redo : Edit;
}
