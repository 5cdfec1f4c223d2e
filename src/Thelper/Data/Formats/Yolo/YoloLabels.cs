using System.Globalization;
using Thelper.Data.Formats.Boxes;
using Thelper.Vision.Formats;

namespace Thelper.Data.Formats.Yolo;

/// <summary>Reads YOLO's text files.</summary>
/// <remarks>
/// A line of five numbers is a box. Longer ones are outlines (class, x y, x y, ...) or key points (class, box, x y or x y visibility, ...), and nothing in them says
/// which: without a declared kind, the one that makes sense is taken, and where both do, the user has to say.
/// </remarks>
/// <param name="kind">One of <see cref="Kinds"/>.</param>
/// <param name="classCount">Number of classes in the files.</param>
/// <param name="rules">What becomes of bad boxes.</param>
internal sealed class YoloLabels(string kind, int classCount, BoxRules rules)
{
    public const string Auto = "auto";
    private const string JustBoxes = "boxes";
    private const string Outlines = "outlines";
    private const string KeyPoints = "keypoints";
    private const long MaxBytes = 4 << 20;

    // Shares are rounded, and boxes may reach a little beyond their image. More than that are pixels.
    private const double MostShare = 2;
    private const double Rounding = 1e-3;

    /// <summary>The values of the option <c>kind</c>.</summary>
    public static readonly IReadOnlyList<string> Kinds = [Auto, JustBoxes, Outlines, KeyPoints];

    /// <summary>The boxes of a file, in shares of the image: class, then left, top, right and bottom.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="AnnotationException">A line is damaged, or its box is bad and not to be left out.</exception>
    public IEnumerable<(long Class, double[] Corners, string Place)> Read(string path)
    {
        foreach (var (line, place) in Lines(path))
        {
            var values = Numbers(line, place);
            var index = values[0];
            if (!double.IsInteger(index) || index < 0 || index >= classCount)
            {
                throw new AnnotationException(FormattableString.Invariant($"{place}: {index} is no class index; those of {classCount} classes are 0 to {classCount - 1}"));
            }

            var corners = Corners(values, place);
            if (Array.Exists(corners, value => Math.Abs(value) > MostShare))
            {
                throw new AnnotationException($"{place}: the numbers must be shares of the image's width and height, from 0 to 1; these look like pixels");
            }

            if (BoxRules.Fault(corners, margin: false) is { } fault)
            {
                rules.LeaveOut(place, BoxRules.Message(place, corners, fault));
                continue;
            }

            yield return ((long)index, corners, place);
        }
    }

    /// <summary>Whether a file has a line.</summary>
    /// <param name="path">The file, which may be missing.</param>
    public static bool HasLines(string path) => File.Exists(path) && Lines(path).Any();

    private static IEnumerable<(string Line, string Place)> Lines(string path)
    {
        if (new FileInfo(path).Length > MaxBytes)
        {
            throw new AnnotationException(FormattableString.Invariant($"{path}: the file is larger than {MaxBytes} bytes"));
        }

        var number = 0;
        foreach (var line in TextLines.Read(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return (line, FormattableString.Invariant($"{path}:{number}"));
            }
        }
    }

    private static double[] Numbers(string line, string place) => Array.ConvertAll(
        line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        word => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) < 1e6
            ? value
            : throw new AnnotationException($"{place}: '{(word.Length > 40 ? word[..40] + "..." : word)}' is no number{(word.Contains(',', StringComparison.Ordinal) ? "; numbers are separated by blanks and have a decimal point" : "")}"));

    private double[] Corners(double[] values, string place)
    {
        if (values.Length == 5)
        {
            return Box(values);
        }

        var (outline, points) = (IsOutline(values.Length), IsKeyPoints(values.Length));
        var sensible = kind == Auto && points && MakesSenseAsKeyPoints(values);
        if (!(kind switch { JustBoxes => false, Outlines => outline, KeyPoints => points, _ => outline || sensible }))
        {
            throw new AnnotationException(FormattableString.Invariant($"{place}: {Expected} ({values.Length} numbers{(values.Length == 6 ? "; is the sixth a confidence?" : "")})"));
        }

        if (kind != Auto)
        {
            return kind == Outlines ? Around(values) : Box(values);
        }

        return sensible && outline && Array.TrueForAll(values[1..], IsShare)
            ? throw new AnnotationException($"{place}: the line can be an outline, or a box with key points; set \"kind\": \"{Outlines}\" or \"{KeyPoints}\" (known: {string.Join(", ", Kinds)})")
            : sensible ? Box(values) : Around(values);
    }

    private string Expected => kind switch
    {
        JustBoxes => "expected class, centre x, centre y, width and height, as \"kind\" is \"boxes\"",
        Outlines => "expected a class and an outline of at least three points x y, or a box, as \"kind\" is \"outlines\"",
        KeyPoints => "expected a class, a box and key points x y or x y visibility, as \"kind\" is \"keypoints\"",
        _ => "expected class, centre x, centre y, width and height, or a class and an outline of at least three points x y, or a box and key points",
    };

    private static bool IsOutline(int count) => count >= 7 && count % 2 == 1;

    private static bool IsKeyPoints(int count) => count >= 7 && ((count - 5) % 2 == 0 || (count - 5) % 3 == 0);

    private static bool IsShare(double value) => value is >= -Rounding and <= 1 + Rounding;

    // Key points lie in their box, which lies in the image; those that are not labelled are 0 0.
    private static bool MakesSenseAsKeyPoints(double[] values)
    {
        var box = Box(values);
        if (!Array.TrueForAll(box, IsShare) || BoxRules.Fault(box, margin: false) is not null)
        {
            return false;
        }

        return ((values.Length - 5) % 2 == 0 && All(2)) || ((values.Length - 5) % 3 == 0 && All(3));

        bool All(int size)
        {
            for (var i = 5; i < values.Length; i += size)
            {
                var (x, y) = (values[i], values[i + 1]);
                var isInside = x >= box[0] - Rounding && x <= box[2] + Rounding && y >= box[1] - Rounding && y <= box[3] + Rounding;
                if (!(isInside || (x == 0 && y == 0)) || (size == 3 && values[i + 2] is not (0 or 1 or 2)))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private static double[] Box(double[] values) =>
        [values[1] - (values[3] / 2), values[2] - (values[4] / 2), values[1] + (values[3] / 2), values[2] + (values[4] / 2)];

    private static double[] Around(double[] values)
    {
        var xs = values.Where((_, i) => i % 2 == 1).ToArray();
        var ys = values.Where((_, i) => i > 0 && i % 2 == 0).ToArray();
        return [xs.Min(), ys.Min(), xs.Max(), ys.Max()];
    }
}
