using System.Globalization;
using Microsoft.Extensions.Logging;
using Thelper.Data.Loading;
using Thelper.Logging;
using Thelper.Tasks;
using Thelper.Vision.Formats;

namespace Thelper.Data.Formats.Boxes;

/// <summary>Which boxes of annotations can be used, and what becomes of the others: the same for every format. Used by several threads at once.</summary>
internal sealed class BoxRules
{
    /// <summary>A bad box makes its sample a bad one.</summary>
    public const string Fail = "fail";

    /// <summary>A bad box is left out, with a warning.</summary>
    public const string Skip = "skip";

    private const int NamedSamples = 10;
    private const string Remedy = "mend the annotation, set \"on_bad_box\": \"skip\" to leave out such boxes" + BadSamples.Remedy;
    private readonly bool clip;
    private readonly ILogger? log;
    private readonly HashSet<string> warned = new(StringComparer.Ordinal);
    private readonly HashSet<string> twins = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>Reads the options.</summary>
    /// <param name="onBadBox">The option <c>on_bad_box</c>.</param>
    /// <param name="clip">The option <c>clip_boxes</c>.</param>
    /// <param name="log">Told of boxes that are left out.</param>
    /// <exception cref="UserErrorException"><paramref name="onBadBox"/> is unknown.</exception>
    public BoxRules(string onBadBox, bool clip, ILogger? log)
    {
        string[] choices = [Fail, Skip];
        SkipsBad = onBadBox switch
        {
            Skip => true,
            Fail => false,
            _ => throw new UserErrorException($"on_bad_box: unknown value '{onBadBox}'{NearestName.Hint(onBadBox, choices)}"),
        };
        this.clip = clip;
        this.log = log;
    }

    /// <summary>Whether boxes that cannot be used are left out.</summary>
    public bool SkipsBad { get; }

    /// <summary>What is wrong with the corners of a box; null for nothing.</summary>
    /// <param name="corners">Left, top, right and bottom.</param>
    /// <param name="margin">Whether right and bottom are the last pixels inside, so that equal ones make one pixel.</param>
    public static string? Fault(ReadOnlySpan<double> corners, bool margin)
    {
        // Detectors compute in 32 bits.
        var (width, height) = ((float)corners[2] - (float)corners[0], (float)corners[3] - (float)corners[1]);
        var (right, bottom) = margin ? ("xmax", "ymax") : ("right", "bottom");
        var (left, top) = margin ? ("xmin", "ymin") : ("left", "top");
        return !float.IsFinite(width + height) ? "is not finite"
            : width < 0 ? $"is inverted: its {right} lies before its {left}"
            : height < 0 ? $"is inverted: its {bottom} lies above its {top}"
            : !margin && width == 0 ? "has no width"
            : !margin && height == 0 ? "has no height"
            : null;
    }

    /// <summary>The message about a bad box.</summary>
    /// <param name="place">The file, and where in it the box stands.</param>
    /// <param name="corners">Left, top, right and bottom; empty where there are none.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static string Message(string place, ReadOnlySpan<double> corners, string fault) =>
        $"{place}: the box {Corners(corners)}{fault}; {Remedy}";

    /// <summary>Fits boxes to their image: cut at its edges, where that was asked for; else those that reach beyond it by more than a pixel are bad.</summary>
    /// <param name="boxes">Boxes without fault.</param>
    /// <param name="width">Columns of the image.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="place">The file, and where in it a box stands.</param>
    /// <returns>The boxes to use.</returns>
    /// <exception cref="AnnotationException">A box is bad, and such boxes are not to be left out.</exception>
    public BoundingBox[] Fit(BoundingBox[] boxes, long width, long height, Func<int, string> place)
    {
        SayTwins(boxes, place);
        if (Array.TrueForAll(boxes, box => box.Left >= 0 && box.Top >= 0 && box.Right <= width && box.Bottom <= height))
        {
            return boxes;
        }

        var kept = new List<BoundingBox>(boxes.Length);
        for (var i = 0; i < boxes.Length; i++)
        {
            var box = boxes[i];
            var isInside = SampleCheck.IsInside(box, width, height);
            if (!clip && isInside)
            {
                kept.Add(box);
                continue;
            }

            double[] cut = [Math.Max(box.Left, 0), Math.Max(box.Top, 0), Math.Min(box.Right, width), Math.Min(box.Bottom, height)];
            if (clip && Fault(cut, box.IncludeMargin) is null)
            {
                kept.Add(box.WithBBox(cut));
                continue;
            }

            var message = Message(
                place(i), [.. box.BBox],
                FormattableString.Invariant($"{(clip ? "lies outside" : "reaches beyond")} its image of {width} x {height} pixels{(clip ? "" : "; set \"clip_boxes\": true to cut it")}"));
            LeaveOut(place(i), message);
        }

        return [.. kept];
    }

    /// <summary>Leaves out a bad box, with a warning for the first few.</summary>
    /// <param name="place">The file, and where in it the box stands.</param>
    /// <param name="message">The message about it.</param>
    /// <exception cref="AnnotationException">Bad boxes are not to be left out.</exception>
    public void LeaveOut(string place, string message)
    {
        if (!SkipsBad)
        {
            throw new AnnotationException(message);
        }

        lock (gate)
        {
            if (warned.Count < NamedSamples && warned.Add(place))
            {
                log?.Warn($"left out: {message.Replace($"; {Remedy}", "", StringComparison.Ordinal)}{(warned.Count == NamedSamples ? " (further ones are left out without a word)" : "")}");
            }
        }
    }

    // A box that is there twice is used twice: of two true boxes in one place, a detector finds one at most.
    private void SayTwins(BoundingBox[] boxes, Func<int, string> place)
    {
        if (boxes.Length < 2)
        {
            return;
        }

        var seen = new HashSet<(object, double, double, double, double)>();
        for (var i = 0; i < boxes.Length; i++)
        {
            var box = boxes[i];
            if (seen.Add((box.ClassId, box.Left, box.Top, box.Right, box.Bottom)))
            {
                continue;
            }

            lock (gate)
            {
                if (twins.Count < NamedSamples && twins.Add(place(i)))
                {
                    log?.Warn($"{place(i)}: the box {Corners([.. box.BBox])}is there a second time, with the same class; both are used, and a detector can find one of them only{(twins.Count == NamedSamples ? " (further ones are not named)" : "")}");
                }
            }
        }
    }

    // Formats write boxes in three ways, so the message says which numbers these are.
    private static string Corners(ReadOnlySpan<double> corners) => corners.Length switch
    {
        0 => "",
        4 => string.Create(CultureInfo.InvariantCulture, $"from ({corners[0]:0.###}, {corners[1]:0.###}) to ({corners[2]:0.###}, {corners[3]:0.###}) "),
        _ => PythonRepr.Of(corners.ToArray()) + " ",
    };
}
