using Thelper.Config;

namespace Thelper.Viz.Projection;

/// <summary>The key <c>umap_args</c>: what <c>umap.UMAP</c> takes, with the same names and defaults.</summary>
public sealed class UmapOptions
{
    /// <summary>Coordinates of a projected point; a picture has two.</summary>
    [Key("n_components", Min = 2, Max = 2)]
    public int Components { get; set; } = 2;

    /// <summary>How many points the neighbourhood of a point has, with itself; more show the whole, fewer the details.</summary>
    [Key("n_neighbors", Min = 2)]
    public int Neighbors { get; set; } = 15;

    /// <summary>How distances of embeddings are measured.</summary>
    [Key("metric", Choices = ["euclidean", "cosine", "manhattan"])]
    public string Metric { get; set; } = "euclidean";

    /// <summary>Passes over the pairs; null for 500, or 200 of more than 10,000 points.</summary>
    [Key("n_epochs", Min = 1)]
    public int? Epochs { get; set; }

    /// <summary>The size of the first steps; it falls to 0.</summary>
    [Key("learning_rate", Min = 0)]
    public double LearningRate { get; set; } = 1;

    /// <summary>Where points begin: as the graph of neighbours swings, at their principal components, or anywhere.</summary>
    [Key("init", Choices = ["spectral", "pca", "random"])]
    public string Init { get; set; } = "spectral";

    /// <summary>How close points may lie.</summary>
    [Key("min_dist", Min = 0)]
    public double MinDist { get; set; } = 0.1;

    /// <summary>How far groups lie apart; not less than <c>min_dist</c>.</summary>
    [Key("spread", Min = 1e-3)]
    public double Spread { get; set; } = 1;

    /// <summary>From 0, where a pair counts if both choose each other, to 1, where one choice is enough.</summary>
    [Key("set_op_mix_ratio", Min = 0, Max = 1)]
    public double SetOpMixRatio { get; set; } = 1;

    /// <summary>How many nearest neighbours are surely neighbours.</summary>
    [Key("local_connectivity", Min = 0)]
    public double LocalConnectivity { get; set; } = 1;

    /// <summary>The weight of what pushes points apart.</summary>
    [Key("repulsion_strength", Min = 0)]
    public double RepulsionStrength { get; set; } = 1;

    /// <summary>Points that push, for each that pulls.</summary>
    [Key("negative_sample_rate", Min = 0)]
    public int NegativeSampleRate { get; set; } = 5;

    /// <summary>The curve's factor; null to fit it to <c>min_dist</c> and <c>spread</c>.</summary>
    [Key("a", Min = 0)]
    public double? A { get; set; }

    /// <summary>The curve's exponent; null to fit it.</summary>
    [Key("b", Min = 0)]
    public double? B { get; set; }

    /// <summary>The seed; null for that of the key <c>seed</c>.</summary>
    [Key("random_state")]
    public int? RandomState { get; set; }

    /// <summary>Accepted for umap's sake.</summary>
    [Key("n_jobs")]
    public int? Jobs { get; set; }

    /// <summary>Accepted for umap's sake.</summary>
    [Key("verbose")]
    public bool Verbose { get; set; }

    /// <summary>Accepted for umap's sake.</summary>
    [Key("low_memory")]
    public bool LowMemory { get; set; }

    internal PointMetric PointMetric => Enum.Parse<PointMetric>(Metric, ignoreCase: true);

    internal UmapOptions Clone() => (UmapOptions)MemberwiseClone();
}
