using Thelper.Tasks;

namespace Thelper.Metrics.Boxes;

/// <summary>A bounding box as numbers only. Right and bottom lie behind the last pixel.</summary>
internal readonly record struct Box(int Label, double Left, double Top, double Right, double Bottom, double Score = 0, bool Crowd = false, ObjectShape? Shape = null)
{
    /// <summary>Width times height.</summary>
    public double Area => (Right - Left) * (Bottom - Top);

    /// <summary>Reads a box; with margin, its last row and column count.</summary>
    /// <param name="box">The box.</param>
    /// <param name="label">Index of its class.</param>
    /// <param name="score">Score of a prediction.</param>
    /// <param name="margin">Whether a margin counts at all.</param>
    public static Box Of(BoundingBox box, int label, double score = 0, bool margin = true)
    {
        var last = margin && box.IncludeMargin ? 1 : 0;
        return new(label, box.Left, box.Top, box.Right + last, box.Bottom + last, score, box.IsCrowd, box.Shape);
    }

    /// <summary>The area that two boxes share.</summary>
    public double Intersection(in Box other)
    {
        var width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
        var height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
        return width > 0 && height > 0 ? width * height : 0;
    }

    /// <summary>Intersection over union, 0 for boxes without area.</summary>
    public double IoU(in Box other)
    {
        var shared = Intersection(other);
        return shared == 0 ? 0 : shared / (Area + other.Area - shared);
    }
}
