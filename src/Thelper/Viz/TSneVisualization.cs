using Thelper.Config;
using Thelper.Viz.Projection;

namespace Thelper.Viz;

/// <summary>The key <c>viz.tsne</c> of a trainer: a t-SNE after every validation (<c>thelper.viz.tsne.visualize</c>).</summary>
public sealed class TSneVisualization : ProjectionSettings
{
    /// <summary>How points are projected.</summary>
    [Key("tsne_args")]
    public TSneOptions Args { get; set; } = new();
}
