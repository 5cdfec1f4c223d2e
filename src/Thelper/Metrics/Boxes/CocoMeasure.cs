namespace Thelper.Metrics.Boxes;

/// <summary>What COCO compares of two objects, and how: the difference between its evaluations of boxes, masks and key points.</summary>
internal abstract class CocoMeasure
{
    /// <summary>Most predictions of an image and class that count.</summary>
    public virtual int MostFound => 100;

    /// <summary>How alike a prediction and a true object are, in [0, 1].</summary>
    /// <param name="found">The prediction.</param>
    /// <param name="truth">The true object; if it is a crowd, what covers a part of it is like it.</param>
    /// <exception cref="UserErrorException">One lacks what is compared.</exception>
    public abstract double Likeness(in Box found, in Box truth);

    /// <summary>The size of a true object in pixels.</summary>
    public abstract double TrueArea(in Box truth);

    /// <summary>The size of a prediction in pixels.</summary>
    public abstract double FoundArea(in Box found);

    /// <summary>Whether a true object neither helps nor harms, besides crowds.</summary>
    public virtual bool Passes(in Box truth) => false;
}
