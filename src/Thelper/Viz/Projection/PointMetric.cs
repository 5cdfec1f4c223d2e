namespace Thelper.Viz.Projection;

/// <summary>How far two points are from each other.</summary>
public enum PointMetric
{
    /// <summary>The straight line.</summary>
    Euclidean,

    /// <summary>One less the cosine of the angle between them, from 0 to 2.</summary>
    Cosine,

    /// <summary>The sum of the differences of their coordinates.</summary>
    Manhattan,
}
