using Thelper.Config;

namespace Thelper.Viz.Projection;

/// <summary>The key <c>tsne_args</c>: what <c>sklearn.manifold.TSNE</c> takes, with the same names and defaults, but for the original's <c>init</c> and <c>random_state</c>.</summary>
public sealed class TSneOptions
{
    /// <summary>Coordinates of a projected point; a picture has two.</summary>
    [Key("n_components", Min = 2, Max = 2)]
    public int Components { get; set; } = 2;

    /// <summary>Roughly how many neighbours a point is held by, fewer than there are points.</summary>
    [Key("perplexity", Min = 1)]
    public double Perplexity { get; set; } = 30;

    /// <summary>By how much points attract each other more in the first 250 steps, so that groups find together.</summary>
    [Key("early_exaggeration", Min = 1)]
    public double EarlyExaggeration { get; set; } = 12;

    /// <summary>The size of steps: a number, or <c>auto</c> for the number of points by <c>early_exaggeration</c> by 4, at least 50.</summary>
    [Key("learning_rate", Holds = [typeof(double), typeof(string)])]
    public ConfigNode? LearningRate { get; set; }

    /// <summary>The most steps.</summary>
    [Key("n_iter", "max_iter", Min = 250)]
    public int Iterations { get; set; } = 1000;

    /// <summary>Stops where the divergence has not fallen for so many steps after the first 250.</summary>
    [Key("n_iter_without_progress", Min = 50)]
    public int IterationsWithoutProgress { get; set; } = 300;

    /// <summary>Stops where the gradient is shorter.</summary>
    [Key("min_grad_norm", Min = 0)]
    public double MinGradNorm { get; set; } = 1e-7;

    /// <summary>How distances of embeddings are measured.</summary>
    [Key("metric", Choices = ["euclidean", "cosine", "manhattan"])]
    public string Metric { get; set; } = "euclidean";

    /// <summary>Where points begin: at their principal components, or anywhere.</summary>
    [Key("init", Choices = ["pca", "random"])]
    public string Init { get; set; } = "pca";

    /// <summary>The seed of <c>init: random</c>; null for another one each time.</summary>
    [Key("random_state")]
    public int? RandomState { get; set; } = 0;

    /// <summary>Whether points far away count in groups, or each for itself.</summary>
    [Key("method", Choices = ["barnes_hut", "exact"])]
    public string Method { get; set; } = "barnes_hut";

    /// <summary>The width of a group as seen from a point, by its distance, up to which it counts as one; smaller is more exact and slower.</summary>
    [Key("angle", Min = 0, Max = 1)]
    public double Angle { get; set; } = 0.5;

    /// <summary>Accepted for scikit-learn's sake: every processor takes part, and changes nothing.</summary>
    [Key("n_jobs")]
    public int? Jobs { get; set; }

    /// <summary>Accepted for scikit-learn's sake.</summary>
    [Key("verbose")]
    public int Verbose { get; set; }

    /// <summary>Accepted for scikit-learn's sake: distances are always squared.</summary>
    [Key("square_distances", Holds = [typeof(bool), typeof(string)])]
    public ConfigNode? SquareDistances { get; set; }

    internal PointMetric PointMetric => Enum.Parse<PointMetric>(Metric, ignoreCase: true);

    internal TSneOptions Clone() => (TSneOptions)MemberwiseClone();
}
