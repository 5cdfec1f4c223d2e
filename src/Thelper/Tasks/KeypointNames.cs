using System.Collections;

namespace Thelper.Tasks;

/// <summary>The key points that the objects of a task have.</summary>
public sealed class KeypointNames
{
    private const string LeftWord = "left";
    private const string RightWord = "right";

    /// <summary>Reads the names.</summary>
    /// <param name="names">Names in the order of the points.</param>
    /// <param name="skeleton">Pairs of points that are joined, counted from 1; null for none.</param>
    /// <exception cref="UserErrorException">A name is empty or given twice, or a pair is none.</exception>
    public KeypointNames(IReadOnlyList<string> names, object? skeleton = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        Names = [.. names];
        if (Names.Any(string.IsNullOrEmpty) || Names.Distinct().Count() != Names.Count)
        {
            throw new UserErrorException($"keypoints: expected different names, got {PythonRepr.Of(Names)}");
        }

        Bones = skeleton switch
        {
            null => [],
            IEnumerable list and not string => [.. list.Cast<object?>().Select(ReadBone)],
            _ => throw Unfit(skeleton),
        };
        Mirrored = [.. Pairs()];
    }

    /// <summary>Names in the order of the points.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Points that are joined in pictures, counted from 0.</summary>
    public IReadOnlyList<(int From, int To)> Bones { get; }

    /// <summary>Points that change places in a mirror, counted from 0: those whose names differ by left and right.</summary>
    public IReadOnlyList<(int Left, int Right)> Mirrored { get; }

    /// <summary>The pairs that are joined as plain values, counted from 1; null where there are none.</summary>
    public IReadOnlyList<object?>? ToPlain() => Bones.Count == 0 ? null : [.. Bones.Select(bone => (object?)new List<object?> { bone.From + 1L, bone.To + 1L })];

    private static UserErrorException Unfit(object? value) => new($"skeleton: expected pairs of key points, counted from 1, got {PythonRepr.Of(value)}");

    private (int From, int To) ReadBone(object? value)
    {
        var ends = value is IEnumerable list and not string ? list.Cast<object?>().Select(PlainValues.Normalize).ToList() : [];
        return ends is [long from, long to] && from >= 1 && to >= 1 && from <= Names.Count && to <= Names.Count ? ((int)from - 1, (int)to - 1) : throw Unfit(value);
    }

    private IEnumerable<(int Left, int Right)> Pairs()
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (Names[i].Contains(LeftWord, StringComparison.OrdinalIgnoreCase)
                && Names.ToList().FindIndex(name => name.Equals(Names[i].Replace(LeftWord, RightWord, StringComparison.OrdinalIgnoreCase), StringComparison.OrdinalIgnoreCase)) is >= 0 and var right)
            {
                yield return (i, right);
            }
        }
    }
}
