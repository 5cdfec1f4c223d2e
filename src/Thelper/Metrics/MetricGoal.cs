namespace Thelper.Metrics;

/// <summary>The direction in which a metric improves.</summary>
public enum MetricGoal
{
    /// <summary>Lower values are better.</summary>
    Minimize,

    /// <summary>Higher values are better.</summary>
    Maximize,
}
