using System.Globalization;
using System.Text.RegularExpressions;

namespace Thelper.Config;

/// <summary>A version of the session and checkpoint format, which follows the original package's version numbers.</summary>
/// <param name="Major">First number.</param>
/// <param name="Minor">Second number.</param>
/// <param name="Patch">Third number.</param>
/// <param name="Release">Release tag, such as <c>rc</c>; empty for none.</param>
public readonly partial record struct ThelperVersion(int Major, int Minor, int Patch, string Release = "") : IComparable<ThelperVersion>
{
    /// <summary>The version whose sessions and checkpoints this program reads and writes.</summary>
    public static ThelperVersion Current { get; } = new(0, 6, 2);

    /// <summary>Reads a version with up to three numbers and an optional release tag; missing numbers are 0.</summary>
    /// <param name="text">Text such as <c>0.6.2</c> or <c>0.5.0-rc</c>.</param>
    /// <exception cref="UserErrorException">The text is no version.</exception>
    public static ThelperVersion Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var match = Form().Match(text);
        return match.Success && Numbers(match, out var numbers)
            ? new ThelperVersion(numbers[0], numbers[1], numbers[2], match.Groups["release"].Value)
            : throw new UserErrorException($"'{text}' is not a version; expected one like {Current}");
    }

    /// <summary>Compares number by number, then the release tags alphabetically; no tag comes first.</summary>
    /// <param name="other">The other version.</param>
    public int CompareTo(ThelperVersion other)
    {
        var numbers = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return numbers != 0 ? numbers : string.CompareOrdinal(Release ?? "", other.Release ?? "");
    }

    /// <summary>Whether the left one is older.</summary>
    public static bool operator <(ThelperVersion left, ThelperVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one is newer.</summary>
    public static bool operator >(ThelperVersion left, ThelperVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one is older or the same.</summary>
    public static bool operator <=(ThelperVersion left, ThelperVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one is newer or the same.</summary>
    public static bool operator >=(ThelperVersion left, ThelperVersion right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}{(string.IsNullOrEmpty(Release) ? "" : "-" + Release)}");

    private static bool Numbers(Match match, out int[] numbers)
    {
        numbers = new int[3];
        return Number(match.Groups["major"], out numbers[0]) & Number(match.Groups["minor"], out numbers[1]) & Number(match.Groups["patch"], out numbers[2]);
    }

    private static bool Number(Group group, out int number)
    {
        number = 0;
        return !group.Success || int.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    [GeneratedRegex(@"^(?<major>\d+)(?:\.(?<minor>\d+)(?:\.(?<patch>\d+))?)?(?:[-.]?(?<release>[A-Za-z][\w.-]*))?\z")]
    private static partial Regex Form();
}
