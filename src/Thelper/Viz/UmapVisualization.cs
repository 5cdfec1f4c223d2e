using Thelper.Config;
using Thelper.Viz.Projection;

namespace Thelper.Viz;

/// <summary>The key <c>viz.umap</c> of a trainer: a UMAP after every validation (<c>thelper.viz.umap.visualize</c>).</summary>
public sealed class UmapVisualization : ProjectionSettings
{
    /// <summary>How points are projected.</summary>
    [Key("umap_args")]
    public UmapOptions Args { get; set; } = new();

    /// <summary>The seed; null for another one each time.</summary>
    [Key("seed")]
    public int? Seed { get; set; } = 0;
}
