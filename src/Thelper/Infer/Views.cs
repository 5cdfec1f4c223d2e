using System.Globalization;

namespace Thelper.Infer;

/// <summary>Reads which views of a picture are looked at.</summary>
internal static class Views
{
    private const string ScalesKey = "scales=";
    private const double LeastScale = 0.1;
    private const double MostScale = 10;
    private static readonly string[] Names = ["flip", "flips", ScalesKey];

    /// <summary>The picture as it is, and nothing else.</summary>
    public static IReadOnlyList<View> Straight { get; } = [new(false, false, 1)];

    /// <summary>Reads a text such as <c>flips+scales=0.75,1,1.25</c>: every flip at every scale.</summary>
    /// <param name="text"><c>flip</c>: as it is, and left and right exchanged; <c>flips</c>: also top and bottom, and both; <c>scales=</c> and factors. Null for the picture as it is.</param>
    /// <param name="largestStep">The greatest power of two of which sides stay multiples.</param>
    /// <exception cref="UserErrorException">It says something else.</exception>
    public static IReadOnlyList<View> Read(string? text, int largestStep = View.UsualStep)
    {
        if (text is null)
        {
            return Straight;
        }

        List<(bool Columns, bool Rows)> flips = [(false, false)];
        List<double> scales = [1];
        foreach (var part in text.Split('+', StringSplitOptions.TrimEntries))
        {
            if (part == "flip")
            {
                flips = [(false, false), (true, false)];
            }
            else if (part == "flips")
            {
                flips = [(false, false), (true, false), (false, true), (true, true)];
            }
            else if (part.StartsWith(ScalesKey, StringComparison.Ordinal))
            {
                scales = [.. part[ScalesKey.Length..].Split(',').Select(Scale).Distinct()];
            }
            else
            {
                throw new UserErrorException($"--tta: '{part}' is no view: expected flip, flips or scales=0.75,1,1.25, or two of these with a + between them{NearestName.Guess(part, Names)}");
            }
        }

        return [.. scales.SelectMany(scale => flips.Select(flip => new View(flip.Columns, flip.Rows, scale, largestStep)))];
    }

    private static double Scale(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var scale) && scale is >= LeastScale and <= MostScale
        ? scale
        : throw new UserErrorException($"--tta: '{text}' is no scale: expected factors from 0.1 to 10, such as scales=0.75,1,1.25");
}
