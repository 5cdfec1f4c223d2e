using System.Globalization;
using System.Text;

namespace Thelper.Cli;

/// <summary>How many columns of a terminal a text takes: two for letters of East Asia and emoji, none for marks on other letters.</summary>
internal static class TextColumns
{
    // Of signs that terminals draw in one or two columns, two: a line that is a little short does not break.
    private const int EmojiStyle = 0xFE0F;
    private const int SoftHyphen = 0xAD;
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x231A, 0x231B), (0x2329, 0x232A), (0x23E9, 0x23F3), (0x25FD, 0x25FE), (0x2600, 0x27BF), (0x2B1B, 0x2B55), (0x2E80, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7A3), (0xF900, 0xFAFF),
        (0xFE10, 0xFE19), (0xFE30, 0xFE6F), (0xFF01, 0xFF60), (0xFFE0, 0xFFE6), (0x16FE0, 0x18DFF), (0x1AFF0, 0x1B2FF), (0x1F000, 0x1FAFF), (0x20000, 0x3FFFD),
    ];

    /// <summary>The columns of a text without control characters.</summary>
    /// <param name="text">The text.</param>
    public static int Of(string text)
    {
        var columns = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            columns += Of(rune);
        }

        return columns;
    }

    /// <summary>As much of a text's beginning as fits; no letter is cut.</summary>
    /// <param name="text">The text.</param>
    /// <param name="columns">The columns that there are.</param>
    public static string Cut(string text, int columns)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            columns -= Of(rune);
            if (columns < 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }

    private static int Of(Rune rune) =>
        Array.Exists(Wide, range => rune.Value >= range.First && rune.Value <= range.Last) ? 2
        : rune.Value is EmojiStyle or SoftHyphen ? 1
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ? 0
        : 1;
}
