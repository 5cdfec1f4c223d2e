using Thelper.Config;

namespace Thelper.Viz;

/// <summary>The key <c>viz</c> of a trainer: what is projected after every validation, and in evaluations.</summary>
public sealed class ProjectionsOptions
{
    /// <summary>A t-SNE.</summary>
    [Key("tsne")]
    public TSneVisualization? TSne { get; set; }

    /// <summary>A UMAP.</summary>
    [Key("umap")]
    public UmapVisualization? Umap { get; set; }

    /// <summary>Checks what single values do not show.</summary>
    /// <param name="section">Where they stand.</param>
    /// <param name="errors">Receives every mistake.</param>
    internal void Check(ConfigNode section, ConfigErrors errors)
    {
        TSne?.Check(section.Get("tsne")!, errors);
        Umap?.Check(section.Get("umap")!, errors);
        if (TSne?.Args.LearningRate is { Value: not ("auto" or (double and > 0) or (long and > 0)) } rate)
        {
            errors.Add(rate, "expected a number above 0, or \"auto\"");
        }

        if (Umap?.Args is { } args && args.MinDist > args.Spread)
        {
            errors.Add(section.Get("umap")!, "min_dist must not be greater than spread");
        }
    }
}
