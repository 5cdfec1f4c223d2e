using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Thelper.Config;

/// <summary>Says where JSON is broken, and by what, in the words of somebody who wrote it by hand.</summary>
internal static partial class JsonMistake
{
    // Parts of the reader's messages, and what people mean by them. The first that fits counts.
    private static readonly (string Part, string Meaning)[] Meanings =
    [
        ("is invalid after a value", "a comma or a closing bracket is missing before this"),
        ("',' is an invalid start", "there is one comma too many"),
        ("is an invalid start of a property name", "a key in double quotes is expected here"),
        ("is an invalid start of a value", "no value begins like this; texts stand in double quotes; true, false and null are written small"),
        ("is invalid after a property name", "the ':' after the key is missing"),
        ("is an invalid escapable character", "a backslash in a text is written twice (\\\\); paths can be written with /"),
        ("'0x0A' is invalid within a JSON string", "the text has no closing quote"),
        ("'0x0D' is invalid within a JSON string", "the text has no closing quote"),
        ("'0x09' is invalid within a JSON string", "a tab in a text is written \\t"),
        ("is invalid within a JSON string", "a control character in a text must be escaped"),
        ("Expected end of string", "the text has no closing quote"),
        ("is invalid after a single JSON value", "the configuration ends before this; there is one closing bracket too many, or a comma is missing before it"),
    ];

    /// <summary>The message.</summary>
    /// <param name="text">The whole text, UTF-8, without the comments that the reader does not know.</param>
    /// <param name="file">Its name.</param>
    /// <param name="failure">What the reader threw.</param>
    public static string Describe(ReadOnlySpan<byte> text, string file, JsonException failure)
    {
        var line = (int)(failure.LineNumber ?? 0) + 1;
        var column = SourceExcerpt.Column(text, line, (int)(failure.BytePositionInLine ?? 0));
        return string.Create(CultureInfo.InvariantCulture, $"{file}:{line}:{column}: not valid JSON: {Reason(text, failure)}{SourceExcerpt.Of(text, line, column)}");
    }

    private static string Reason(ReadOnlySpan<byte> text, JsonException failure)
    {
        var message = failure.Message.Split(" LineNumber:")[0].TrimEnd('.');
        if (message.Contains("should be closed", StringComparison.Ordinal) || message.Contains("without a matching open", StringComparison.Ordinal))
        {
            var isEnd = message.Contains("should be closed", StringComparison.Ordinal);
            var open = LastOpen(text, isEnd ? text.Length : EndOf(text, failure));
            return open is not { } bracket ? "this closes nothing that is open"
                : isEnd ? string.Create(CultureInfo.InvariantCulture, $"the file ends, but the '{bracket.Sign}' of line {bracket.Line} is not closed")
                : string.Create(CultureInfo.InvariantCulture, $"this does not close the '{bracket.Sign}' of line {bracket.Line}");
        }

        foreach (var (part, meaning) in Meanings)
        {
            if (message.Contains(part, StringComparison.Ordinal))
            {
                return meaning;
            }
        }

        return LongWord().Replace(char.ToLowerInvariant(message[0]) + message[1..], "$1...'");
    }

    // The reader quotes all the rest of the text behind a word that it does not know.
    [GeneratedRegex(@"('(?>[^,:{}\[\]""'\s]{0,20}))[^']+'")]
    private static partial Regex LongWord();

    private static int EndOf(ReadOnlySpan<byte> text, JsonException failure)
    {
        var start = 0;
        for (var i = 0; i < (failure.LineNumber ?? 0); i++)
        {
            start += text[start..].IndexOf((byte)'\n') + 1;
        }

        return Math.Min(text.Length, start + (int)(failure.BytePositionInLine ?? 0));
    }

    // The innermost bracket that is open at a place.
    private static (char Sign, int Line)? LastOpen(ReadOnlySpan<byte> text, int end)
    {
        var open = new Stack<(char Sign, int Line)>();
        var line = 1;
        for (var i = 0; i < end; i++)
        {
            switch (text[i])
            {
                case (byte)'\n':
                    line++;
                    break;
                case (byte)'"' or (byte)'/':
                    var after = JsonTree.EndOfTextOrComment(text, i);
                    line += text[i..Math.Min(after, text.Length)].Count((byte)'\n');
                    i = after - 1;
                    break;
                case (byte)'{' or (byte)'[':
                    open.Push(((char)text[i], line));
                    break;
                case (byte)'}' or (byte)']' when open.Count > 0:
                    open.Pop();
                    break;
            }
        }

        return open.Count == 0 ? null : open.Peek();
    }
}
