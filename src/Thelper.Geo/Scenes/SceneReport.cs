using System.Text.Json.Serialization;

namespace Thelper.Geo.Scenes;

/// <summary>What was found in a scene, and which files say so: <c>NAME_scene.json</c>, which is written last.</summary>
public sealed record SceneReport
{
    /// <summary>What was asked for, as a hash: the same again is not predicted a second time.</summary>
    public required string Key { get; init; }

    /// <summary>The scene.</summary>
    public required string Scene { get; init; }

    /// <summary>Columns and rows.</summary>
    public required IReadOnlyList<int> Size { get; init; }

    /// <summary>Names of the files that were written, in the same folder.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Windows that were predicted on, and those without data that were passed over.</summary>
    public required IReadOnlyDictionary<string, long> Windows { get; init; }

    /// <summary>Pixels of each class, and without one; null of detectors.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, long>? Pixels { get; init; }

    /// <summary>Objects of each class; null but of detectors.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, long>? Objects { get; init; }

    /// <summary>Polygons of each class; null where none are made.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, long>? Polygons { get; init; }

    /// <summary>What the second look found; null where nobody asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SceneAudit? Audit { get; init; }
}
